import { day, hour, minute } from "../time.ts";
import type { Figures, History } from "./model.ts";

const at = new Date("2026-11-22T03:04:10.000Z");
const ago = (ms: number, from = at) => new Date(from.getTime() - ms).toISOString();

const queueNames =
  "signup verify resend unsubscribe stay address export erase preferences feedback supply scrape search plan match email webhook resume check sweep snapshot link-keys figures dead-letters operate checkout billing reconcile".split(
    " ",
  );
const sourceNames =
  "greenhouse arbeitnow lever ashby workable recruitee personio smartrecruiters himalayas jobicy hackernews adzuna reed jsearch theirstack".split(
    " ",
  );

const idle = { waiting: 0, active: 0, delayed: 0, failed: 0, paused: false, oldestWaitingMs: 0 };

/** A day on which everything goes well, for a hundred thousand people. */
export function fineFigures(from = at): Figures {
  const past = (ms: number) => ago(ms, from);
  return {
    at: from.toISOString(),
    slowAt: past(40_000),
    databaseAt: from.toISOString(),
    delivering: {
      ...{ eligible: 9_830, delivered: 9_812, planned: 3, pending: 12, failed: 1, unknown: 2 },
      skipped: { no_new: 812, too_few: 204, paused: 31 },
      ...{ dueNow: 4, oldestDueAt: past(0.5 * minute), owedSince: past(0.3 * minute) },
      ...{ stopped: null, refused: null, pausedMs: 0, pausedBecause: null },
    },
    freshness: {
      ...{ newestPostingAt: past(6 * minute), openPostings: 184_203 },
      sources: sourceNames.map((source, index) => ({ source, lastSuccessAt: past((4 + 7 * index) * minute) })),
    },
    queues: queueNames.map((name, index) => ({
      ...{ name, ...idle, donePerMinute: index % 5 === 0 ? 0 : 3 + index, failedPerMinute: 0, deadLetters: 0 },
      ...(name === "email" && { waiting: 42, active: 3, delayed: 12, oldestWaitingMs: 4_200, donePerMinute: 118 }),
    })),
    sources: {
      ...{ targets: 1_204, healthy: 1_181, failing: 11, parked: 12, silent: 0, paused: [], resting: [] },
      bySource: sourceNames.map((source, index) => ({ source, targets: 80 + index, failing: index % 3, parked: 1 })),
      budgets: [
        { source: "adzuna", window: "month", used: 1_202, limit: 2_500 },
        { source: "jsearch", window: "month", used: 88, limit: 200 },
        { source: "reed", window: "hour", used: 12, limit: 1_000 },
      ],
      worst: Array.from({ length: 11 }, (_, index) => ({
        ...{ source: sourceNames[index % 5] ?? "", target: `company-${index}`, failuresInRow: 9 - (index % 9) },
        ...{ error: "answered 502", lastSuccessAt: past((1 + index) * hour) },
      })),
    },
    mail: {
      ...{ accepted: 10_402, delivered: 10_311, bounced: 41, complained: 1 },
      byKind: { digest: 9_812, verification: 402, links: 120, still_looking: 68 },
    },
    ai: { calls: 4_012, fallbacks: { timeout: 12, invalid: 3 }, costToday: 3.21, budget: 10, breakerOpen: false },
    people: { signups: 402, verified: 341, active: 100_812, unsubscribed: 38, erased: 4, pausedNow: 1_204 },
    billing: {
      ...{ polar: "production", premium: { monthly: 1_204, quarterly: 402 }, pastDue: 12, ending: 31 },
      ...{ waiting: 2, oldestWaitingAt: past(3_000), erasing: 0, oldestErasureAt: null, undelivered: 7 },
      check: {
        ...{ at: past(9 * hour), since: past(9 * hour), held: false },
        ...{ differing: 1, unseen: 0, strangers: 0, doubled: 0 },
        ...{ endpoint: "enabled", endpointAt: past(4 * minute) },
      },
    },
    database: {
      ...{ up: true, latencyMs: 14.2, bytes: 18_204_000_000 },
      tables: ["matches", "postings", "deliveries", "subscribers", "sightings"].map((name, index) => ({
        ...{ name, rows: 12_000_000 / (index + 1) ** 2, bytes: 8_000_000_000 / (index + 1) ** 2 },
      })),
    },
    environment: {
      ...{ name: "production", commit: "24051a0c5f6e7d8a9b0c1d2e3f405162738495a6", version: "0.1.0" },
      ...{ startedAt: past(2 * day + 3 * hour), node: "26.10.0" },
      ...{ migration: "20261123000500_figures", migrationsPending: 0 },
      keys: { RESEND_API_KEY: true, OPENAI_API_KEY: true, SUPABASE_SERVICE_ROLE_KEY: true, ADZUNA_APP_ID: false },
    },
  };
}

/** The same moment with everything wrong that figures can tell. */
export function brokenFigures(from = at): Figures {
  const past = (ms: number) => ago(ms, from);
  const fine = fineFigures(from);
  const { delivering, freshness, sources, mail, billing } = fine;
  if (!delivering || !freshness || !sources || !mail || !billing) throw new Error("fine figures have every part");
  const error = "the reply does not parse: jobs[0].absolute_url is not a URL (expected https)";
  return {
    ...fine,
    delivering: {
      ...{ ...delivering, delivered: 3_210, failed: 240, unknown: 31, dueNow: 1_204 },
      ...{ oldestDueAt: past(26 * minute), owedSince: past(192 * minute) },
      stopped: { reason: "complaints", since: past(33 * minute) },
      refused: { reason: "invalid_api_key", since: past(41 * minute) },
    },
    freshness: {
      ...{ ...freshness, newestPostingAt: past(14 * hour) },
      sources: freshness.sources.map((one, index) => (index < 2 ? { ...one, lastSuccessAt: past(31 * hour) } : one)),
    },
    queues: fine.queues.map((queue) => ({
      ...queue,
      ...(queue.name === "email" && { waiting: 100_204, oldestWaitingMs: 26 * minute, failedPerMinute: 40 }),
      ...(queue.name === "email" && { failed: 10_002, deadLetters: 10_002 }),
      ...(queue.name === "match" && { paused: true, waiting: 30, oldestWaitingMs: 4 * minute }),
    })),
    sources: {
      ...{ ...sources, failing: 91, healthy: 1_101, silent: 3, paused: ["lever"] },
      resting: [{ source: "arbeitnow", ms: 5 * minute }],
      bySource: sources.bySource.map((one) => (one.source === "greenhouse" ? { ...one, failing: one.targets } : one)),
      budgets: [...sources.budgets, { source: "theirstack", window: "month", used: 196, limit: 200 }],
      worst: Array.from({ length: 20 }, (_, index) => ({
        ...{ source: "greenhouse", target: `company-with-a-long-name-${index}`, failuresInRow: 30 - index, error },
        lastSuccessAt: past((20 + index) * hour),
      })),
    },
    mail: { ...mail, bounced: 402, complained: 29 },
    ai: { ...fine.ai, calls: 100, fallbacks: { breaker: 3_012, budget: 3 }, costToday: 9.8, breakerOpen: true },
    billing: {
      ...{ ...billing, polar: "sandbox", waiting: 18, oldestWaitingAt: past(41 * minute) },
      ...{ erasing: 2, oldestErasureAt: past(5 * hour) },
      check: {
        ...{ at: past(2 * day), since: past(2 * day), held: true },
        ...{ differing: 4, unseen: 210, strangers: 3, doubled: 1 },
        ...{ endpoint: "disabled", endpointAt: past(20 * minute) },
      },
    },
    database: { ...fine.database, latencyMs: 2_300 },
    environment: { ...fine.environment, migrationsPending: 2 },
  };
}

/** Curves that look like days, without chance. */
export function someHistory(from = at): History {
  const wave = (index: number, length: number) => 1 + Math.sin((2 * Math.PI * index) / length) / 2;
  const point = (ms: number, index: number, length: number) => {
    const high = wave(index, length);
    return {
      at: ago(ms, from),
      values: {
        ...{ eligible: Math.round(9_000 * high), delivered: Math.round(8_950 * high) - (index % 17 === 0 ? 200 : 0) },
        ...{ accepted: Math.round(10_000 * high), failedJobs: index % 11, waiting: Math.round(400 * high ** 4) },
        ...{ signups: Math.round(300 * high), verified: Math.round(240 * high) },
        ...{ postings: 180_000 + 40 * index, aiCost: (index % length) / 30 },
      },
    };
  };
  return {
    at: from.toISOString(),
    day: Array.from({ length: 288 }, (_, index) => point((287 - index) * 5 * minute, index, 288)),
    month: Array.from({ length: 720 }, (_, index) => point((719 - index) * hour, index, 24)),
  };
}
