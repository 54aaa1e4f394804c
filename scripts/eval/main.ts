import { type Evaluation, isMet, type Measure } from "./measure.ts";

interface Module {
  run(): Promise<Evaluation> | Evaluation;
}

/** Every quality table, in the order of printing. */
const evaluations: Readonly<Record<string, () => Promise<Module>>> = {
  // First, as what it measures is slower in a process that has already done much else.
  normalise: () => import("./normalise.ts"),
  place: () => import("./place.ts"),
  what: () => import("./what.ts"),
  whom: () => import("./whom.ts"),
  pay: () => import("./pay.ts"),
  dedupe: () => import("./dedupe.ts"),
  match: () => import("./match.ts"),
  search: () => import("./search.ts"),
};

const asked = process.argv.slice(2);
const names = asked.length > 0 ? asked : Object.keys(evaluations);
const unknown = names.filter((name) => !Object.hasOwn(evaluations, name));
if (unknown.length > 0) {
  console.error(`Usage: npm run eval [-- NAME], with NAME of: ${Object.keys(evaluations).join(" ")}`);
  process.exit(2);
}

const bar = ({ atLeast, atMost }: Measure) =>
  atLeast !== undefined ? `>= ${atLeast}` : atMost !== undefined ? `<= ${atMost}` : "";

const results: Record<string, object> = {};
const all: Measure[] = [];
const missing: string[] = [];
for (const name of names) {
  const evaluation = await (await evaluations[name]?.())?.run();
  if (!evaluation) continue;
  const { measures, leftOut = [], wrong = [] } = evaluation;
  for (const line of wrong) console.log(`${name}: ${line}`);
  all.push(...measures.map((measure) => ({ ...measure, what: `${name}: ${measure.what}` })));
  missing.push(...leftOut);
  results[name] = {
    ...Object.fromEntries(measures.map(({ what, figure }) => [what, figure])),
    ...(leftOut.length > 0 && { leftOut }),
    short: measures.filter((measure) => !isMet(measure)).map(({ what }) => what),
  };
}
console.table(
  all.map((measure) => ({
    what: measure.what,
    figure: measure.figure,
    bar: bar(measure),
    met: isMet(measure) ? "" : "SHORT",
    on: measure.on,
  })),
);
for (const name of missing) console.log(`LEFT OUT (no shared folder, see JOBPING_SHARED): ${name}`);
const [only = ""] = names;
console.log(JSON.stringify(names.length === 1 ? { eval: only, ...results[only] } : { eval: "all", ...results }));
