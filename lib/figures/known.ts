import { log } from "../log.ts";
import { producer, redisReady } from "../redis.ts";
import { atMost, minute, second } from "../time.ts";
import type { Figures, History } from "./model.ts";
import { figures, history } from "./store.ts";

/** What a page shows of the whole product, and how far it can be believed. */
export interface Dashboard {
  /** null: none yet, or Redis was away since this process began. */
  figures: Figures | null;
  ageMs: number | null;
  /** As this process sees it. */
  redis: { up: boolean; latencyMs: number | null };
  history: History | null;
}

/** Age of what this process knows at which it asks again; the history changes every five minutes. */
const [freshMs, historyFreshMs] = [5 * second, 1 * minute];
const [pingLimitMs, askLimitMs] = [1 * second, 3 * second];
/** A page answers within 100 ms, whatever becomes of Redis. */
const patienceMs = 50;

const known: Pick<Dashboard, "figures" | "history"> = { figures: null, history: null };
let redis: Dashboard["redis"] | undefined;
let [askedAt, historyReadAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
let asking: Promise<void> | undefined;

/**
 * What this process knows, at once; old figures are read anew in the background, and without an answer the last ones
 * stay.
 */
export function knownDashboard(): Dashboard {
  if (performance.now() - askedAt >= freshMs) void refreshDashboard();
  const { figures } = known;
  const ageMs = figures && Math.max(0, Date.now() - Date.parse(figures.at));
  return { ...known, ageMs, redis: redis ?? { up: producer().status === "ready", latencyMs: null } };
}

/** The same for a person: old figures are read first if that is quick. */
export async function currentDashboard(): Promise<Dashboard> {
  if (performance.now() - askedAt >= freshMs) await atMost(patienceMs, refreshDashboard(), "").catch(() => {});
  return knownDashboard();
}

/** One request to Redis, however many ask. */
export function refreshDashboard(): Promise<void> {
  askedAt = performance.now();
  // With a limit of its own: a command under way when a connection broke is never answered.
  asking ??= atMost(askLimitMs, ask(), "")
    .catch(() => {
      redis = { up: false, latencyMs: null };
    })
    .finally(() => {
      asking = undefined;
    });
  return asking;
}

async function ask(): Promise<void> {
  try {
    const startedAt = performance.now();
    await redisReady(pingLimitMs);
    redis = { up: true, latencyMs: Math.round((performance.now() - startedAt) * 10) / 10 };
  } catch {
    redis = { up: false, latencyMs: null };
    return;
  }
  try {
    known.figures = (await figures.read()) ?? known.figures;
    if (performance.now() - historyReadAt < historyFreshMs) return;
    known.history = (await history.read()) ?? known.history;
    if (known.history !== null) historyReadAt = performance.now();
  } catch (err) {
    // Redis has just gone, or these figures are of another version while a release is under way: the last ones stay.
    log.debug({ err }, "figures not read");
  }
}
