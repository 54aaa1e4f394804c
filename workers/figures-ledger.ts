import { z } from "zod";
import { serviceDb } from "../lib/db.ts";
import { asError } from "../lib/errors.ts";
import { figuresSchema } from "../lib/figures/model.ts";
import { log } from "../lib/log.ts";
import { second } from "../lib/time.ts";

const { delivering, sources, mail, people, database } = figuresSchema.shape;
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

/** What Postgres said last, and when: it outlives an outage of it. */
export const ledgerSchema = z.object({
  state: stateSchema.nullable(),
  stateAt: at.nullable(),
  day: daySchema.nullable(),
  dayAt: at.nullable(),
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

/** What is new in Postgres, or what it said last. @param names the sources that run */
export async function askLedger(last: Ledger, names: readonly string[], signal: AbortSignal): Promise<Asked> {
  const startedAt = performance.now();
  try {
    const options = { signal, timeoutMs: stateLimitMs };
    const state = await serviceDb().call("figures_now", { p_sources: [...names] }, stateSchema, options);
    const latencyMs = Math.round((performance.now() - startedAt) * 10) / 10;
    const ledger = { ...last, state, stateAt: new Date().toISOString() };
    return { ledger: { ...ledger, ...(await askDay(ledger, signal)) }, latencyMs };
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ reason: asError(error).message }, "figures without Postgres");
    return { ledger: last, latencyMs: null };
  }
}

/** A slow answer does not take the quick one with it. */
async function askDay({ dayAt }: Ledger, signal: AbortSignal): Promise<Partial<Ledger>> {
  if (dayAt !== null && Date.now() - Date.parse(dayAt) < dayFreshMs) return {};
  try {
    const day = await serviceDb().call("figures_of_day", {}, daySchema, { signal, timeoutMs: dayLimitMs });
    return { day, dayAt: new Date().toISOString() };
  } catch (error) {
    signal.throwIfAborted();
    log.warn({ reason: asError(error).message }, "figures without the counts of the day");
    return {};
  }
}
