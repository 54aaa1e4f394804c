import { type Job as BullJob, Worker as BullWorker, DelayedError, WaitingError } from "bullmq";
import { z } from "zod";
import { backoffMs } from "./backoff.ts";
import { doing } from "./doing.ts";
import { env } from "./env.ts";
import { asError, LaterError, PermanentError } from "./errors.ts";
import type { Envelope, Job } from "./job.ts";
import { type Log, log } from "./log.ts";
import { observeRun } from "./metrics.ts";
import { earlierTime, isAway, openRedis } from "./redis.ts";
import { atMost, bounded, second } from "./time.ts";
import { tracing } from "./tracing.ts";

export interface Context {
  /** Its lines say which run they are about; so do those of the process's log while it lasts. */
  log: Log;
  /** Aborts at the time limit and when the process stops. Hand it to everything that waits. */
  signal: AbortSignal;
  /** 1 for the first; being postponed or interrupted does not count. */
  attempt: number;
  jobId: string;
  /** Says how far it is: small JSON without personal data, shown by GET /jobs until the end. */
  progress(value: object): Promise<void>;
}

/** Small JSON without personal data, or nothing: it is kept in Redis and shown by GET /jobs. */
export type Result = unknown;

export interface WorkerOptions {
  concurrency: number;
  /** For one run; then its signal aborts and the attempt has failed. */
  timeoutMs: number;
  /** At most `max` starts per `durationMs`, over all processes together. */
  limiter?: { max: number; durationMs: number };
}

export interface Worker<J extends Job = Job> extends WorkerOptions {
  readonly job: J;
  handle(payload: z.output<J["payload"]>, context: Context): Promise<Result>;
}

/** A worker for every job of a table; an object that `satisfies` it leaves none out. */
export type WorkersFor<J extends Readonly<Record<string, Job>>> = { readonly [Name in keyof J]: Worker<J[Name]> };

/** Says how a job is done. Return = done, throw = again with backoff, PermanentError = never, LaterError = later. */
export function defineWorker<J extends Job>(job: J, options: WorkerOptions, handle: Worker<J>["handle"]): Worker<J> {
  return { job, ...options, handle };
}

export type RunningWorker = ReturnType<typeof startWorker>;
type Bull = BullJob<Envelope>;
/** How a run ends, and how loud that is: an error only if nobody will try again. */
const levels = { done: "info", retry: "warn", failed: "error", later: "info", interrupted: "info" } as const;
const stopping = "the process stops";
/** How long a handler may tidy up after its signal before its slot is taken from it. */
const graceMs = 1 * second;
/** After a killed process its jobs run again within lockMs + stalledMs; BullMQ's 30 s each would be a minute. */
const timing = { lockMs: 15 * second, stalledMs: 5 * second };

/** Since when a job could have run. Scheduled ones carry no time of their own. */
const dueAt = (bull: Bull) => bull.data?.t ?? bull.timestamp + (bull.opts.delay ?? 0);

/** Of the request it came from; what a schedule began is called after the job that it began with. */
const requestIdOf = (bull: Bull) => bull.data?.r ?? `${bull.name}/${bull.id}`;
/** Where the operators' pages show a job. */
const pageOf = ({ name, id }: Bull) => `/admin/queues/queue/${name}/${encodeURIComponent(String(id))}`;

/** The one line and the metrics of a run. */
function record(outcome: keyof typeof levels, bull: Bull, attempt: number, err?: Error): void {
  const { name: job, id, processedOn = Date.now() } = bull;
  const [queueMs, runMs] = [Math.max(0, processedOn - dueAt(bull)), Math.max(0, Date.now() - processedOn)];
  observeRun(job, outcome, runMs, bull.attemptsStarted === 1 ? queueMs : undefined);
  const why = outcome === "failed" ? { err, at: pageOf(bull) } : { reason: err?.message };
  const line = { job, id, outcome, attempt, queueMs, runMs, requestId: requestIdOf(bull), ...why };
  log[levels[outcome]](line, `job ${outcome}`);
}

async function run({ job, timeoutMs, handle }: Worker, envelope: z.ZodType<Envelope>, bull: Bull, cancel: AbortSignal) {
  const parsed = envelope.safeParse(bull.data);
  if (!parsed.success) throw new PermanentError(`The payload does not parse: ${z.prettifyError(parsed.error)}`);
  const [id, attempt] = [String(bull.id), bull.attemptsMade + 1];
  const progress = (value: object) => bull.updateProgress(value);
  const work = (signal: AbortSignal) => handle(parsed.data.p, { log, signal, attempt, jobId: id, progress });
  const about = { requestId: requestIdOf(bull), job: job.name, id, attempt };
  tracing()?.tell({ "jobping.request_id": about.requestId });
  return doing.run(about, () => bounded(work, { timeoutMs, signal: cancel, graceMs }));
}

/** Turns what was thrown into what BullMQ understands; later and interrupted go back without losing an attempt. */
async function settle({ job }: Worker, bull: Bull, token: string, cancel: AbortSignal, error: Error): Promise<Error> {
  if (error instanceof PermanentError) return error;
  const attempt = bull.attemptsMade + 1;
  const later = error instanceof LaterError ? error : { ms: 0, reason: error.message };
  if (error !== later && cancel.reason === stopping) {
    await bull.moveToWait(token);
    record("interrupted", bull, attempt);
    return new WaitingError();
  }
  // What would come back too old ends now with its reason, so that nothing piles up.
  const tooOld = (await earlierTime()) + later.ms - dueAt(bull) > job.maxAgeMs;
  if (tooOld) return new PermanentError(`Given up after ${job.maxAgeMs} ms: ${later.reason}`, { cause: error });
  if (error !== later) return error;
  await bull.moveToDelayed(Date.now() + later.ms, token);
  record("later", bull, attempt, error);
  return new DelayedError();
}

/** Starts taking jobs. */
export function startWorker(worker: Worker, overrides: Partial<WorkerOptions & typeof timing> = {}) {
  const effective = { ...timing, ...worker, ...overrides };
  const { job, concurrency, limiter, lockMs, stalledMs } = effective;
  const envelope = z.object({ p: job.payload, r: z.string().optional(), t: z.number().optional() });
  const connection = openRedis("worker");
  const activity = { running: 0, concurrency, lastAt: Date.now() };
  const moved = (by: 1 | -1) => Object.assign(activity, { running: activity.running + by, lastAt: Date.now() });
  let stopped = false;
  // BullMQ hands the signal only to a function that declares these three, none with a default.
  const processor = async (bull: Bull, token: string | undefined, signal: AbortSignal | undefined) => {
    // A job that was fetched while closing comes after the cancelling and must not start any more.
    const cancel = stopped || !signal ? AbortSignal.abort(stopping) : signal;
    moved(1);
    try {
      return await run(effective, envelope, bull, cancel);
    } catch (thrown) {
      throw await settle(effective, bull, token ?? "", cancel, asError(thrown));
    } finally {
      moved(-1);
    }
  };
  const telemetry = tracing()?.bullmq;
  const inner = new BullWorker<Envelope>(job.name, processor, {
    connection,
    prefix: env.REDIS_PREFIX,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledMs,
    // BullMQ's 1 fails a job for good at its second killed process; deploys are no fault of the job.
    maxStalledCount: 10,
    // After a refused connection; BullMQ's 15 s would be most of the time that a recovery may take.
    runRetryDelay: 1 * second,
    // How many ended, ever and by the minute: what is kept of done jobs is too few to count.
    metrics: { maxDataPoints: 60 },
    settings: { backoffStrategy: (attempt) => backoffMs(attempt, worker.job.backoffMs) },
    ...(telemetry && { telemetry }),
    ...(limiter && { limiter: { max: limiter.max, duration: limiter.durationMs } }),
  });
  inner.on("error", (err) => log[isAway(err) ? "debug" : "warn"]({ job: job.name, err }, "worker error"));
  inner.on("completed", (bull) => record("done", bull, bull.attemptsMade));
  // BullMQ says "failed" after every attempt; only the last one has an end.
  inner.on("failed", (bull, err) => bull && record(bull.finishedOn ? "failed" : "retry", bull, bull.attemptsMade, err));
  // Without its lock another process may run the job already: stop this run of it.
  inner.on("lockRenewalFailed", (ids) => ids.forEach((id) => void inner.cancelJob(id, "its lock was lost")));

  /** Takes no more jobs, lets the running ones finish for `softMs`, then sends them back. */
  const close = async (softMs: number): Promise<void> => {
    const closed = inner.close();
    await atMost(softMs, closed, "").catch(() => {});
    stopped = true;
    inner.cancelAllJobs(stopping);
    // A second beyond the handlers' own: without Redis BullMQ would wait for ever.
    await atMost(graceMs + 1 * second, closed, "").catch(() => {});
    connection.disconnect();
  };
  return { name: job.name, ready: () => inner.waitUntilReady(), activity: () => activity, close };
}
