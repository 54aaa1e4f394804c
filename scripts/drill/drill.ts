import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atMost, minute, second, wait } from "../../lib/time.ts";
import type { Service } from "../../local/service.ts";
import { type Stack, startStack } from "../../local/stack.ts";
import { Client } from "./client.ts";
import { faultsOf, workerCount } from "./fault-plan.ts";
import { strike } from "./faults.ts";
import { type Figures, figuresOf } from "./figures.ts";
import { type Entry, History } from "./history.ts";
import { Ledger } from "./ledger.ts";
import { arrive, goOn, nextTick, type World } from "./life.ts";
import type { DrillName, Options } from "./options.ts";
import { type Life, livesOf } from "./plan.ts";
import { Postbox } from "./postbox.ts";
import { type Broken, check, unfinished } from "./rules.ts";

export interface Outcome extends Figures {
  drill: DrillName;
  seed: number;
  ok: boolean;
  broken: Broken[];
  /** Where history and logs are, if they were kept. */
  folder: string | null;
}

/** Beyond the 60 s that are allowed, so that what is late can be told from what is lost. */
const patienceMs = 150 * second;
/** A second mail on its way would be there by then. */
const quietMs = 3 * second;

/** One drill on a stack of its own, from an empty folder to the verdict. */
export async function runDrill(
  drill: DrillName,
  options: Pick<Options, "seed" | "people" | "forMs" | "keep">,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const { seed, people } = options;
  const folder = mkdtempSync(join(tmpdir(), `jobping-drill-${drill}-`));
  const history = new History(join(folder, "history.jsonl"));
  history.add({ type: "run", at: Date.now(), drill, seed, people });
  let broken: Broken[] = [{ rule: "the drill ends", about: "it did not", entries: [] }];
  try {
    await perform(drill, options, folder, history, say, signal);
    broken = check(history.entries);
  } finally {
    if (broken.length === 0 && !options.keep) rmSync(folder, { recursive: true, force: true });
    else {
      // The database's files are of no use to a reader, and large.
      for (const part of ["data", "cache"]) rmSync(join(folder, part), { recursive: true, force: true });
      say(`History and logs: ${folder}`);
    }
  }
  const kept = broken.length > 0 || options.keep;
  return { drill, seed, ok: broken.length === 0, ...figuresOf(history.entries), broken, folder: kept ? folder : null };
}

async function perform(
  drill: DrillName,
  { seed, people, forMs }: Pick<Options, "seed" | "people" | "forMs">,
  folder: string,
  history: History,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  await using closing = new AsyncDisposableStack();
  const over = new AbortController();
  const dead = (name: string, how: string) => over.abort(new Error(`${name} ended unasked: ${how}`));
  const stack = await startStack({ folder, workers: workerCount, env: environment(), onServiceDeath: dead, signal });
  closing.defer(() => stack.stop());
  // Who interrupts does not want to wait until all work has drained.
  closing.defer(async () => void (signal.aborted && (await Promise.all(stack.workers.map((worker) => worker.kill())))));
  const ending = AbortSignal.any([signal, over.signal]);
  const ledger = new Ledger(stack.file.postgres, ending);
  closing.defer(() => ledger.close());
  const postbox = new Postbox(stack.file.outbox, history, ending);
  const watching = postbox.watch();
  closing.defer(async () => {
    over.abort(new Error("the drill is over"));
    await watching;
  });
  const client = new Client(stack.file.ingress, history, ending);
  await enoughPostings(ledger, ending);
  await ledger.agePostings();

  const { systemKey } = stack.file;
  const calm: World = {
    ...{ client, postbox, ledger, history, systemKey },
    startedAt: 0,
    lastTickAt: 0,
    signal: ending,
  };
  const lives = livesOf(seed, people, forMs);
  const early = lives.filter(({ startMs }) => startMs === null);
  const failed = failureOf(watching);
  await Promise.race([failed, arrivals(early, calm)]);
  await wait(untilGoodStart(Date.now(), forMs), ending);

  for (const worker of stack.workers) writeDeaths(worker, history);
  const startedAt = Date.now();
  const world: World = { ...calm, startedAt, lastTickAt: startedAt + forMs + 10 * second };
  say(`${people} people, and ${forMs / second} s of faults from now on.`);
  const lived = Promise.all(
    lives.map(async (life) => {
      if (early.includes(life) || (await arrive(life, world))) await goOn(life, world);
    }),
  );
  const struck = strike(faultsOf(drill, seed, forMs), forMs, { stack, postbox, history, startedAt, signal: ending });
  await Promise.race([failed, failureOf(lived), struck]);
  say("The last fault is over; waiting until every promise is kept.");
  await Promise.race([failed, settled(world, lived)]);
  await Promise.race([failed, askAgain(stack, world)]);
  await wait(quietMs, ending);
  await postbox.look();
  history.add(await ledger.read());
}

/** Nothing of the developer's own environment reaches the stack: no keys, no ports. */
function environment() {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, TRUSTED_PROXIES: "127.0.0.1" };
}

/** A program that ends unasked is started again by local/; that it did is worth knowing. */
function writeDeaths(worker: Service, history: History): void {
  const revive = worker.onDeath;
  worker.onDeath = (how) => {
    history.add({ type: "death", at: Date.now(), name: worker.name, how });
    revive(how);
  };
}

/** Who is to be there before the faults begin; without faults that takes a few seconds. */
async function arrivals(early: readonly Life[], world: World): Promise<void> {
  const welcomed = Promise.all(early.map((life) => arrive(life, world)));
  const all = await atMost(1 * minute, welcomed, "Without any fault, people were not welcomed within a minute.");
  if (all.includes(false)) throw new Error("Without any fault, somebody could not sign up.");
}

/** The planner looks once a minute: it should do so while faults strike, when the first digests have become due. */
function untilGoodStart(now: number, forMs: number): number {
  const [soonestMs, latestMs] = [5 * second, 0.85 * forMs];
  const inMs = nextTick(now) - now;
  if (inMs > latestMs) return inMs - latestMs;
  return inMs < soonestMs ? inMs + Math.max(0, minute - latestMs) : 0;
}

/** Rejects as the work does, and never resolves: for races that only a failure should win. */
const failureOf = (work: Promise<unknown>) => work.then(() => new Promise<never>(() => {}));

async function enoughPostings(ledger: Ledger, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + minute;
  for (let before = -1; ; ) {
    const now = await ledger.postings();
    if (now > 100 && now === before) return;
    if (Date.now() > deadline) throw new Error(`After a minute there are ${now} postings: too few to match.`);
    before = now;
    await wait(second / 2, signal);
  }
}

/** Until nothing is owed any more, or patience ends: the rules then say what is missing. */
async function settled({ ledger, history, signal }: World, lived: Promise<unknown>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let living = true;
  const ended = () => {
    living = false;
  };
  lived.then(ended, ended);
  while (Date.now() < deadline) {
    const reading = await ledger.read();
    if (!living && unfinished([...history.entries, reading] satisfies Entry[]).length === 0) return;
    await wait(second / 4, signal);
  }
}

/** Asks for every mail once more, as a sweep gone wrong would: nothing may go out again. */
async function askAgain(stack: Stack, { ledger, client, signal }: World): Promise<void> {
  const { deliveries } = await ledger.read();
  const headers = { authorization: `Bearer ${stack.file.systemKey}` };
  for (let from = 0; from < deliveries.length; from += 100) {
    const body = { deliveries: deliveries.slice(from, from + 100).map(({ id }) => id) };
    const { json } = await client.post("email", null, { path: "/emails", body, headers });
    const status = typeof json === "object" && json !== null && "status" in json ? String(json.status) : null;
    for (const deadline = Date.now() + 20 * second; status !== null && Date.now() < deadline; ) {
      const { json: job } = await client.get(status, headers);
      if (typeof job === "object" && job !== null && "finishedAt" in job) break;
      await wait(second / 5, signal);
    }
  }
}
