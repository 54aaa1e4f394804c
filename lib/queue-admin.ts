import { definedJobs, type Job } from "./job.ts";
import { keptOf, onQueue, type Queue } from "./queue.ts";

/**
 * BullMQ's own objects of every queue that this process knows, on the producer connection: for tools that want no less.
 * They are shared, and closed by closeQueues; ask anew each time, as one may have been opened again after an outage.
 * @throws {QueueUnavailableError} within 1.5 s
 */
export function queueHandles(): Promise<Queue[]> {
  return Promise.all([...definedJobs.values()].map((job) => onQueue(job, async (queue) => queue)));
}

async function statusOf(queue: Queue, jobId: string) {
  // The state first: what it says is then already written.
  const bullState = await queue.getJobState(jobId);
  // Not every key below a queue's name is a job: some are lists of BullMQ's own.
  const bull = bullState === "unknown" ? undefined : await queue.getJob(jobId);
  if (!bull) return null;
  const iso = (ms: number | undefined) => (ms ? new Date(ms).toISOString() : undefined);
  const { id = jobId, name, attemptsMade: attempts, processedOn, finishedOn, returnvalue, failedReason: error } = bull;
  // Letting others go first is a way of waiting, not a state of its own.
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

/** Its workers start no more jobs until somebody resumes it; running ones finish, new ones wait. */
export function pauseQueue(job: Job): Promise<void> {
  return onQueue(job, (queue) => queue.pause());
}

export function resumeQueue(job: Job): Promise<void> {
  return onQueue(job, (queue) => queue.resume());
}

/** Jobs removed at once, of each outcome: some 10 ms in which Redis hears nobody else. */
const forgottenAtOnce = 1000;

/**
 * Removes jobs whose time to be kept is over. BullMQ itself looks only when another job of the queue ends the same way:
 * in a quiet queue, what is sealed in a payload would stay for months. @returns how many jobs
 */
export function forgetEnded(job: Job): Promise<number> {
  const { doneMs, failedMs } = keptOf(job.againAfterRestore);
  return onQueue(job, async (queue) => {
    const done = await queue.clean(doneMs, forgottenAtOnce, "completed");
    const failed = await queue.clean(failedMs, forgottenAtOnce, "failed");
    return done.length + failed.length;
  });
}
