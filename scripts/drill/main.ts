import { type Outcome, runDrill } from "./drill.ts";
import { type Options, readOptions, usage } from "./options.ts";
import type { Broken } from "./rules.ts";

/** How many lines of the history are shown per broken rule; the file has the rest. */
const shownEntries = 6;
const shownBroken = 20;

function parse(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${usage}`);
    process.exit(2);
  }
}

function explain({ rule, about, entries }: Broken): string {
  const lines = entries.slice(0, shownEntries).map((entry) => `    ${JSON.stringify(entry).slice(0, 600)}`);
  return [`  BROKEN ${rule}: ${about}`, ...lines].join("\n");
}

function verdict(outcomes: Outcome[], seed: number) {
  const plain = outcomes.map(({ broken, ...outcome }) => ({
    ...outcome,
    broken: [...new Set(broken.map(({ rule }) => rule))],
  }));
  const [only, ...others] = plain;
  if (only && others.length === 0) return only;
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    ...{ drill: "all", seed, ok: outcomes.every(({ ok }) => ok), people: sum(({ people }) => people) },
    ...{ faults: sum(({ faults }) => faults), recoveryMs: Math.max(...outcomes.map(({ recoveryMs }) => recoveryMs)) },
    ...{ lost: sum(({ lost }) => lost), mails: sum(({ mails }) => mails) },
    ...{ doubled: sum(({ doubled }) => doubled), unknown: sum(({ unknown }) => unknown) },
    ...{ gone: sum(({ gone }) => gone), ms: sum(({ ms }) => ms), drills: plain },
  };
}

async function drillAll(options: Options): Promise<Outcome[]> {
  const stop = new AbortController();
  // A terminal and npm may both send it: only the first counts.
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => stop.abort(new Error(`stopped by ${name}`)));
  }
  const outcomes: Outcome[] = [];
  for (const drill of options.names) {
    const outcome = await runDrill(drill, options, (line) => console.log(`${drill}: ${line}`), stop.signal);
    outcomes.push(outcome);
    for (const broken of outcome.broken.slice(0, shownBroken)) console.log(explain(broken));
    console.log(`${drill}: ${outcome.ok ? "every promise was kept, once" : `${outcome.broken.length} findings`}`);
  }
  return outcomes;
}

const options = parse();
const { seed } = options;
console.log(`seed ${seed} (again: npm run drill -- ${process.argv[2]} --seed ${seed})`);
try {
  const outcomes = await drillAll(options);
  console.log(JSON.stringify(verdict(outcomes, seed)));
  process.exitCode = outcomes.every(({ ok }) => ok) ? 0 : 1;
} catch (error) {
  console.error(error);
  console.log(JSON.stringify({ drill: process.argv[2], seed, ok: false, error: String(error) }));
  process.exitCode = 1;
}
