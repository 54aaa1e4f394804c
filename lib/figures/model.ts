import { z } from "zod";

const at = z.iso.datetime({ offset: true });
const count = z.number().min(0);
const counts = z.record(z.string(), count);

/** Digests of the last 24 hours, and what is owed now. Eligible = promised and not skipped for a reason. */
const delivering = z.object({
  eligible: count,
  delivered: count,
  planned: count,
  pending: count,
  failed: count,
  unknown: count,
  /** By the reasons of lib/subscribers/skips.ts. */
  skipped: counts,
  /** People whose digest is due and not promised yet, and since when the first of them waits. */
  dueNow: count,
  oldestDueAt: at.nullable(),
  /** When the oldest mail that is owed, and may be sent, was promised. */
  owedSince: at.nullable(),
  stopped: z.object({ reason: z.string(), since: at }).nullable(),
  /** For how long nobody sends, because of what the mail vendor said; 0 = no pause. */
  pausedMs: count,
  pausedBecause: z.string().nullable(),
  /** The mail vendor refuses our key or domain, or there is no API at its address: an operator has to mend that. */
  refused: z.object({ reason: z.string(), since: at }).nullable(),
});

const freshness = z.object({
  newestPostingAt: at.nullable(),
  openPostings: count,
  sources: z.array(z.object({ source: z.string(), lastSuccessAt: at.nullable() })),
});

const queue = z.object({
  name: z.string(),
  waiting: count,
  active: count,
  delayed: count,
  failed: count,
  paused: z.boolean(),
  oldestWaitingMs: count,
  donePerMinute: count,
  failedPerMinute: count,
  /** Failed for good and not run again since. */
  deadLetters: count,
});

/** The targets of active sources. */
const sources = z.object({
  targets: count,
  healthy: count,
  /** Their last request failed. */
  failing: count,
  /** Unknown to their source again and again: not asked for a week. */
  parked: count,
  /** Sources of which no target succeeded for longer than three polls. */
  silent: count,
  bySource: z.array(z.object({ source: z.string(), targets: count, failing: count, parked: count })),
  /** By an operator. */
  paused: z.array(z.string()),
  /** Left alone for so long because they failed again and again. */
  resting: z.array(z.object({ source: z.string(), ms: count })),
  budgets: z.array(z.object({ source: z.string(), window: z.string(), used: count, limit: count })),
  worst: z
    .array(
      z.object({
        source: z.string(),
        target: z.string(),
        error: z.string().nullable(),
        failuresInRow: count,
        lastSuccessAt: at.nullable(),
      }),
    )
    .max(20),
});

/** Of the last 24 hours. */
const mailCounts = z.object({ accepted: count, delivered: count, bounced: count, complained: count });
const mail = mailCounts.extend({ byKind: counts });

/** Of the last 24 hours; the dollars are of this day (UTC). */
const ai = z.object({
  /** Digests that a model ordered. */
  calls: count,
  /** Digests that it should have ordered but code did, by reason. Where no key is set nothing is counted. */
  fallbacks: counts,
  costToday: count,
  budget: count,
  breakerOpen: z.boolean(),
});

/** Signups, verified, unsubscribed and erased in the last 24 hours; the others as they are now. */
const people = z.object({
  signups: count,
  verified: count,
  active: count,
  unsubscribed: count,
  erased: count,
  pausedNow: count,
});

/** Premium, and whether our state of it is Polar's. */
const billing = z.object({
  /** Which Polar it is sold at; null = it is not sold here. */
  polar: z.enum(["production", "sandbox", "elsewhere"]).nullable(),
  /** People with premium, by the plan that they pay. */
  premium: counts,
  /** Their last payment failed; premium goes on for a grace period. */
  pastDue: count,
  /** Cancelled: premium goes on until the end of what is paid. */
  ending: count,
  /** People whose state at Polar is to be read, and since when the first of them waits. */
  waiting: count,
  oldestWaitingAt: at.nullable(),
  /**
   * People who are erased as soon as Polar has forgotten them, also where nothing is sold any more; since when the
   * first waits.
   */
  erasing: count,
  oldestErasureAt: at.nullable(),
  /** People with premium who get no digests: they left, or their mailbox takes none. */
  undelivered: count,
  /** What the last comparison of everything said; zeros and nulls before the first one. */
  check: z.object({
    at: at.nullable(),
    /** The last comparison; before the first one, when somebody first went to Polar. */
    since: at.nullable(),
    /** Nobody loses premium for now: by it, more than usual would have. */
    held: z.boolean(),
    /** People whose status differs, people with premium whom Polar does not list, subscriptions of nobody here. */
    differing: count,
    unseen: count,
    strangers: count,
    /** People with two running subscriptions. */
    doubled: count,
    /** Whether Polar sends us its events. */
    endpoint: z.enum(["enabled", "disabled", "missing"]).nullable(),
    endpointAt: at.nullable(),
  }),
});

const database = z.object({
  up: z.boolean(),
  /** Of the call that reads the figures, PostgREST included; null while Postgres is away. */
  latencyMs: count.nullable(),
  bytes: count,
  tables: z.array(z.object({ name: z.string(), rows: count, bytes: count })),
});

/** Of the worker that wrote the figures. Keys: only whether they are set. */
const environment = z.object({
  name: z.string(),
  commit: z.string().nullable(),
  version: z.string(),
  startedAt: at,
  node: z.string(),
  /** The newest one that Postgres has. */
  migration: z.string().nullable(),
  /** Of the checkout that runs; null where its migrations are not at hand. */
  migrationsPending: count.nullable(),
  keys: z.record(z.string(), z.boolean()),
});

/**
 * The state of the whole product at one moment. Names of queues, sources, tables and keys, and numbers: nothing about
 * a person. A part is null until it could be read for the first time.
 */
export const figuresSchema = z.object({
  at,
  /** When the costlier part was read, which is done once a minute; null = never. */
  slowAt: at.nullable(),
  /** When Postgres answered last; null = never. */
  databaseAt: at.nullable(),
  delivering: delivering.nullable(),
  freshness: freshness.nullable(),
  queues: z.array(queue),
  sources: sources.nullable(),
  mail: mail.nullable(),
  ai,
  people: people.nullable(),
  // A worker of an older version writes none.
  billing: billing.nullable().default(null),
  database,
  environment,
});
export type Figures = z.output<typeof figuresSchema>;

/**
 * What the charts show: rolling counts of 24 hours, and states of that moment. A point for an hour has the highest of
 * each.
 */
const values = z.object({
  delivered: count,
  eligible: count,
  accepted: count,
  failedJobs: count,
  waiting: count,
  signups: count,
  verified: count,
  postings: count,
  aiCost: count,
});
const points = z.array(z.object({ at, values: values.partial() }));

/** `day`: the last 24 hours in steps of five minutes; `month`: the last 30 days in hours. Oldest first. */
export const historySchema = z.object({ at, day: points, month: points });
export type History = z.output<typeof historySchema>;
