import { type Job as BullJob, Queue } from "bullmq";
import { env } from "./env.ts";
import { definedJobs, type Envelope, type Job, type PayloadOf } from "./job.ts";
import { log, scrub } from "./log.ts";
import { enqueueFailures, type QueueCount, queueGauges } from "./metrics.ts";
import { producer, whenReady } from "./redis.ts";
import { atMost, day, hour, second } from "./time.ts";

/** Redis is away: nothing was promised, the caller may try again. */
export class QueueUnavailableError extends Error {
  override readonly name = "QueueUnavailableError";
}

export interface EnqueueOptions {
  /** An id of the caller's own, neither all digits nor with a colon. A retained job of that id wins silently. */
  jobId?: string;
  delayMs?: number;
  /** Joins the job's log lines to the request's. */
  requestId?: string;
}

/** An answer has 2 s in all; this leaves room for what its caller does besides. */
const limitMs = 1.5 * second;
/** A connection that is not ready after this will not be in time: fail while the caller can still answer. */
const readyLimitMs = 0.8 * second;
/** One addBulk is one transaction of scripts: some 10 ms in which Redis hears nobody else. */
const bulkSize = 250;
/** A page of failed jobs to run again; whoever has more asks again. */
const retryPage = 1000;

const queues = new Map<string, Queue<Envelope>>();

function open(job: Job): Queue<Envelope> {
  const queue = new Queue<Envelope>(job.name, {
    connection: producer(),
    prefix: env.REDIS_PREFIX,
    defaultJobOptions: {
      attempts: job.attempts,
      // Jitter 0.5: what failed together does not come back together.
      backoff: { type: "exponential", delay: job.backoffMs, jitter: 0.5 },
      // Done jobs stay for GET /jobs; failed ones until somebody had time to look and to run them again.
      removeOnComplete: { age: (1 * hour) / second, count: 1000 },
      removeOnFail: { age: (14 * day) / second, count: 10_000 },
    },
  });
  // The connection's errors are logged in lib/redis; without a listener they would end the process.
  queue.on("error", (err) => log.debug({ queue: job.name, err }, "queue error"));
  queues.set(job.name, queue);
  return queue;
}

/** Does `work` on the job's queue, within the limit, or says that the queue is away. */
async function on<T>(job: Job, work: (queue: Queue<Envelope>) => Promise<T>, ms = limitMs): Promise<T> {
  const attempt = async () => {
    await whenReady(producer(), readyLimitMs);
    const queue = queues.get(job.name) ?? open(job);
    // A first handshake that was cut off is never repeated by BullMQ: the next call opens a new one.
    await queue.waitUntilReady().catch((error) => {
      queues.delete(job.name);
      throw error;
    });
    return work(queue);
  };
  try {
    return await atMost(ms, attempt(), `no answer from Redis within ${ms} ms`);
  } catch (cause) {
    enqueueFailures.inc({ job: job.name });
    throw new QueueUnavailableError(`The queue "${job.name}" is not available`, { cause });
  }
}

function prepare<J extends Job>(job: J, payload: PayloadOf<J>, { jobId, delayMs = 0, requestId }: EnqueueOptions) {
  if (jobId !== undefined && /^\d*$|:/.test(jobId)) throw new TypeError(`"${jobId}" is not usable as a job's id`);
  const parsed = job.payload.parse(payload);
  const opts = {
    ...(jobId !== undefined && { jobId }),
    ...(delayMs > 0 && { delay: delayMs }),
    ...(job.key && { deduplication: { id: job.key(parsed), ...(job.again && { keepLastIfActive: true }) } }),
  };
  const data: Envelope = { p: parsed, ...(requestId && { r: requestId }), t: Date.now() + delayMs };
  return { name: job.name, data, opts };
}

/**
 * Asks for a job, in at most 1.5 s also when Redis is away or hangs: then throws QueueUnavailableError.
 * @returns its id; with the same key as one that waits or runs, that one's id.
 */
export async function enqueue<J extends Job>(job: J, payload: PayloadOf<J>, options: EnqueueOptions = {}) {
  const { name, data, opts } = prepare(job, payload, options);
  return String((await on(job, (queue) => queue.add(name, data, opts))).id);
}

/** Asks for many jobs of one kind; when Redis goes away in between, the first chunks stay enqueued. */
export async function enqueueMany<J extends Job>(job: J, payloads: readonly PayloadOf<J>[], options: EnqueueOptions = {}) {
  const prepared = payloads.map((payload) => prepare(job, payload, options));
  const ids: string[] = [];
  for (let from = 0; from < prepared.length; from += bulkSize) {
    const added = await on(job, (queue) => queue.addBulk(prepared.slice(from, from + bulkSize)));
    ids.push(...added.map(({ id }) => String(id)));
  }
  return ids;
}

const iso = (ms: number | undefined) => (ms ? new Date(ms).toISOString() : undefined);

async function statusOf(job: BullJob<Envelope>) {
  const state = await job.getState();
  const outcome = state === "completed" ? ("done" as const) : state === "failed" ? ("failed" as const) : undefined;
  return {
    id: String(job.id),
    name: job.name,
    state,
    attempts: job.attemptsMade,
    enqueuedAt: new Date(job.timestamp).toISOString(),
    startedAt: iso(job.processedOn),
    finishedAt: iso(job.finishedOn),
    outcome,
    result: outcome === "done" ? (job.returnvalue as unknown) : undefined,
    error: job.failedReason ? scrub(job.failedReason) : undefined,
  };
}
export type JobStatus = Awaited<ReturnType<typeof statusOf>>;

/** What became of a job, without its payload; null for a queue or an id that does not exist. */
export async function jobStatus(queueName: string, id: string): Promise<JobStatus | null> {
  const job = definedJobs().get(queueName);
  const found = job && (await on(job, (queue) => queue.getJob(id)));
  return found ? statusOf(found) : null;
}

/** How many jobs wait, run, failed ... in every queue that this process knows. */
export async function queueCounts(): Promise<Record<string, QueueCount>> {
  const count = async (queue: Queue<Envelope>): Promise<QueueCount> => {
    const [states, [oldest]] = await Promise.all([queue.getJobCounts(), queue.getWaiting(0, 0)]);
    return { states, oldestWaitingMs: oldest ? Math.max(0, Date.now() - (oldest.data.t ?? oldest.timestamp)) : 0 };
  };
  const counts = [...definedJobs().values()].map(async (job) => [job.name, await on(job, count)] as const);
  return Object.fromEntries(await Promise.all(counts));
}
queueGauges(queueCounts);

/**
 * Runs failed jobs again with all their attempts and a fresh age: those named, or the thousand oldest.
 * @returns how many; one that has not failed is passed over.
 */
export async function retryFailed(job: Job, ids?: readonly string[]): Promise<number> {
  const retry = async (queue: Queue<Envelope>) => {
    const jobs = ids ? await Promise.all(ids.map((id) => queue.getJob(id))) : await queue.getFailed(0, retryPage - 1);
    let retried = 0;
    for (const failed of jobs) {
      if (!failed || !(await failed.isFailed())) continue;
      await failed.updateData({ ...failed.data, t: Date.now() });
      await failed.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
      retried++;
    }
    return retried;
  };
  return on(job, retry, 30 * second);
}

/** A job that the clock asks for. The pattern is cron, with seconds in front if it likes, in the zone's own time. */
export interface Schedule<J extends Job = Job> {
  id: string;
  job: J;
  payload: PayloadOf<J>;
  pattern: string;
  timeZone: string;
}

/** Makes Redis hold exactly this table: writes each schedule and removes those that are no longer in it. */
export async function upsertSchedules(table: readonly Schedule[]): Promise<void> {
  const upsert = (job: Job) => async (queue: Queue<Envelope>) => {
    const wanted = new Map(table.filter((schedule) => schedule.job.name === job.name).map((one) => [one.id, one]));
    for (const { key } of await queue.getJobSchedulers()) if (!wanted.has(key)) await queue.removeJobScheduler(key);
    for (const { id, payload, pattern, timeZone } of wanted.values()) {
      const data = { p: job.payload.parse(payload) };
      await queue.upsertJobScheduler(id, { pattern, tz: timeZone }, { name: job.name, data });
    }
  };
  for (const job of definedJobs().values()) await on(job, upsert(job), 5 * second);
}

/** Closes what this process enqueues with; the connection itself is lib/redis's. */
export async function closeQueues(): Promise<void> {
  await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
  queues.clear();
}
