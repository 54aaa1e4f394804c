import { Queue as BullQueue, getNextMillis } from "bullmq";
import { doing } from "./doing.ts";
import { env } from "./env.ts";
import { asError, QueueUnavailableError } from "./errors.ts";
import type { Envelope, Job, PayloadOf } from "./job.ts";
import { log } from "./log.ts";
import { queueUnavailable } from "./metrics.ts";
import { connected, type Redis, tellRefusal } from "./redis.ts";
import { atMost, day, hour, second } from "./time.ts";
import { tracing } from "./tracing.ts";

export interface EnqueueOptions {
  /** An id of the caller's own, neither all digits nor with a colon. A retained job of that id wins silently. */
  jobId?: string;
  delayMs?: number;
  /** Only where the job belongs to another request than the current one. */
  requestId?: string | undefined;
}

/** An answer has 2 s in all; a connection that is not ready after the first of these would not make it. */
const [readyLimitMs, limitMs] = [0.8 * second, 1.5 * second];
/** More jobs than these are no longer one story: each gets a trace of its own. */
const mostInTrace = 10;
/** One addBulk goes to Redis in one go: some 10 ms in which it hears nobody else. */
const bulkSize = 250;
export type Queue = BullQueue<Envelope>;
const queues = new Map<string, Queue>();
/** BullMQ's word for a job that does not continue the trace in which it was asked for. */
export const ownTrace = { telemetry: { omitContext: true } };

/**
 * How long jobs that have ended stay, and how many at most: done ones for GET /jobs, or past the next night's dump (a job takes
 * a kilobyte); failed ones until somebody had time to look and to run them again.
 */
export function keptOf(againAfterRestore = false) {
  const done = againAfterRestore ? { doneMs: 2 * day, done: 50_000 } : { doneMs: 1 * hour, done: 1000 };
  return { ...done, failedMs: 14 * day, failed: 10_000 };
}

function open({ name, attempts = 1e6, backoffMs, againAfterRestore }: Job, connection: Redis): Queue {
  // Reckoned by lib/backoff.ts.
  const backoff = { type: "custom", delay: backoffMs };
  const { doneMs, done, failedMs, failed } = keptOf(againAfterRestore);
  const removeOnComplete = { age: doneMs / second, count: done };
  const removeOnFail = { age: failedMs / second, count: failed };
  const defaultJobOptions = { attempts, backoff, removeOnComplete, removeOnFail };
  const telemetry = tracing()?.bullmq;
  const options = { connection, prefix: env.REDIS_PREFIX, defaultJobOptions, ...(telemetry && { telemetry }) };
  const queue: Queue = new BullQueue(name, options);
  // The connection's errors are logged in lib/redis; without a listener they would end the process.
  queue.on("error", (err) => log.debug({ queue: name, err }, "queue error"));
  queues.set(name, queue);
  // BullMQ never repeats a first handshake that was cut off: the next call opens a new queue.
  queue.waitUntilReady().catch(() => queues.delete(name));
  return queue;
}

/** Does `work` on the job's queue, within `ms`, or throws QueueUnavailableError, which counts for `jobs`. */
export async function onQueue<T>(job: Job, work: (queue: Queue) => Promise<T>, ms = limitMs, jobs = 1): Promise<T> {
  const attempt = async () => {
    const connection = await connected(readyLimitMs);
    const queue = queues.get(job.name) ?? open(job, connection);
    await queue.waitUntilReady();
    return work(queue);
  };
  try {
    return await atMost(ms, attempt(), `no answer from Redis within ${ms} ms`);
  } catch (error) {
    queueUnavailable.inc({ job: job.name }, jobs);
    tellRefusal(asError(error));
    throw new QueueUnavailableError(job.name, error);
  }
}

function prepare<J extends Job>(job: J, payload: PayloadOf<J>, { jobId, delayMs = 0, requestId }: EnqueueOptions) {
  if (jobId !== undefined && /^\d*$|:/.test(jobId)) throw new TypeError(`"${jobId}" is not usable as a job's id`);
  const p = job.payload.parse(payload);
  const deduplication = job.key && { id: job.key(p), ...(job.again && { keepLastIfActive: true }) };
  // BullMQ runs what has no priority before what has one.
  const order = { ...(job.yields?.(p) && { priority: 1 }), ...(delayMs && { delay: delayMs }) };
  const opts = { ...(jobId && { jobId }), ...order, ...(deduplication && { deduplication }) };
  return { name: job.name, data: { p, r: requestId ?? doing.getStore()?.requestId, t: Date.now() + delayMs }, opts };
}

/**
 * Asks for a job; where Redis is away or hangs it throws QueueUnavailableError within 1.5 s. Each job is sent by
 * itself: what ioredis sets up for a pipeline costs more than a dozen jobs save by sharing one.
 * @returns its id; with the same key as one that waits or runs, that one's id.
 */
export async function enqueue<J extends Job>(job: J, payload: PayloadOf<J>, options: EnqueueOptions = {}) {
  const { name, data, opts } = prepare(job, payload, options);
  return String((await onQueue(job, (queue) => queue.add(name, data, opts))).id);
}

/** Asks for many jobs of one kind; when Redis goes away in between, the first chunks stay enqueued. */
export async function enqueueMany<J extends Job>(job: J, payloads: readonly PayloadOf<J>[], options?: EnqueueOptions) {
  const prepared = payloads.map((payload) => prepare(job, payload, options ?? {}));
  if (prepared.length > mostInTrace) for (const { opts } of prepared) Object.assign(opts, ownTrace);
  const ids: string[] = [];
  for (let from = 0; from < prepared.length; from += bulkSize) {
    const jobs = prepared.slice(from, from + bulkSize);
    const added = await onQueue(job, (queue) => queue.addBulk(jobs), limitMs, jobs.length);
    ids.push(...added.map(({ id }) => String(id)));
  }
  return ids;
}

/** The first time after `after` that fits a schedule's pattern, in UTC. Both in ms since 1970. */
export const nextTime = (pattern: string, after: number): number =>
  Number(getNextMillis(after, { pattern, tz: "UTC" }));

/** Closes what this process enqueues with; the connection itself is lib/redis's. */
export async function closeQueues(): Promise<void> {
  await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
  queues.clear();
}
