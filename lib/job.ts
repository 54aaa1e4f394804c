import { createHash } from "node:crypto";
import type { z } from "zod";

/** What can be asked for: a name, the shape of its payload and how it is retried. Pure data, cheap to import. */
export interface Job<Name extends string = string, Payload extends z.ZodType = z.ZodType> {
  /** Wire name and queue name. Never renamed in place: jobs in flight carry it. */
  readonly name: Name;
  /** Ids only, no personal data. Add optional fields, never rename one: old payloads are in flight. */
  readonly payload: Payload;
  /** Same key while one waits or runs = the same job. Without it every enqueue is a job of its own. */
  key?(payload: z.output<Payload>): string;
  /** For jobs that re-read a state: asked again while running, it runs once more afterwards. */
  readonly again?: boolean;
  /** Jobs for which it says true let every other job of their queue go first. */
  yields?(payload: z.output<Payload>): boolean;
  /**
   * Has to be done again on a database restored from a backup: `ops restored` finds such jobs, done ones for two days.
   */
  readonly againAfterRestore?: boolean;
  /** Runs that may fail before the job has failed for good. Absent: as many as its age allows. */
  readonly attempts?: number;
  /** First wait between attempts, ms; then lib/backoff.ts. */
  readonly backoffMs: number;
  /** Age in ms at which a postponed or retried job ends with its reason instead of waiting on. */
  readonly maxAgeMs: number;
}

/** The payload that a job travels with, as callers hand it in. */
export type PayloadOf<J extends Job> = z.input<J["payload"]>;

/** What lies in Redis: the payload, the id of the request it came from, and when it was due (ms since 1970). */
export type Envelope = { p: unknown; r?: string | undefined; t?: number | undefined };

/** Every job that this process has declared, by name. */
export const definedJobs = new Map<string, Job>();

/**
 * Declares a job; the types of `enqueue` and of the worker's handler follow from it.
 * Its payload is parsed on both ends, so the schema must accept what it puts out (no transforms).
 */
export function defineJob<const Name extends string, Payload extends z.ZodType>(
  job: Job<Name, Payload>,
): Job<Name, Payload> {
  if (!/^[a-z][a-z0-9-]*$/.test(job.name)) throw new Error(`"${job.name}" is not usable as a queue's name`);
  if (definedJobs.has(job.name)) throw new Error(`There are two jobs named "${job.name}"`);
  definedJobs.set(job.name, job);
  return Object.freeze(job);
}

/** A short, order-free name for a set of ids, for deduplication keys. */
export function digestOf(ids: readonly string[]): string {
  const hash = createHash("sha256").update([...ids].sort().join());
  return hash.digest("base64url").slice(0, 22);
}
