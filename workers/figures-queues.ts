import { z } from "zod";
import type { Figures } from "../lib/figures/model.ts";
import { queueCounts } from "../lib/queue-admin.ts";
import { minute } from "../lib/time.ts";

/** How many runs of each queue had ended for good at a moment: two of them make a rate. Oldest first. */
export const tallySchema = z.array(
  z.object({ at: z.number(), ended: z.record(z.string(), z.object({ done: z.number(), failed: z.number() })) }),
);
type Tally = z.output<typeof tallySchema>;

export interface Counted {
  queues: Omit<Figures["queues"][number], "deadLetters">[];
  tally: Tally;
}

/** How every queue stands, and what it did in the last minute. */
export async function countQueues(last: Tally): Promise<Counted> {
  const counts = await queueCounts();
  const now = Date.now();
  const ended = Object.fromEntries(Object.entries(counts).map(([name, queue]) => [name, queue.ended]));
  const recent = last.filter(({ at }) => at > now - 1.1 * minute && at < now);
  const perMinute = (name: string, kind: "done" | "failed") => {
    const [first] = recent;
    const before = first?.ended[name]?.[kind];
    const is = ended[name]?.[kind];
    // Less than before: Redis was emptied.
    if (!first || before === undefined || is === undefined || is < before) return 0;
    return Math.round(((is - before) * minute * 10) / (now - first.at)) / 10;
  };
  const byName = Object.entries(counts).sort(([a], [b]) => a.localeCompare(b));
  const queues = byName.map(([name, { states, paused, oldestWaitingMs }]) => ({
    name,
    waiting: (states.waiting ?? 0) + (states.prioritized ?? 0) + (states.paused ?? 0),
    active: states.active ?? 0,
    delayed: states.delayed ?? 0,
    failed: states.failed ?? 0,
    ...{ paused, oldestWaitingMs },
    donePerMinute: perMinute(name, "done"),
    failedPerMinute: perMinute(name, "failed"),
  }));
  return { queues, tally: [...recent, { at: now, ended }] };
}
