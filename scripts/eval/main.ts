/** Every quality table: it prints what it found for people, and gives one JSON line. */
const evaluations: Readonly<Record<string, () => Promise<{ run(): Promise<Record<string, unknown>> }>>> = {
  search: () => import("./search.ts"),
};

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(evaluations);
const unknown = names.filter((name) => !Object.hasOwn(evaluations, name));
if (unknown.length > 0) {
  console.error(`Usage: npm run eval [-- NAME], with NAME of: ${Object.keys(evaluations).join(" ")}`);
  process.exit(2);
}
const results: Record<string, unknown> = {};
for (const name of names) results[name] = await (await evaluations[name]?.())?.run();
console.log(
  JSON.stringify(
    asked.length === 1 ? { eval: names[0], ...(results[names[0] ?? ""] as object) } : { eval: "all", ...results },
  ),
);
