import { z } from "zod";
import { deadLetters } from "../jobs/dead-letters.ts";
import { jobs } from "../jobs/index.ts";
import { chunksOf } from "../lib/chunks.ts";
import { serviceDb } from "../lib/db.ts";
import { PermanentError } from "../lib/errors.ts";
import type { Job } from "../lib/job.ts";
import { log } from "../lib/log.ts";
import { failedSince, failuresOf, overSince } from "../lib/queue-again.ts";
import { connected, redisKey } from "../lib/redis.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { lettersOf, noteRedriven } from "./dead-letter-rows.ts";

/** Some 5 KB each, in one statement. */
const atOnce = 100;
/** Failures bear their worker's time, and come a moment later than they say. */
const overlapMs = 1 * minute;

/** Nobody waits any more for a job that may not be older: a search, the figures. To run it again would help nobody. */
const soonOverMs = 5 * minute;

/** Until when all failures of a queue are kept, by queue. In Redis, so that it is lost with what it counts. */
const kept = () => redisKey("dead-letters", "kept");
/** The last letter of a queue that was looked after, by queue. */
const looked = () => redisKey("dead-letters", "looked");

const counts = z.record(z.string(), z.int());

export default defineWorker(deadLetters, { concurrency: 1, timeoutMs: 2 * minute }, async (_, { signal }) => {
  const found = { kept: {} as Record<string, number>, over: {} as Record<string, number> };
  const all = Object.values<Job>(jobs).filter(({ maxAgeMs }) => maxAgeMs > soonOverMs);
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
    if (letters.length > 0) count += await bury(job, letters, signal);
  }
  await redis.hset(kept(), job.name, until);
  return count;
}

/** One that Postgres refuses for good must not keep the others, and those of the queues behind, from being kept. */
async function bury(job: Job, letters: readonly { jobId: string }[], signal: AbortSignal): Promise<number> {
  try {
    return await serviceDb().call("bury", { p_queue: job.name, p_letters: [...letters] }, z.int(), { signal });
  } catch (error) {
    if (!(error instanceof PermanentError)) throw error;
    const [first, ...more] = letters;
    if (!first || more.length === 0) {
      log.error({ err: error, queue: job.name, jobId: first?.jobId }, "a dead letter cannot be kept");
      return 0;
    }
    const half = letters.length / 2;
    return (await bury(job, letters.slice(0, half), signal)) + (await bury(job, letters.slice(half), signal));
  }
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
