import { UnrecoverableError } from "bullmq";

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
    super(`later, in ${ms} ms: ${reason}`);
    this.name = "LaterError";
    this.ms = Math.max(0, Math.round(ms));
    this.reason = reason;
  }
}

/** What was thrown, as an Error: a rejected string must not break whoever reads `.message`. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
