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
 * Every schedule of the product; one that is no longer in this table stops at the next start of a worker.
 * In UTC: a subscriber's own time is in the due row, not in a schedule.
 */
export const schedules: readonly Schedule[] = [
  // Digests are due at full hours somewhere; a minute late is on time.
  { id: "plan", job: plan, payload: {}, pattern: "0 * * * * *" },
  // A dropped promise is found after 30 s; three sweeps a minute keep it within one.
  { id: "sweep-promises", job: sweep, payload: {}, pattern: "*/20 * * * * *" },
  { id: "sweep-retention", job: sweep, payload: { retention: true }, pattern: "30 7,22,37,52 * * * *" },
  // What is due is decided there: often, so that a new installation begins soon and boards spread over the hour.
  { id: "supply-crawls", job: supply, payload: { of: "crawls" }, pattern: "10 * * * * *" },
  // What has failed for good; Redis keeps it for 14 days.
  { id: "dead-letters", job: deadLetters, payload: {}, pattern: "15,35,55 * * * * *" },
  // Links of what a digest may carry soon: a run looks at some hundred, and what it has found holds for a day.
  { id: "check", job: check, payload: {}, pattern: "25 */2 * * * *" },
  // How many postings a choice matches; a visitor sees what is at most two minutes old.
  { id: "snapshot", job: snapshot, payload: {}, pattern: "5 * * * * *" },
  // What operators see; a minute old, alerts would be late.
  { id: "figures", job: figures, payload: {}, pattern: "*/10 * * * * *" },
  // What lost events of Polar have left wrong; at night, as it asks for each difference again.
  { id: "reconcile-all", job: reconcile, payload: { part: "all" }, pattern: "0 30 3 * * *" },
  // Whether Polar still tells us: after ten failures it stops, and says so nowhere else.
  { id: "reconcile-endpoint", job: reconcile, payload: { part: "endpoint" }, pattern: "50 3 * * * *" },
  // Reads every subscriber's wishes.
  { id: "supply-wishes", job: supply, payload: { of: "wishes" }, pattern: "40 */5 * * * *" },
];

/** Together with the 30 s after which a promise counts as dropped, and the 20 s between sweeps, less than a minute. */
const lookMs = 5 * second;

/**
 * Writes the schedules of these jobs, and writes again those that Redis loses: nothing else would after a flush, and
 * without schedules no sweep would ask again for whatever was lost with them.
 * @returns stops looking
 */
export async function keepSchedules(jobs: readonly Job[], everyMs = lookMs): Promise<() => void> {
  // A machine on which everything starts at once answers late: a process that gave up would only make it busier.
  await pRetry(() => upsertSchedules(schedules, jobs), {
    ...{ retries: 20, minTimeout: 1 * second, factor: 1 },
    shouldRetry: ({ error }) => error instanceof QueueUnavailableError,
  });
  const table = schedules.filter(({ job }) => jobs.includes(job));
  const look = async () => {
    const written = await restoreSchedules(table, 2 * everyMs);
    if (written.length > 0) log.error({ written }, "schedules were lost or put off too far: they were written again");
  };
  const timer = setInterval(() => {
    // Away is no loss, and lib/redis says it.
    look().catch(() => {});
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
