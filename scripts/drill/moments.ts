import { minute, second, wait } from "../../lib/time.ts";
import type { Entry, History } from "./history.ts";
import type { Ledger } from "./ledger.ts";
import { nextTick, type World } from "./life.ts";
import { limits, unfinished } from "./rules.ts";
import { viewOf } from "./view.ts";

/** Beyond the 60 s allowed, to tell late from lost. */
const patienceMs = 150 * second;

/** The planner should run, as it does every minute, during the faults when the first digests are due. */
export function untilGoodStart(now: number, forMs: number): number {
  const [soonestMs, latestMs] = [5 * second, 0.85 * forMs];
  const inMs = nextTick(now) - now;
  if (inMs > latestMs) return inMs - latestMs;
  return inMs < soonestMs ? inMs + Math.max(0, minute - latestMs) : 0;
}

/** By then, everything known to Postgres must be recovered, and people notice what it does not know. */
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

/** Waits until nothing is owed, or patience ends: then the rules say what is missing. */
export async function settled({ ledger, history, till, signal }: World, lived: Promise<unknown>): Promise<void> {
  // People who ask again do so only then, and have two mails to wait for.
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

/** Compares everything with Polar, as happens every night, to find what no event reported. Until the drill is over. */
export async function compareByNight({ client, till, systemKey, signal }: World): Promise<void> {
  const headers = { authorization: `Bearer ${systemKey}` };
  for (; till && !signal.aborted; await wait(nightMs, signal).catch(() => {})) {
    await client.post("night", null, {
      ...{ path: "/operations", headers },
      body: { act: "run-schedule", schedule: "reconcile-all" },
    });
  }
}
