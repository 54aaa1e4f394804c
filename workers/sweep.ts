import { z } from "zod";
import { email } from "../jobs/email.ts";
import { match } from "../jobs/match.ts";
import { sweep } from "../jobs/sweep.ts";
import { chunksOf } from "../lib/chunks.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueueMany } from "../lib/queue.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** Promises asked for again in one sweep; what is left is asked for by the next, twenty seconds later. */
const promisesPerSweep = 1000;
const closedPerSweep = 5000;

const unkept = z.object({
  subscribers: z.array(z.uuid()),
  deliveries: z.array(z.uuid()),
});

/** What a crash between a commit and its enqueue dropped, or Redis lost, is asked for again; done twice it changes nothing. */
export default defineWorker(sweep, { concurrency: 1, timeoutMs: 2 * minute }, async ({ retention }, { signal }) => {
  if (retention) {
    const closed = await serviceDb().call("close_postings", { p_limit: closedPerSweep }, z.int(), { signal });
    const purged = await serviceDb().call("purge", {}, z.record(z.string(), z.int()), { signal });
    return { closed, purged };
  }
  const promises = await serviceDb().call("unkept_promises", { p_limit: promisesPerSweep }, unkept, { signal });
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
  };
});
