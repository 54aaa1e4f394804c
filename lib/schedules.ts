import { definedJobs, type Job } from "./job.ts";
import { onQueue, ownTrace } from "./queue.ts";

/** A job that the clock asks for: cron (with seconds in front, if it likes) in the zone's own time. */
export type Schedule = { id: string; job: Job; payload: unknown; pattern: string; timeZone: string };

/** Makes Redis hold exactly this table for these jobs: writes each schedule, removes those no longer in it. */
export async function upsertSchedules(table: readonly Schedule[], jobs: Iterable<Job> = definedJobs.values()) {
  for (const job of jobs) {
    const wanted = table.filter((schedule) => schedule.job.name === job.name);
    const kept = await onQueue(job, (queue) => queue.getJobSchedulers());
    const gone = kept.filter(({ key }) => wanted.every(({ id }) => id !== key));
    for (const { key } of gone) await onQueue(job, (queue) => queue.removeJobScheduler(key));
    for (const schedule of wanted) await write(schedule);
  }
}

async function write({ id, job, payload, pattern, timeZone: tz }: Schedule): Promise<void> {
  const template = { name: job.name, data: { p: job.payload.parse(payload) }, opts: ownTrace };
  await onQueue(job, (queue) => queue.upsertJobScheduler(id, { pattern, tz }, template));
}

/** Writes what Redis has lost of this table, and touches nothing that it still has. @returns the ids of what was lost */
export async function restoreSchedules(table: readonly Schedule[]): Promise<string[]> {
  const lost: string[] = [];
  for (const schedule of table) {
    const { id, job } = schedule;
    if (await onQueue(job, (queue) => queue.getJobScheduler(id))) continue;
    await write(schedule);
    lost.push(id);
  }
  return lost;
}
