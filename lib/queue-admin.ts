import { definedJobs, type Job } from "./job.ts";
import { enqueue, keptOf, onQueue, type Queue } from "./queue.ts";
import { connected, redisKey } from "./redis.ts";

/**
 * BullMQ's own objects of every queue that this process knows, on the producer connection: for tools that want no less.
 * They are shared and closed by closeQueues; ask anew each time, as one may be opened again after an outage.
 * @throws {QueueUnavailableError} within 1.5 s
 */
export function queueHandles(): Promise<Queue[]> {
  return Promise.all([...definedJobs.values()].map((job) => onQueue(job, async (queue) => queue)));
}

async function statusOf(queue: Queue, jobId: string) {
  // The state first: what it says is then already written.
  const bullState = await queue.getJobState(jobId);
  // Not every name below a queue's is a job's: some are lists of BullMQ's own.
  const bull = bullState === "unknown" ? undefined : await queue.getJob(jobId);
  if (!bull) return null;
  const iso = (ms: number | undefined) => (ms ? new Date(ms).toISOString() : undefined);
  const { id = jobId, name, attemptsMade: attempts, processedOn, finishedOn, returnvalue, failedReason: error } = bull;
  // That it lets others go first is how it waits, not what becomes of it.
  const state = bullState === "prioritized" ? "waiting" : bullState;
  const outcome = state === "completed" ? "done" : state === "failed" ? state : undefined;
  const times = { enqueuedAt: iso(bull.timestamp) ?? "", startedAt: iso(processedOn), finishedAt: iso(finishedOn) };
  const result: unknown = outcome === "done" ? returnvalue : undefined;
  const progress = typeof bull.progress === "object" ? bull.progress : undefined;
  return { id, name, state, attempts, ...times, progress, outcome, result, error };
}
export type JobStatus = NonNullable<Awaited<ReturnType<typeof statusOf>>>;

/** What became of a job, without its payload; null for a queue or an id that does not exist. */
export async function jobStatus(queueName: string, id: string): Promise<JobStatus | null> {
  const job = definedJobs.get(queueName);
  return job ? onQueue(job, (queue) => statusOf(queue, id)) : null;
}

/** How a queue stands. */
interface QueueCount {
  /** How many jobs are in each of BullMQ's states: waiting prioritized active delayed failed completed ... */
  states: Readonly<Record<string, number>>;
  oldestWaitingMs: number;
  /** Somebody has stopped it: its jobs wait until somebody resumes it. */
  paused: boolean;
  /** Runs that ended for good since Redis has counted them; two readings make a rate. */
  ended: { done: number; failed: number };
}

async function countOf(queue: Queue): Promise<QueueCount> {
  const [states, oldest, paused, done, failed] = await Promise.all([
    queue.getJobCounts(),
    queue.getJobs(["waiting", "prioritized"], 0, 0, true),
    queue.isPaused(),
    queue.getMetrics("completed", 0, 0),
    queue.getMetrics("failed", 0, 0),
  ]);
  const dueAt = oldest.map(({ data, timestamp }) => data.t ?? timestamp);
  const oldestWaitingMs = Math.max(0, ...dueAt.map((at) => Date.now() - at));
  return { states, oldestWaitingMs, paused, ended: { done: done.meta.count, failed: failed.meta.count } };
}

/** How every queue stands that this process knows. @throws {QueueUnavailableError} within 1.5 s */
export async function queueCounts(): Promise<Record<string, QueueCount>> {
  const counts = [...definedJobs.values()].map(async (job) => [job.name, await onQueue(job, countOf)] as const);
  return Object.fromEntries(await Promise.all(counts));
}

/** How many of its jobs wait for a worker. @throws {QueueUnavailableError} within 1.5 s */
export function waitingOf(job: Job): Promise<number> {
  return onQueue(job, (queue) => queue.getWaitingCount());
}

/** Its workers start no more of its jobs until somebody resumes it; what runs goes on, and all that is asked for waits. */
export function pauseQueue(job: Job): Promise<void> {
  return onQueue(job, (queue) => queue.pause());
}

export function resumeQueue(job: Job): Promise<void> {
  return onQueue(job, (queue) => queue.resume());
}

/** Jobs of a queue that are forgotten at once, each way of ending: some 10 ms in which Redis hears nobody else. */
const forgottenAtOnce = 1000;

/**
 * Forgets what ended longer ago than it is kept: BullMQ itself looks only when another job of that queue ends the same way, and
 * in a quiet one what is sealed in a payload would stay for months. @returns how many jobs
 */
export function forgetEnded(job: Job): Promise<number> {
  const { doneMs, failedMs } = keptOf(job.againAfterRestore);
  return onQueue(job, async (queue) => {
    const done = await queue.clean(doneMs, forgottenAtOnce, "completed");
    const failed = await queue.clean(failedMs, forgottenAtOnce, "failed");
    return done.length + failed.length;
  });
}

/** A clock as Redis has it. */
export interface Clock {
  id: string;
  queue: string;
  pattern: string;
  timeZone: string;
  /** When it asks next. */
  next: string | null;
  /** The last job of it that has ended, if Redis still knows it. */
  last: { at: string; outcome: "done" | "failed" } | null;
}

/** Ended jobs of a queue that are looked at for the last one of a clock: an hour of the most frequent. */
const endedLookedAt = 200;

/** Every clock of the queues that this process knows, by queue. @throws {QueueUnavailableError} */
export async function clocks(): Promise<Clock[]> {
  return (await Promise.all([...definedJobs.values()].map((job) => onQueue(job, clocksOf)))).flat();
}

async function clocksOf(queue: Queue): Promise<Clock[]> {
  const schedulers = await queue.getJobSchedulers(0, -1, true);
  if (schedulers.length === 0) return [];
  const redis = await connected();
  const ended = await Promise.all(
    (["completed", "failed"] as const).map(async (set) => {
      const pairs = await redis.zrevrange(redisKey(queue.name, set), 0, endedLookedAt - 1, "WITHSCORES");
      return pairs.flatMap((id, at) => (at % 2 === 0 ? [{ id, at: Number(pairs[at + 1]), set }] : []));
    }),
  );
  const newest = ended.flat().sort((a, b) => b.at - a.at);
  return schedulers.map(({ key, pattern = "", tz = "UTC", next }) => {
    const last = newest.find(({ id }) => id.startsWith(`repeat:${key}:`));
    const outcome = last?.set === "completed" ? "done" : "failed";
    return {
      id: key,
      queue: queue.name,
      pattern,
      timeZone: tz,
      next: next ? new Date(next).toISOString() : null,
      last: last ? { at: new Date(last.at).toISOString(), outcome } : null,
    };
  });
}

/** Asks for what this clock asks for, now. @returns the job, or null if there is no such clock */
export async function runClock(id: string): Promise<{ queue: string; id: string } | null> {
  for (const job of definedJobs.values()) {
    const clock = await onQueue(job, (queue) => queue.getJobScheduler(id));
    if (clock) return { queue: job.name, id: await enqueue(job, clock.template?.data?.p) };
  }
  return null;
}
