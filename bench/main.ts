import { measured } from "./measured.ts";

interface Bench {
  run(): Promise<Record<string, unknown>>;
}

/** Every benchmark: it measures ours beside a baseline in the same run and gives one JSON line. */
const benches: Readonly<Record<string, () => Bench | Promise<Bench>>> = {
  dedupe: () => ({ run: () => measured(new URL("./dedupe-place.ts", import.meta.url)) }),
  digests: () => import("./digests.ts"),
  email: () => import("./email.ts"),
  ingress: () => import("./ingress.ts"),
  ingest: () => ({ run: () => measured(new URL("./ingest-store.ts", import.meta.url)) }),
  latency: () => import("./latency.ts"),
  match: () => ({ run: () => measured(new URL("./match-run.ts", import.meta.url)) }),
  memory: () => ({ run: () => measured(new URL("./memory-run.ts", import.meta.url)) }),
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
