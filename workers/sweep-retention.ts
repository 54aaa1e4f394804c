import { z } from "zod";
import { jobs } from "../jobs/index.ts";
import { type Db, serviceDb } from "../lib/db.ts";
import { asError } from "../lib/errors.ts";
import type { Job } from "../lib/job.ts";
import { forgetEnded } from "../lib/queue-admin.ts";

/** Postings closed in one run, 190,000 a day: each has half a dozen indexes and its identity, in a statement that has 8 seconds. */
const closedPerSweep = 2000;
/**
 * Rows of a kind in one statement, which has 8 seconds: fewer where much hangs on each: a person may have a year
 * of daily digests, which takes 50 ms, and a batch a hundred mails.
 */
const purgedAtOnce = {
  subscribers: 100,
  left: 25,
  requests: 1000,
  changes: 1000,
  replies: 1000,
  runs: 1000,
  cache: 1000,
  batches: 100,
  events: 1000,
  identities: 1000,
  texts: 1000,
  sealed: 1000,
  letters: 1000,
  visits: 1000,
  checks: 1000,
  buyers: 1000,
};
/** Asked whether they still want jobs in one run of retention: 48,000 a day, so that no morning has a wave of them. */
const reEngagedPerSweep = 500;

/**
 * Closes postings, asks who has been silent, and deletes what has had its time, in Postgres and among the ended jobs in
 * Redis. Each part on its own: one that fails or is slow stops no other, and the job fails with it at the end.
 */
export async function keepRetention(signal: AbortSignal) {
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
  let forgotten = 0;
  for (const job of Object.values<Job>(jobs)) forgotten += await count(job.name, () => forgetEnded(job));
  if (failed.length > 0) throw new Error(`retention stopped at ${failed.join("; ")}`);
  return { closed, reEngaged, lost, purged, forgotten };
}
