import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atMost, minute, second, wait } from "../../lib/time.ts";
import type { Service } from "../../local/service.ts";
import { type Stack, startStack } from "../../local/stack.ts";
import { type Cast, castFor } from "./cast.ts";
import { Client } from "./client.ts";
import { errandsOf } from "./errands.ts";
import { faultsOf, workerCount } from "./fault-plan.ts";
import { type Scene, strike } from "./faults.ts";
import { type Figures, figuresOf } from "./figures.ts";
import { History } from "./history.ts";
import { Ledger } from "./ledger.ts";
import { arrive, goOn, type World } from "./life.ts";
import { compareByNight, enoughPostings, settled, tellLater, untilGoodStart } from "./moments.ts";
import { type DrillName, type Options, peopleIn } from "./options.ts";
import { type Life, livesOf, onlyArriving } from "./plan.ts";
import { Postbox } from "./postbox.ts";
import { roll } from "./roll.ts";
import { type Broken, check } from "./rules.ts";
import { Till } from "./till.ts";

export interface Outcome extends Figures {
  drill: DrillName;
  seed: number;
  ok: boolean;
  broken: Broken[];
  /** The folder of history and logs, if kept. */
  folder: string | null;
}

/** By then, a duplicate mail on its way would have arrived. */
const quietMs = 3 * second;

/** Runs one drill on its own stack, from an empty folder to the verdict. */
export async function runDrill(
  drill: DrillName,
  options: Pick<Options, "seed" | "people" | "forMs" | "keep">,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const { seed } = options;
  const people = peopleIn(drill, options);
  const folder = mkdtempSync(join(tmpdir(), `jobping-drill-${drill}-`));
  const history = new History(join(folder, "history.jsonl"));
  history.add({ type: "run", at: Date.now(), drill, seed, people });
  let broken: Broken[] = [{ rule: "the drill ends", about: "it did not", entries: [] }];
  try {
    await perform(drill, { ...options, people }, folder, history, say, signal);
    broken = check(history.entries);
  } finally {
    if (broken.length === 0 && !options.keep) rmSync(folder, { recursive: true, force: true });
    else {
      // The database's files are large, and of no use to a reader.
      for (const part of ["data", "cache"]) rmSync(join(folder, part), { recursive: true, force: true });
      say(`History and logs: ${folder}`);
    }
  }
  const kept = broken.length > 0 || options.keep;
  return { drill, seed, ok: broken.length === 0, ...figuresOf(history.entries), broken, folder: kept ? folder : null };
}

async function perform(
  drill: DrillName,
  { seed, people, forMs }: Pick<Options, "seed" | "forMs"> & { people: number },
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
  // Somebody who interrupts does not want to wait for work to drain.
  closing.defer(async () => void (signal.aborted && (await Promise.all(stack.workers.map((worker) => worker.kill())))));
  const ending = AbortSignal.any([signal, over.signal]);
  const cast = await castFor(drill, { stack, folder, say, closing });
  const ledger = new Ledger(stack.file.postgres, ending);
  closing.defer(() => ledger.close());
  const postbox = new Postbox(stack.file.outbox, history, ending);
  const watching = postbox.watch();
  closing.defer(async () => {
    over.abort(new Error("the drill is over"));
    await watching;
  });
  const client = new Client(cast.ingresses, history, ending);
  await enoughPostings(ledger, ending);
  await ledger.agePostings();

  const { systemKey } = stack.file;
  const notice = Promise.withResolvers<number>();
  const calm: World = {
    ...{ client, postbox, ledger, history, systemKey, noticed: notice.promise },
    startedAt: 0,
    lastTickAt: 0,
    signal: ending,
  };
  const lives = livesOf(seed, people, forMs).map((life) => (drill === "flush" ? onlyArriving(life) : life));
  const early = lives.filter(({ startMs }) => startMs === null);
  const failed = failureOf(watching);
  await Promise.race([failed, arrivals(early, calm)]);
  await wait(untilGoodStart(Date.now(), forMs), ending);

  for (const worker of cast.workers) writeDeaths(worker, history);
  const startedAt = Date.now();
  const world: World = { ...calm, startedAt, lastTickAt: startedAt + forMs + 10 * second };
  world.till = cast.polar && new Till(stack.file.polar ?? "", world);
  say(`${people} people, and ${forMs / second} s of faults from now on.`);
  const lived = Promise.all(
    lives.map(async (life) => {
      if (!early.includes(life) && !(await arrive(life, world))) return;
      await Promise.all([goOn(life, world), world.till?.run(life, errandsOf(life, forMs))]);
    }),
  );
  const struck = strikes({ drill, seed, forMs }, { cast, stack, postbox, history, startedAt, signal: ending });
  await Promise.race([failed, failureOf(lived), struck]);
  say("The last fault is over; waiting until every promise is kept.");
  closing.defer(tellLater(notice.resolve, history));
  await Promise.race([failed, failureOf(compareByNight(world)), settled(world, lived)]);
  await Promise.race([failed, askAgain(stack, world)]);
  await wait(quietMs, ending);
  await lastWord(world);
}

/** The ledger and Polar's state at the end. */
async function lastWord({ postbox, till, ledger, history }: World): Promise<void> {
  await postbox.look();
  if (till) history.add(await till.read());
  history.add(await ledger.read());
}

/** Keeps the developer's environment, with keys and ports, out of the stack. */
function environment() {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, TRUSTED_PROXIES: "127.0.0.1" };
}

interface Stage extends Omit<Scene, "stack" | "redis" | "postgresUrl"> {
  cast: Cast;
  stack: Stack;
}

/** Everything that goes wrong or is restarted. */
function strikes({ drill, seed, forMs }: Pick<Options, "seed" | "forMs"> & { drill: DrillName }, stage: Stage) {
  const { cast, stack, ...rest } = stage;
  const { history, startedAt, signal } = rest;
  const plan = faultsOf(drill, seed, forMs);
  const { postgres, postgrest, file } = stack;
  const struck = { redis: cast.redis, postgres, postgrest, workers: cast.workers };
  return Promise.all([
    strike(plan, forMs, { ...rest, stack: struck, redis: cast.redisAt, postgresUrl: file.postgres, polar: cast.polar }),
    roll(plan.rollsMs, cast.slots, { history, endsAt: startedAt + forMs, signal }),
  ]);
}

/** local/ restarts programs that end unasked; the history records it. */
function writeDeaths(worker: Service, history: History): void {
  const revive = worker.onDeath;
  worker.onDeath = (how) => {
    history.add({ type: "death", at: Date.now(), name: worker.name, how });
    revive(how);
  };
}

/** Waits for the people who are there before the faults begin; without faults that takes a few seconds. */
async function arrivals(early: readonly Life[], world: World): Promise<void> {
  const welcomed = Promise.all(early.map((life) => arrive(life, world)));
  // Two mails each, at the vendor's five per second.
  const limitMs = 1 * minute + early.length * 0.4 * second;
  const all = await atMost(limitMs, welcomed, `Without any fault, people were not welcomed within ${limitMs} ms.`);
  if (all.includes(false)) throw new Error("Without any fault, somebody could not sign up.");
}

/** Rejects if the work does, but never resolves: for races that only a failure should win. */
const failureOf = (work: Promise<unknown>) => work.then(() => new Promise<never>(() => {}));

/** Enqueues every mail again, as a faulty sweep would: none may go out again. */
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
