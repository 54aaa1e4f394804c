import { polarPlace } from "../lib/billing/place.ts";
import { env } from "../lib/env.ts";
import type { Figures } from "../lib/figures/model.ts";
import type { Source } from "../lib/sources/index.ts";
import { hour } from "../lib/time.ts";
import type { InRedis } from "./figures.ts";
import { environmentOf } from "./figures-environment.ts";
import type { Ledger } from "./figures-ledger.ts";
import type { Counted } from "./figures-queues.ts";

interface Gathered {
  /** When counting began: figures must not look newer than they are. */
  takenAt: Date;
  ledger: Ledger;
  /** null = Postgres is away, and the ledger is what it said last. */
  latencyMs: number | null;
  queues: Counted["queues"];
  sources: readonly Source[];
  redis: InRedis;
}

/** All that was gathered in one shape. A part of which nothing is known yet is null: zero would be a claim. */
export function figuresOf({ takenAt, ledger, latencyMs, queues, sources, redis }: Gathered): Figures {
  const { state, day } = ledger;
  return {
    ...{ at: takenAt.toISOString(), slowAt: ledger.dayAt, databaseAt: ledger.stateAt },
    delivering: state && day && deliveringOf(state, day, redis),
    freshness: state &&
      day && {
        newestPostingAt: state.newestPostingAt,
        openPostings: day.openPostings,
        sources: state.bySource.map(({ source, lastSuccessAt }) => ({ source, lastSuccessAt })),
      },
    queues: queues.map((queue) => ({ ...queue, deadLetters: state?.deadLetters[queue.name] ?? 0 })),
    sources: state && sourcesOf(state, sources, redis),
    mail: state && day && { ...state.mail, byKind: day.byKind },
    ai: aiOf(redis),
    people: day?.people ?? null,
    billing: ledger.billing && { polar: polarPlace(), ...ledger.billing },
    database: { up: latencyMs !== null, latencyMs, bytes: day?.bytes ?? 0, tables: day?.tables ?? [] },
    environment: environmentOf(state?.migration ?? null),
  };
}

type State = NonNullable<Ledger["state"]>;
type Day = NonNullable<Ledger["day"]>;

function deliveringOf(state: State, day: Day, { pause, refused }: InRedis): Figures["delivering"] {
  const paused = { pausedMs: pause.ms, pausedBecause: pause.ms > 0 ? pause.reason : null };
  return { ...day.delivering, skipped: day.skipped, ...state.delivering, ...paused, refused };
}

/** A source is silent when none of its targets succeeded for this many polls, and for at least an hour. */
const silentPolls = 3;

function sourcesOf({ bySource, worst }: State, sources: readonly Source[], redis: InRedis): Figures["sources"] {
  const sum = (field: "targets" | "failing" | "parked") => bySource.reduce((total, one) => total + one[field], 0);
  const isSilent = ({ source, targets, lastSuccessAt }: State["bySource"][number]) => {
    const pollMs = sources.find(({ name }) => name === source)?.pollEveryMs ?? 0;
    if (lastSuccessAt === null) return targets > 0;
    return Date.now() - Date.parse(lastSuccessAt) > Math.max(silentPolls * pollMs, 1 * hour);
  };
  const [targets, failing, parked] = [sum("targets"), sum("failing"), sum("parked")];
  return {
    ...{ targets, failing, parked, healthy: targets - failing - parked },
    silent: bySource.filter(isSilent).length,
    bySource: bySource.map(({ lastSuccessAt: _, ...one }) => one),
    paused: redis.paused,
    resting: redis.rests.flatMap(({ service, ms }) => (service === "openai" ? [] : [{ source: service, ms }])),
    budgets: redis.budgets,
    worst,
  };
}

function aiOf({ outcomes, costToday, rests }: InRedis): Figures["ai"] {
  const { rerank = 0, cache = 0, ...fallbacks } = outcomes;
  const breakerOpen = rests.some(({ service }) => service === "openai");
  return { calls: rerank + cache, fallbacks, costToday, budget: env.AI_MAX_DAILY_COST, breakerOpen };
}
