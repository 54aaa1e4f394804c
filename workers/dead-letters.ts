import { z } from "zod";
import { deadLetters } from "../jobs/dead-letters.ts";
import { jobs } from "../jobs/index.ts";
import { chunksOf } from "../lib/chunks.ts";
import { serviceDb } from "../lib/db.ts";
import type { Job } from "../lib/job.ts";
import { failedSince, failuresOf, overSince } from "../lib/queue-again.ts";
import { connected, redisKey } from "../lib/redis.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { lettersOf, noteRedriven } from "./letters.ts";

/** Some 5 KB each, in one statement. */
const atOnce = 100;
/** Failures bear their worker's time, and come a moment later than they say. */
const overlapMs = 1 * minute;

/** Until when all failures of a queue are kept, by queue. In Redis, so that it is lost with what it counts. */
const kept = () => redisKey("dead-letters", "kept");
/** The last letter of a queue that was looked after, by queue. */
const looked = () => redisKey("dead-letters", "looked");

const counts = z.record(z.string(), z.int());

export default defineWorker(deadLetters, { concurrency: 1, timeoutMs: 2 * minute }, async (_, { signal }) => {
  const found = { kept: {} as Record<string, number>, over: {} as Record<string, number> };
  const all = Object.values<Job>(jobs);
  for (const job of all) {
    const count = await keep(job, signal);
    if (count > 0) found.kept[job.name] = count;
  }
  const open = await serviceDb().call("dead_letter_counts", {}, counts, { signal });
  for (const job of all.filter(({ name }) => open[name])) {
    const count = await lookAfter(job);
    if (count > 0) found.over[job.name] = count;
  }
  return found;
});

/** While Postgres is away the mark stays where it is, and the next run finds what this one could not keep. */
async function keep(job: Job, signal: AbortSignal): Promise<number> {
  const redis = await connected();
  const until = Date.now();
  const since = Number((await redis.hget(kept(), job.name)) ?? 0) - overlapMs;
  let count = 0;
  for (const ids of chunksOf(await failedSince(job, since), atOnce)) {
    signal.throwIfAborted();
    const letters = (await failuresOf(job, ids)).map((failure) => ({
      ...failure,
      failedAt: new Date(failure.failedAt).toISOString(),
    }));
    if (letters.length === 0) continue;
    count += await serviceDb().call("bury", { p_queue: job.name, p_letters: letters }, z.int(), { signal });
  }
  await redis.hset(kept(), job.name, until);
  return count;
}

/** A job that was retried on the operators' pages is no dead letter any more: some are looked at in each run, in turn. */
async function lookAfter(job: Job): Promise<number> {
  const redis = await connected();
  const letters = await lettersOf({ queue: job.name }, Number((await redis.hget(looked(), job.name)) ?? 0), atOnce);
  const over = await overSince(job, letters);
  if (over.length > 0) await noteRedriven(over);
  await redis.hset(looked(), job.name, letters.length < atOnce ? 0 : (letters.at(-1)?.id ?? 0));
  return over.length;
}
