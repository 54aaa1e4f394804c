import { z } from "zod";

const at = z.iso.datetime({ offset: true });
const count = z.number().min(0);
const counts = z.record(z.string(), count);

/** Digests of the last 24 hours, and what is owed now. Eligible = promised, less what was skipped for a reason. */
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
  /** Since when the oldest mail that is owed, and may go, is owed. */
  owedSince: at.nullable(),
  stopped: z.object({ reason: z.string(), since: at }).nullable(),
  /** Nobody sends for so long, because of what the mail vendor said; 0 = nobody waits. */
  pausedMs: count,
  pausedBecause: z.string().nullable(),
  /** The mail vendor refuses our key, our domain or our address of its API: an operator has to mend that. */
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

/** The fleet: targets of the sources that run. */
const sources = z.object({
  targets: count,
  healthy: count,
  /** The last time that one was asked it failed. */
  failing: count,
  /** Unknown to its source again and again: not asked for a week. */
  parked: count,
  /** Sources of which no target went well for longer than three of its polls. */
  silent: count,
  bySource: z.array(z.object({ source: z.string(), targets: count, failing: count, parked: count })),
  /** By an operator. */
  paused: z.array(z.string()),
  /** Left alone for so long, as they failed again and again. */
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

/** Of the last 24 hours, but for the dollars: of this day (UTC). */
const ai = z.object({
  /** Digests that a model ordered. */
  calls: count,
  /** Those that it was to order and code did, by why. Where no key is set nothing is counted. */
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

/** Premium, and whether what we have of it is what Polar has. */
const billing = z.object({
  /** Which Polar it is sold at; null = it is not sold here. */
  polar: z.enum(["production", "sandbox", "elsewhere"]).nullable(),
  /** People with premium, by the plan that they pay. */
  premium: counts,
  /** Their last payment failed; premium goes on for its grace. */
  pastDue: count,
  /** Canceled: premium goes on until the end of what is paid. */
  ending: count,
  /** People of whom Polar told something, or is to be asked, and who were not read since; the first of them. */
  waiting: count,
  oldestWaitingAt: at.nullable(),
  /** People who are erased as soon as Polar has forgotten them, whether anything is sold or not; the first of them. */
  erasing: count,
  oldestErasureAt: at.nullable(),
  /** They have premium and get no digests: they left, or their mailbox takes none. */
  undelivered: count,
  /** What the last comparison of everything said; zeros and nulls before the first one. */
  check: z.object({
    at: at.nullable(),
    /** Since when nothing was compared: the last comparison; before the first one, somebody's first way to Polar. */
    since: at.nullable(),
    /** Nobody loses premium: more than usual would have. */
    held: z.boolean(),
    /** Another status there than here, paying there but not here or the reverse, and paying there as nobody of ours. */
    differing: count,
    unseen: count,
    strangers: count,
    /** People with two subscriptions that run. */
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

/** Of the worker that wrote the figures. Of keys only whether they are set. */
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
  /** When the part was read that costs more and so is read once a minute; null = never. */
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
  // Figures of a worker of an older version have none.
  billing: billing.nullable().default(null),
  database,
  environment,
});
export type Figures = z.output<typeof figuresSchema>;

/** What the charts show. Rolling counts of 24 hours, and states of that moment; of an hour each the highest. */
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
