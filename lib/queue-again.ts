import { isDeepStrictEqual } from "node:util";
import type { Job } from "./job.ts";
import { enqueue, onQueue, type Queue } from "./queue.ts";
import { connected, redisKey } from "./redis.ts";
import { scrub } from "./scrub.ts";
import { storable } from "./storable.ts";
import { minute } from "./time.ts";

/** A job that has failed for good, as Redis has it. */
export interface Failure {
  jobId: string;
  payload: unknown;
  requestId?: string | undefined;
  /** Without addresses and credentials, like the stack. */
  error: string;
  stack?: string | undefined;
  attempts: number;
  /** ms since 1970. */
  failedAt: number;
}

const [longestError, longestStack] = [1000, 4000];

/** The ids of what failed for good since then (ms since 1970), the oldest first: some ten thousand at most. */
export async function failedSince(job: Job, since: number): Promise<string[]> {
  return (await connected()).zrangebyscore(redisKey(job.name, "failed"), since, "+inf");
}

/**
 * What Redis knows about these failures; one that runs again or is gone is left out. So are jobs of schedules: those
 * come again by themselves, and an hour without Postgres would make hundreds.
 */
export function failuresOf(job: Job, ids: readonly string[]): Promise<Failure[]> {
  return onQueue(job, async (queue) => {
    const found = await Promise.all(ids.map((id) => queue.getJob(id)));
    return found.flatMap((bull) => {
      if (!bull?.finishedOn || bull.repeatJobKey) return [];
      const { id = "", data, failedReason = "", stacktrace, attemptsMade: attempts, finishedOn: failedAt } = bull;
      const stack = stacktrace?.at(-1);
      const error = storable(scrub(failedReason).slice(0, longestError));
      const why = { error, ...(stack && { stack: storable(scrub(stack).slice(0, longestStack)) }) };
      return [{ jobId: id, payload: data.p, requestId: data.r, ...why, attempts, failedAt }];
    });
  });
}

/** A failure as Postgres keeps it, in case Redis loses it. */
export interface Letter {
  /** The letter's own: a job that runs in place of a lost one is named by it, so that asking twice is asking once. */
  id: number;
  jobId: string;
  payload: unknown;
  requestId: string | null;
  failedAt: number;
}

/** `queued`, or why not, as an operator is told. */
export type Again =
  | "queued"
  | "it runs or has run since"
  | "it has failed again since"
  | "the same work waits already"
  | "its payload does not parse any more"
  | "there is no such job";

/**
 * Runs a failed job again with all its attempts and a fresh age: as it lies in Redis, or from its letter where Redis has
 * lost it. Asked twice it runs once, and never beside another of the same key.
 * @throws {QueueUnavailableError}
 */
export async function runAgain(job: Job, jobId: string, letter?: Letter): Promise<Again> {
  const found = await onQueue(job, (queue) => retried(queue, jobId, letter));
  if (found !== "lost") return found;
  if (!letter) return "there is no such job";
  if (!job.payload.safeParse(letter.payload).success) return "its payload does not parse any more";
  const again = `again-${letter.id}`;
  const { requestId } = letter;
  const queued = await enqueue(job, letter.payload, { jobId: again, ...(requestId !== null && { requestId }) });
  return queued === again ? "queued" : "the same work waits already";
}

/** The failed job, if it can be run again; else how it stands. */
async function jobOf(queue: Queue, jobId: string, letter?: Letter) {
  const state = await queue.getJobState(jobId);
  const bull = state === "unknown" ? undefined : await queue.getJob(jobId);
  // Redis counts from 1 again after it was emptied: another job may have this id now.
  if (!bull || (letter && !isDeepStrictEqual(bull.data.p, letter.payload))) return "lost";
  if (state !== "failed") return "it runs or has run since";
  if (letter && bull.finishedOn !== letter.failedAt) return "it has failed again since";
  return bull;
}

/** Which of these are settled, as somebody has run their job again. @returns the letters' ids */
export function overSince(job: Job, letters: readonly Letter[]): Promise<number[]> {
  return onQueue(job, async (queue) => {
    const found = await Promise.all(letters.map((letter) => jobOf(queue, letter.jobId, letter)));
    return letters.flatMap(({ id }, at) => (typeof found[at] === "string" && found[at] !== "lost" ? [id] : []));
  });
}

async function retried(queue: Queue, jobId: string, letter?: Letter): Promise<Again | "lost"> {
  const bull = await jobOf(queue, jobId, letter);
  if (typeof bull === "string") return bull;
  if (!(await takeKey(queue, jobId, bull.deduplicationId))) return "the same work waits already";
  await bull.updateData({ ...bull.data, t: Date.now() });
  // Before the job can end: BullMQ frees only a key that does not expire.
  if (bull.deduplicationId) await (await connected()).persist(keyOf(queue, bull.deduplicationId));
  await bull.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
  return "queued";
}

const keyOf = (queue: Queue, key: string) => redisKey(queue.name, "de", key);

/**
 * BullMQ does not give a retried job its key back, and so would let in the same work beside it. The key expires at
 * first, as nobody would free it if this process died; where it names this job already, such a try has left it.
 */
async function takeKey(queue: Queue, jobId: string, key: string | undefined): Promise<boolean> {
  if (!key) return true;
  const redis = await connected();
  const name = keyOf(queue, key);
  return (await redis.set(name, jobId, "PX", 1 * minute, "NX")) !== null || (await redis.get(name)) === jobId;
}
