import { z } from "zod";
import { serviceDb } from "../lib/db.ts";
import { asError, PermanentError } from "../lib/errors.ts";
import { figuresSchema } from "../lib/figures/model.ts";
import { log } from "../lib/log.ts";
import { second } from "../lib/time.ts";

const { delivering, sources, mail, people, database } = figuresSchema.shape;
/** What billing_figures answers. */
const billingSchema = figuresSchema.shape.billing.unwrap().unwrap().omit({ polar: true });
const at = figuresSchema.shape.at;
const counts = z.record(z.string(), z.number());

/** What figures_now answers. */
const stateSchema = z.object({
  delivering: delivering.unwrap().pick({ dueNow: true, oldestDueAt: true, owedSince: true, stopped: true }),
  newestPostingAt: at.nullable(),
  deadLetters: counts,
  bySource: z.array(sources.unwrap().shape.bySource.element.extend({ lastSuccessAt: at.nullable() })),
  worst: sources.unwrap().shape.worst,
  mail: mail.unwrap().omit({ byKind: true }),
  migration: z.string().nullable(),
});

/** What figures_of_day answers. */
const daySchema = z.object({
  delivering: delivering
    .unwrap()
    .pick({ eligible: true, delivered: true, planned: true, pending: true, failed: true, unknown: true }),
  skipped: counts,
  byKind: counts,
  people: people.unwrap(),
  openPostings: z.number(),
  ...database.pick({ bytes: true, tables: true }).shape,
});

/** What Postgres said last, and when: it outlives an outage. */
export const ledgerSchema = z.object({
  state: stateSchema.nullable(),
  stateAt: at.nullable(),
  day: daySchema.nullable(),
  dayAt: at.nullable(),
  billing: billingSchema.nullable().default(null),
  /** When it was asked, whatever came of it: an expensive question is not repeated over and over. */
  dayAskedAt: at.nullable(),
});
export type Ledger = z.output<typeof ledgerSchema>;

/** The counts of 24 hours look at every row of a day: a tenth of a second of Postgres, once a minute. */
const dayFreshMs = 55 * second;
const [stateLimitMs, dayLimitMs] = [4 * second, 20 * second];

interface Asked {
  ledger: Ledger;
  /** null = Postgres did not answer: the ledger is what it said before. */
  latencyMs: number | null;
}

/** What is cheap to ask; else what Postgres said last. @param names the active sources */
export async function askState(last: Ledger, names: readonly string[], signal: AbortSignal): Promise<Asked> {
  const startedAt = performance.now();
  try {
    const options = { signal, timeoutMs: stateLimitMs };
    const state = await serviceDb().call("figures_now", { p_sources: [...names] }, stateSchema, options);
    return { ledger: { ...last, state, stateAt: new Date().toISOString() }, latencyMs: since(startedAt) };
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ reason: asError(error).message }, "figures without Postgres");
    // A refusal is an answer, too: the function may not exist yet while a release is under way.
    return { ledger: last, latencyMs: error instanceof PermanentError ? since(startedAt) : null };
  }
}

const since = (startedAt: number) => Math.round((performance.now() - startedAt) * 10) / 10;

export const dayIsDue = ({ dayAskedAt }: Ledger): boolean =>
  dayAskedAt === null || Date.now() - Date.parse(dayAskedAt) >= dayFreshMs;

/** What is expensive to ask, and premium, once a minute; without an answer the last one stays. */
export async function askDay(last: Ledger, signal: AbortSignal): Promise<Ledger> {
  const dayAskedAt = new Date().toISOString();
  const [day, billing] = await Promise.all([
    asked("figures_of_day", daySchema, signal),
    asked("billing_figures", billingSchema, signal),
  ]);
  const known = day && { day, dayAt: new Date().toISOString() };
  return { ...last, ...known, billing: billing ?? last.billing, dayAskedAt };
}

async function asked<Schema extends z.ZodType>(
  fn: "figures_of_day" | "billing_figures",
  schema: Schema,
  signal: AbortSignal,
): Promise<z.output<Schema> | null> {
  try {
    return await serviceDb().call(fn, {}, schema, { signal, timeoutMs: dayLimitMs });
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ fn, reason: asError(error).message }, "figures without the counts of the day");
    return null;
  }
}
