import { z } from "zod";
import { figures as job } from "../jobs/figures.ts";
import { resting } from "../lib/breaker.ts";
import { serviceDb } from "../lib/db.ts";
import { type Figures, historySchema } from "../lib/figures/model.ts";
import { figures, history, kept } from "../lib/figures/store.ts";
import { sendingPause } from "../lib/mail/rate.ts";
import { sendingRefused } from "../lib/mail/refused.ts";
import { spentToday } from "../lib/matching/ai-budget.ts";
import { outcomesOfDay } from "../lib/matching/ai-outcomes.ts";
import { budgetsUsed } from "../lib/sources/budget.ts";
import { activeSources, type Source } from "../lib/sources/index.ts";
import { pausedSources } from "../lib/sources/pause.ts";
import { minute, second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { askDay, askState, dayIsDue, type Ledger, ledgerSchema } from "./figures-ledger.ts";
import { countQueues, tallySchema } from "./figures-queues.ts";
import { figuresOf } from "./figures-shape.ts";

/** What the next run needs from this one, in whichever process. */
const carriedSchema = z.object({ at: z.number(), ledger: ledgerSchema, tally: tallySchema });
const carried = kept("figures-carried", carriedSchema);
const nothing: z.output<typeof carriedSchema> = {
  ...{ at: 0, tally: [] },
  ledger: { state: null, stateAt: null, day: null, dayAt: null, billing: null, dayAskedAt: null },
};
/** The time that a point of the history covers. */
const slotMs = 5 * minute;

/** While Postgres is away, its last answer stays, with its time. */
export default defineWorker(job, { concurrency: 1, timeoutMs: 30 * second }, async (_, { signal }) => {
  // What another release left in another shape counts as nothing.
  const last = (await carried.read().catch(() => null)) ?? nothing;
  const sources = activeSources();
  const names = sources.map(({ name }) => name);
  const takenAt = new Date();
  const [asked, { queues, tally }, redis] = await Promise.all([
    askState(last.ledger, names, signal),
    countQueues(last.tally),
    readRedis(sources),
  ]);
  const { latencyMs } = asked;
  const picture = (ledger: Ledger) => figuresOf({ takenAt, ledger, latencyMs, queues, sources, redis });
  let now = picture(asked.ledger);
  await figures.write(now);
  let { ledger } = asked;
  if (latencyMs !== null && dayIsDue(ledger)) {
    // The quick part is written already, however long this takes.
    ledger = await askDay(ledger, signal);
    now = picture(ledger);
    await figures.write(now);
  }
  const at = Date.parse(now.at);
  await carried.write({ at, ledger, tally });
  if (now.database.up && Math.floor(at / slotMs) !== Math.floor(last.at / slotMs)) await keep(now, signal);
  return { databaseMs: latencyMs };
});

const keptPoints = historySchema.omit({ at: true });

/** Adds a point to the charts. */
async function keep(now: Figures, signal: AbortSignal): Promise<void> {
  const args = { p_values: valuesOf(now) };
  const points = await serviceDb().call("keep_figures", args, keptPoints, { signal });
  await history.write({ at: now.at, ...points });
}

/** What is not known gets no point. */
function valuesOf({ delivering, mail, queues, people, freshness, ai }: Figures) {
  const sum = (field: "failed" | "waiting") => queues.reduce((total, queue) => total + queue[field], 0);
  return {
    ...(delivering && { delivered: delivering.delivered, eligible: delivering.eligible }),
    ...(mail && { accepted: mail.accepted }),
    ...(people && { signups: people.signups, verified: people.verified }),
    ...(freshness && { postings: freshness.openPostings }),
    ...{ failedJobs: sum("failed"), waiting: sum("waiting"), aiCost: ai.costToday },
  };
}

export type InRedis = Awaited<ReturnType<typeof readRedis>>;

/** What Redis knows beside the queues. */
async function readRedis(sources: readonly Source[]) {
  const [budgets, paused, rests, pause, refused, costToday, outcomes] = await Promise.all([
    budgetsUsed(sources),
    pausedSources(),
    resting([...sources.map(({ name }) => name), "openai"]),
    sendingPause(),
    sendingRefused(),
    spentToday(),
    outcomesOfDay(),
  ]);
  return { budgets, paused, rests, pause, refused, costToday, outcomes };
}
