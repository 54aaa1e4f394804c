import { type Job as BullJob, Worker as BullWorker, DelayedError, WaitingError } from "bullmq";
import { z } from "zod";
import { env } from "./env.ts";
import { asError, LaterError, PermanentError } from "./errors.ts";
import type { Envelope, Job } from "./job.ts";
import type { Activity } from "./liveness.ts";
import { type Log, log, scrub } from "./log.ts";
import { jobQueueMs, jobRunMs, jobRuns } from "./metrics.ts";
import { openRedis } from "./redis.ts";
import { atMost, second, unlessDeaf } from "./time.ts";

export interface Context {
  log: Log;
  /** Aborts at the time limit and when the process stops. Hand it to everything that waits. */
  signal: AbortSignal;
  /** 1 for the first; being postponed or interrupted does not count. */
  attempt: number;
  jobId: string;
  requestId: string | undefined;
}

export interface WorkerOptions {
  /** Runs at once in one process. */
  concurrency: number;
  /** For one run; then its signal aborts and the attempt has failed. */
  timeoutMs: number;
  /** At most `max` starts per `durationMs`, over all processes together. */
  limiter?: { max: number; durationMs: number };
}

export interface Worker<J extends Job = Job> extends WorkerOptions {
  readonly job: J;
  /** What it returns is kept in Redis and shown by GET /jobs: small JSON without personal data. */
  handle(payload: z.output<J["payload"]>, context: Context): Promise<object | undefined | void>;
}

/** A worker for every job of a table; an object that `satisfies` it leaves none out. */
export type WorkersFor<Jobs extends Readonly<Record<string, Job>>> = { readonly [Name in keyof Jobs]: Worker<Jobs[Name]> };

/** Says how a job is done. Return = done, throw = again with backoff, PermanentError = never, LaterError = later. */
export function defineWorker<J extends Job>(job: J, options: WorkerOptions, handle: Worker<J>["handle"]): Worker<J> {
  return { job, ...options, handle };
}

export interface RunningWorker extends AsyncDisposable {
  readonly name: string;
  ready(): Promise<void>;
  /** What liveness looks at. */
  activity(): Activity;
  /** Takes no more jobs, lets the running ones finish for `softMs`, then sends them back. */
  close(softMs: number): Promise<void>;
}

type Bull = BullJob<Envelope>;
const envelope = z.object({ p: z.unknown(), r: z.string().optional(), t: z.number().optional() });
const stopping = "the process stops";
/** How long a handler may tidy up after its signal before its slot is taken from it. */
const tidyUpMs = 1 * second;
/** After a killed process its jobs run again within lockMs + stalledMs; BullMQ's 30 s each would be a minute. */
const timing = { lockMs: 15 * second, stalledMs: 5 * second };

/** Since when a job could have run. Scheduled ones carry no time of their own. */
const dueAt = (bull: Bull) => bull.data.t ?? bull.timestamp + (bull.opts.delay ?? 0);

/** The one line and the metrics of a run. It is an error only if nobody will try again. */
function record(outcome: "done" | "retry" | "failed" | "later" | "interrupted", bull: Bull, attempt: number, err?: Error) {
  const { name: job, id, processedOn = Date.now() } = bull;
  const [queueMs, runMs] = [Math.max(0, processedOn - dueAt(bull)), Math.max(0, Date.now() - processedOn)];
  jobRuns.inc({ job, outcome });
  jobRunMs.observe({ job, outcome }, runMs);
  if (bull.attemptsStarted === 1) jobQueueMs.observe({ job }, queueMs);
  const why = outcome === "failed" ? { err } : { reason: err?.message };
  const level = outcome === "failed" ? "error" : outcome === "retry" ? "warn" : "info";
  log[level]({ job, id, outcome, attempt, queueMs, runMs, requestId: bull.data.r, ...why }, `job ${outcome}`);
}

/** One run under its limits. A handler that does not hear its signal loses its slot all the same. */
async function run(worker: Worker, bull: Bull, cancel: AbortSignal) {
  const { data, error = data && worker.job.payload.safeParse(data.p).error } = envelope.safeParse(bull.data);
  if (error) throw new PermanentError(`The payload does not parse: ${z.prettifyError(error)}`);
  cancel.throwIfAborted();
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new Error(`ran longer than ${worker.timeoutMs} ms`)), worker.timeoutMs);
  const signal = AbortSignal.any([cancel, limit.signal]);
  const about = { attempt: bull.attemptsMade + 1, jobId: String(bull.id), requestId: data.r };
  const context = { ...about, signal, log: log.child({ job: bull.name, ...about }) };
  try {
    return await unlessDeaf(worker.handle(worker.job.payload.parse(data.p), context), signal, tidyUpMs);
  } catch (thrown) {
    // Whatever a handler throws when its time is over, the reason is the time.
    const decided = thrown instanceof PermanentError || thrown instanceof LaterError;
    throw limit.signal.aborted && !decided ? limit.signal.reason : thrown;
  } finally {
    clearTimeout(timer);
  }
}

/** Turns what was thrown into what BullMQ understands; later and interrupted go back without losing an attempt. */
async function settle({ job: { maxAgeMs } }: Worker, bull: Bull, token: string, cancel: AbortSignal, error: Error) {
  // Vendors and Postgres quote mailboxes in messages, and Redis keeps a failure for 14 days.
  error.message = scrub(error.message);
  error.stack = scrub(error.stack ?? "");
  if (error instanceof PermanentError) return error;
  const attempt = bull.attemptsMade + 1;
  const later = error instanceof LaterError ? error : undefined;
  if (!later && cancel.aborted && cancel.reason === stopping) {
    await bull.moveToWait(token);
    record("interrupted", bull, attempt);
    return new WaitingError();
  }
  // What would come back too old ends now with its reason, so that nothing piles up.
  if (Date.now() + (later?.ms ?? 0) - dueAt(bull) > maxAgeMs) {
    return new PermanentError(`Given up at its maximum age of ${maxAgeMs} ms: ${later?.reason ?? error.message}`, { cause: error });
  }
  if (!later) return error;
  await bull.moveToDelayed(Date.now() + later.ms, token);
  record("later", bull, attempt, later);
  return new DelayedError();
}

/** Starts taking jobs. */
export function startWorker(worker: Worker, overrides: Partial<WorkerOptions & typeof timing> = {}): RunningWorker {
  const { job, concurrency, limiter, lockMs, stalledMs, timeoutMs } = { ...timing, ...worker, ...overrides };
  const connection = openRedis("worker");
  const activity = { running: 0, concurrency, lastAt: Date.now() };
  let stopped = false;
  // BullMQ hands the signal only to a function that declares these three.
  const processor = async (bull: Bull, token = "", signal: AbortSignal | undefined) => {
    // A job that was fetched while closing comes after the cancelling and must not start any more.
    const cancel = stopped || !signal ? AbortSignal.abort(stopping) : signal;
    activity.running++;
    activity.lastAt = Date.now();
    try {
      return await run({ ...worker, timeoutMs }, bull, cancel);
    } catch (thrown) {
      throw await settle(worker, bull, token, cancel, asError(thrown));
    } finally {
      activity.running--;
      activity.lastAt = Date.now();
    }
  };
  const bullWorker = new BullWorker<Envelope>(job.name, processor, {
    connection,
    prefix: env.REDIS_PREFIX,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledMs,
    // BullMQ's 1 fails a job for good at its second killed process; deploys are no fault of the job.
    maxStalledCount: 10,
    // After a refused connection; BullMQ's 15 s would be most of the time that a recovery may take.
    runRetryDelay: 1 * second,
    ...(limiter && { limiter: { max: limiter.max, duration: limiter.durationMs } }),
  });
  bullWorker.on("error", (err) => log.warn({ job: job.name, err }, "worker error"));
  bullWorker.on("completed", (bull) => record("done", bull, bull.attemptsMade));
  // BullMQ says "failed" after every attempt; only the last one has an end.
  bullWorker.on("failed", (bull, err) => bull && record(bull.finishedOn ? "failed" : "retry", bull, bull.attemptsMade, err));
  // Without its lock another process may run the job already: stop this run of it.
  bullWorker.on("lockRenewalFailed", (ids) => ids.forEach((id) => void bullWorker.cancelJob(id, "its lock was lost")));

  const close = async (softMs: number) => {
    const closed = bullWorker.close();
    await atMost(softMs, closed, "").catch(() => {});
    stopped = true;
    bullWorker.cancelAllJobs(stopping);
    // A second beyond the handlers' own: without Redis BullMQ would wait for ever.
    await atMost(tidyUpMs + 1 * second, closed, "").catch(() => {});
    connection.disconnect();
  };
  const ready = async () => void (await bullWorker.waitUntilReady());
  return { name: job.name, ready, activity: () => activity, close, [Symbol.asyncDispose]: () => close(0) };
}
