import { z } from "zod";
import { jobs } from "../jobs/index.ts";
import { type Db, serviceDb } from "../lib/db.ts";
import { asError } from "../lib/errors.ts";
import type { Job } from "../lib/job.ts";
import { forgetEnded } from "../lib/queue-admin.ts";

/** Postings closed in one run, 190,000 a day: each is in half a dozen indexes, and a statement has 8 seconds. */
const closedPerSweep = 2000;
/**
 * Rows of a kind in one statement, which has 8 seconds. Fewer where much hangs on each: a person may have a year of
 * daily digests, which takes 50 ms, and a batch a hundred mails.
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
/** People asked in one run whether they still want jobs: 48,000 a day, so that they do not come in a wave. */
const reEngagedPerSweep = 500;

/**
 * Closes postings, asks silent subscribers, and deletes what is too old in Postgres and among the ended jobs in Redis.
 * Each part by itself: one that fails stops no other, and the job fails at the end.
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
  // In turns, so that a pile of one kind keeps no other waiting.
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
