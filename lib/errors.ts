import { UnrecoverableError } from "bullmq";
import { scrub } from "./scrub.ts";
import { minute } from "./time.ts";

/**
 * Never again: the job fails for good, whatever attempts are left.
 * It extends BullMQ's own class because only a subclass of that one stops the retries.
 */
export class PermanentError extends UnrecoverableError {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message);
    this.name = "PermanentError";
    if (options?.cause !== undefined) this.cause = options.cause;
  }
}

/** Not now: the job comes back after `ms` and loses no attempt (busy lock, 429, a vendor's pause). */
export class LaterError extends Error {
  readonly ms: number;
  readonly reason: string;

  constructor(ms: number, reason: string) {
    // A Retry-After that is no number must not make a job that never comes back.
    const wait = Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : 1 * minute;
    super(`later, in ${wait} ms: ${scrub(reason)}`);
    this.name = "LaterError";
    this.ms = wait;
    this.reason = scrub(reason);
  }
}

/** Seldom enough that what is refused takes no turns from other work. */
const refusedMs = 10 * minute;

/**
 * For work that is owed to somebody: only its age ends it, even where it takes a person or a release to mend the cause.
 */
export async function keepTrying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PermanentError) throw new LaterError(refusedMs, error.message);
    throw error;
  }
}

/** Redis is away: nothing was promised, the caller may try again. */
export class QueueUnavailableError extends Error {
  constructor(queue: string, cause: unknown) {
    super(`The queue "${queue}" is not available: ${asError(cause).message}`, { cause });
    this.name = "QueueUnavailableError";
  }
}

/**
 * What was thrown, as an Error that names nobody: vendors and Postgres quote mailboxes in their messages,
 * and Redis keeps a failed job's message and stack for 14 days.
 */
export function asError(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  for (const field of ["message", "stack"] as const) {
    const text = error[field] ?? "";
    const clean = scrub(text);
    // Defined, not assigned: a DOMException's message has no setter.
    if (clean !== text) Object.defineProperty(error, field, { value: clean, writable: true, configurable: true });
  }
  return error;
}
