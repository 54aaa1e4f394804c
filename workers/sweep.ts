import { z } from "zod";
import { billing } from "../jobs/billing.ts";
import { email } from "../jobs/email.ts";
import { erase } from "../jobs/erase.ts";
import { match } from "../jobs/match.ts";
import { sweep } from "../jobs/sweep.ts";
import { chunksOf } from "../lib/chunks.ts";
import { type Db, serviceDb } from "../lib/db.ts";
import { env } from "../lib/env.ts";
import { asError } from "../lib/errors.ts";
import { enqueueMany } from "../lib/queue.ts";
import { seal } from "../lib/seal.ts";
import { countSkips, skipCounts } from "../lib/subscribers/skips.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** Promises asked for again in one sweep; what is left is asked for by the next, twenty seconds later. */
const promisesPerSweep = 1000;
const closedPerSweep = 5000;
/**
 * Rows of a kind in one statement, which has 8 seconds: fewer where much hangs on each: a person may have a year
 * of digests, and a batch a hundred mails.
 */
const purgedAtOnce = {
  subscribers: 100,
  left: 100,
  requests: 1000,
  changes: 1000,
  replies: 1000,
  runs: 1000,
  cache: 1000,
  batches: 100,
  events: 1000,
  identities: 1000,
  sealed: 1000,
  letters: 1000,
  visits: 1000,
  checks: 1000,
  buyers: 1000,
};
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
  if (retention) return keepRetention(signal);
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
    ...(await askPolarAgain(signal)),
  };
});

const ids = z.array(z.uuid());
const erasures = z.array(z.object({ subscriberId: z.uuid(), keyHash: z.string() }));

/** Whose state at Polar waits to be read, or is to be read by now; who waits for Polar to forget them. */
async function askPolarAgain(signal: AbortSignal) {
  const begun = await serviceDb().call("waiting_erasures", { p_limit: promisesPerSweep }, erasures, { signal });
  await enqueueMany(
    erase,
    begun.map(({ subscriberId, keyHash }) => ({ subscriberId, sealed: seal(keyHash, "key-hash") })),
  );
  if (env.POLAR_ACCESS_TOKEN === undefined) return { erasing: begun.length, billing: 0 };
  const waiting = await serviceDb().call("waiting_billing", { p_limit: promisesPerSweep }, ids, { signal });
  await enqueueMany(
    billing,
    waiting.map((subscriberId) => ({ subscriberId, later: true })),
  );
  return { erasing: begun.length, billing: waiting.length };
}

/** Each part on its own: one that fails or is slow stops no other, and the job fails with it at the end. */
async function keepRetention(signal: AbortSignal) {
  const failed: string[] = [];
  const count = async (part: string, ask: (db: Db) => Promise<number>) => {
    try {
      return await ask(serviceDb());
    } catch (error) {
      signal.throwIfAborted();
      failed.push(`${part}: ${asError(error).message}`);
      return 0;
    }
  };
  const on = { signal };
  const closed = await count("closed", (db) => db.call("close_postings", { p_limit: closedPerSweep }, z.int(), on));
  const reEngaged = await count("reEngaged", (db) =>
    db.call("promise_re_engagement", { p_limit: reEngagedPerSweep }, z.int(), on),
  );
  const lost = await count("lost", (db) => db.call("end_lost_runs", {}, z.int(), on));
  const purged: Record<string, number> = {};
  // In turns, so that a heap of one kind keeps none of the others waiting.
  for (let left = Object.entries(purgedAtOnce); left.length > 0; ) {
    const more: typeof left = [];
    for (const [kind, limit] of left) {
      const gone = await count(kind, (db) => db.call("purge", { p_kind: kind, p_limit: limit }, z.int(), on));
      purged[kind] = (purged[kind] ?? 0) + gone;
      if (gone >= limit) more.push([kind, limit]);
    }
    left = more;
  }
  if (failed.length > 0) throw new Error(`retention stopped at ${failed.join("; ")}`);
  return { closed, reEngaged, lost, purged };
}
