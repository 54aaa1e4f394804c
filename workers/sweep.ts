import { z } from "zod";
import { email } from "../jobs/email.ts";
import { match } from "../jobs/match.ts";
import { sweep } from "../jobs/sweep.ts";
import { chunksOf } from "../lib/chunks.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueueMany } from "../lib/queue.ts";
import { countSkips, skipCounts } from "../lib/subscribers/skips.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** Promises asked for again in one sweep; what is left is asked for by the next, twenty seconds later. */
const promisesPerSweep = 1000;
const closedPerSweep = 5000;
/** Rows of a kind in one statement; the next statement goes on. */
const purgedAtOnce = 1000;
/** Asked whether they still want jobs in one run of retention: 48,000 a day, so that no morning has a wave of them. */
const reEngagedPerSweep = 500;
/** Removed after their receipt in one sweep. */
const erasedPerSweep = 500;

const unkept = z.object({
  subscribers: z.array(z.uuid()),
  deliveries: z.array(z.uuid()),
  skipped: skipCounts,
});

/** What a crash between a commit and its enqueue dropped, or Redis lost, is asked for again; done twice it changes nothing. */
export default defineWorker(sweep, { concurrency: 1, timeoutMs: 2 * minute }, async ({ retention }, { signal }) => {
  if (retention) {
    const closed = await serviceDb().call("close_postings", { p_limit: closedPerSweep }, z.int(), { signal });
    const args = { p_limit: reEngagedPerSweep };
    const reEngaged = await serviceDb().call("promise_re_engagement", args, z.int(), { signal });
    return { closed, reEngaged, purged: await purgeAll(signal) };
  }
  const erased = await serviceDb().call("finish_erasures", { p_limit: erasedPerSweep }, z.int(), { signal });
  const promises = await serviceDb().call("unkept_promises", { p_limit: promisesPerSweep }, unkept, { signal });
  countSkips(promises.skipped);
  await enqueueMany(
    match,
    chunksOf(promises.subscribers, 50).map((subscribers) => ({
      subscribers,
    })),
  );
  await enqueueMany(
    email,
    chunksOf(promises.deliveries, 100).map((deliveries) => ({ deliveries })),
  );
  return {
    subscribers: promises.subscribers.length,
    deliveries: promises.deliveries.length,
    erased,
  };
});

async function purgeAll(signal: AbortSignal): Promise<Record<string, number>> {
  const total: Record<string, number> = {};
  for (;;) {
    const counts = await serviceDb().call("purge", { p_limit: purgedAtOnce }, z.record(z.string(), z.int()), {
      signal,
    });
    for (const [kind, count] of Object.entries(counts)) total[kind] = (total[kind] ?? 0) + count;
    if (Object.values(counts).every((count) => count < purgedAtOnce)) return total;
  }
}
