/** Every benchmark: it measures ours beside a baseline in the same run and gives one JSON line. */
const benches: Readonly<Record<string, () => Promise<{ run(): Promise<Record<string, unknown>> }>>> = {
  dedupe: () => import("./dedupe.ts"),
  digests: () => import("./digests.ts"),
  email: () => import("./email.ts"),
  ingress: () => import("./ingress.ts"),
  ingest: () => import("./ingest.ts"),
  latency: () => import("./latency.ts"),
  match: () => import("./match.ts"),
  memory: () => import("./memory.ts"),
  operators: () => import("./operators.ts"),
  polar: () => import("./polar.ts"),
  rerank: () => import("./rerank.ts"),
  webhooks: () => import("./webhooks.ts"),
  workers: () => import("./workers.ts"),
};

const [name = ""] = process.argv.slice(2);
const load = benches[name];
if (!load) {
  console.error(`Usage: npm run bench -- NAME, with NAME one of: ${Object.keys(benches).join(" ")}`);
  process.exit(2);
}
const { run } = await load();
console.log(JSON.stringify({ bench: name, ...(await run()) }));
