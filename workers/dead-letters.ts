import { z } from "zod";
import { deadLetters } from "../jobs/dead-letters.ts";
import { jobs } from "../jobs/index.ts";
import { chunksOf } from "../lib/chunks.ts";
import { serviceDb } from "../lib/db.ts";
import { PermanentError } from "../lib/errors.ts";
import type { Job } from "../lib/job.ts";
import { log } from "../lib/log.ts";
import { failedSince, failuresOf, overSince } from "../lib/queue-again.ts";
import { connected, redisKey, redisTime } from "../lib/redis.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { lettersOf, noteRedriven } from "./dead-letter-rows.ts";

/** Letters in one statement, some 5 KB each. */
const atOnce = 100;
/** Failures bear their worker's time, and show a moment later. */
const overlapMs = 2 * minute;

/** Jobs with a shorter life, such as a search or the figures, are not kept: to run them again would help nobody. */
const soonOverMs = 5 * minute;

/** By queue, up to when all its failures are kept. In Redis, so that it is lost together with the failures. */
const kept = () => redisKey("dead-letters", "kept");
/** By queue, the last letter that was looked at. */
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

/** While Postgres is away the mark stays, and the next run finds what this one could not keep. */
async function keep(job: Job, signal: AbortSignal): Promise<number> {
  const redis = await connected();
  const until = await redisTime();
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

/** A letter that Postgres refuses for good must not prevent that the others, and those of later queues, are kept. */
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

/** A job that was retried on the operators' pages is no longer a dead letter: each run looks at some, in turn. */
async function lookAfter(job: Job): Promise<number> {
  const redis = await connected();
  const letters = await lettersOf({ queue: job.name }, Number((await redis.hget(looked(), job.name)) ?? 0), atOnce);
  const over = await overSince(job, letters);
  if (over.length > 0) await noteRedriven(over);
  await redis.hset(looked(), job.name, letters.length < atOnce ? 0 : (letters.at(-1)?.id ?? 0));
  return over.length;
}
