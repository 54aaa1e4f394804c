import pRetry from "p-retry";
import { check } from "../jobs/check.ts";
import { deadLetters } from "../jobs/dead-letters.ts";
import { figures } from "../jobs/figures.ts";
import { plan } from "../jobs/plan.ts";
import { reconcile } from "../jobs/reconcile.ts";
import { snapshot } from "../jobs/snapshot.ts";
import { supply } from "../jobs/supply.ts";
import { sweep } from "../jobs/sweep.ts";
import { QueueUnavailableError } from "../lib/errors.ts";
import type { Job } from "../lib/job.ts";
import { log } from "../lib/log.ts";
import { restoreSchedules, type Schedule, upsertSchedules } from "../lib/schedules.ts";
import { second } from "../lib/time.ts";

/**
 * Every clock of the product, in one table; what is no longer in it stops at the next start of a worker.
 * `timeZone` is UTC throughout: a subscriber's own time is in the due row, not in a schedule.
 */
export function schedules(): Schedule[] {
  const timeZone = "UTC";
  return [
    // Digests are due at full hours somewhere; a minute late is on time.
    { id: "plan", job: plan, payload: {}, pattern: "0 * * * * *", timeZone },
    // A dropped promise is found after 30 s; three sweeps a minute keep it within one.
    { id: "sweep-promises", job: sweep, payload: {}, pattern: "*/20 * * * * *", timeZone },
    { id: "sweep-retention", job: sweep, payload: { retention: true }, pattern: "30 7,22,37,52 * * * *", timeZone },
    // What is due is decided there: often, so that a new installation begins soon and boards spread over the hour.
    { id: "supply-crawls", job: supply, payload: { of: "crawls" }, pattern: "10 * * * * *", timeZone },
    // What has failed for good; Redis keeps it for 14 days.
    { id: "dead-letters", job: deadLetters, payload: {}, pattern: "15,35,55 * * * * *", timeZone },
    // Links of what a digest may carry soon: a run looks at some hundred, and what it has found holds for a day.
    { id: "check", job: check, payload: {}, pattern: "25 */2 * * * *", timeZone },
    // How many postings a choice matches; a visitor sees what is at most two minutes old.
    { id: "snapshot", job: snapshot, payload: {}, pattern: "5 * * * * *", timeZone },
    // What operators see; a minute old, alerts would be late.
    { id: "figures", job: figures, payload: {}, pattern: "*/10 * * * * *", timeZone },
    // What lost events of Polar have left wrong; at night, as it asks for each difference again.
    { id: "reconcile-all", job: reconcile, payload: { part: "all" }, pattern: "0 30 3 * * *", timeZone },
    // Whether Polar still tells us: after ten failures it stops, and says so nowhere else.
    { id: "reconcile-endpoint", job: reconcile, payload: { part: "endpoint" }, pattern: "50 3 * * * *", timeZone },
    // Reads every subscriber's wishes.
    { id: "supply-wishes", job: supply, payload: { of: "wishes" }, pattern: "40 */5 * * * *", timeZone },
  ];
}

/** With the 30 s after which a promise counts as dropped and the 20 s between two sweeps this stays within a minute. */
const lookMs = 5 * second;

/**
 * Writes the clocks of these jobs, and again what Redis has lost of them: nothing else would after a flush, and without
 * clocks no sweep asks again for what was lost with them.
 * @returns how to stop looking
 */
export async function keepSchedules(jobs: readonly Job[], everyMs = lookMs): Promise<() => void> {
  // A machine on which everything starts at once answers late: a process that gave up would only make it busier.
  await pRetry(() => upsertSchedules(schedules(), jobs), {
    ...{ retries: 20, minTimeout: 1 * second, factor: 1 },
    shouldRetry: ({ error }) => error instanceof QueueUnavailableError,
  });
  const table = schedules().filter(({ job }) => jobs.includes(job));
  const look = async () => {
    const lost = await restoreSchedules(table);
    if (lost.length > 0) log.error({ lost }, "redis has lost its schedules: they were written again");
  };
  const timer = setInterval(() => {
    // Away is no loss, and lib/redis says it.
    look().catch(() => {});
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
