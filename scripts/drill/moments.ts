import { minute, second, wait } from "../../lib/time.ts";
import type { Entry, History } from "./history.ts";
import type { Ledger } from "./ledger.ts";
import { nextTick, type World } from "./life.ts";
import { limits, unfinished } from "./rules.ts";
import { viewOf } from "./view.ts";

/** Beyond the 60 s that are allowed, so that what is late can be told from what is lost. */
const patienceMs = 150 * second;

/** The planner looks once a minute: it should do so while faults strike, when the first digests have become due. */
export function untilGoodStart(now: number, forMs: number): number {
  const [soonestMs, latestMs] = [5 * second, 0.85 * forMs];
  const inMs = nextTick(now) - now;
  if (inMs > latestMs) return inMs - latestMs;
  return inMs < soonestMs ? inMs + Math.max(0, minute - latestMs) : 0;
}

/** When what Postgres knows of must have been made good, people notice what it does not know of. */
export function tellLater(tell: (lostAt: number) => void, history: History): () => void {
  const lostAt = Math.max(...viewOf(history.entries).forgotAt);
  const timer = setTimeout(tell, limits.recoveryMs + 5 * second, lostAt);
  return () => clearTimeout(timer);
}

export async function enoughPostings(ledger: Ledger, signal: AbortSignal): Promise<void> {
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
export async function settled({ ledger, history, till, signal }: World, lived: Promise<unknown>): Promise<void> {
  // Who asks again does so only then, and has two mails to wait for.
  const noticing = viewOf(history.entries).forgotAt.length > 0 ? 2 * limits.recoveryMs : 0;
  const deadline = Date.now() + patienceMs + noticing;
  let living = true;
  const ended = () => {
    living = false;
  };
  lived.then(ended, ended);
  while (Date.now() < deadline) {
    const readings: Entry[] = [...(till ? [await till.read()] : []), await ledger.read()];
    if (!living && unfinished([...history.entries, ...readings]).length === 0) return;
    await wait(second / 4, signal);
  }
}

const nightMs = 10 * second;

/** As the night does: what no event has told is found by comparing all with Polar. Until the drill is over. */
export async function compareByNight({ client, till, systemKey, signal }: World): Promise<void> {
  const headers = { authorization: `Bearer ${systemKey}` };
  for (; till && !signal.aborted; await wait(nightMs, signal).catch(() => {})) {
    await client.post("night", null, {
      ...{ path: "/operations", headers },
      body: { act: "run-schedule", schedule: "reconcile-all" },
    });
  }
}
