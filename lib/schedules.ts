import { definedJobs, type Job } from "./job.ts";
import { enqueue, nextTime, onQueue, ownTrace, type Queue } from "./queue.ts";
import { connected, redisKey, redisTime } from "./redis.ts";
import { minute } from "./time.ts";

/** A job that is asked for by the clock: a cron pattern in UTC, with seconds in front if it likes. */
export interface Schedule {
  id: string;
  job: Job;
  payload: unknown;
  pattern: string;
}

/** Makes Redis hold exactly this table for these jobs: writes each schedule, removes those no longer in it. */
export async function upsertSchedules(table: readonly Schedule[], jobs: Iterable<Job> = definedJobs.values()) {
  // All jobs at once: one after the other they would take half a minute where Redis is far away.
  await Promise.all([...jobs].map((job) => upsert(table, job)));
}

async function upsert(table: readonly Schedule[], job: Job): Promise<void> {
  const wanted = table.filter((schedule) => schedule.job.name === job.name);
  const kept = await onQueue(job, (queue) => queue.getJobSchedulers());
  const gone = kept.filter(({ key }) => wanted.every(({ id }) => id !== key));
  for (const { key } of gone) await onQueue(job, (queue) => queue.removeJobScheduler(key));
  for (const schedule of wanted) await write(schedule);
}

async function write({ id, job, payload, pattern }: Schedule): Promise<void> {
  const template = { name: job.name, data: { p: job.payload.parse(payload) }, opts: ownTrace };
  await onQueue(job, (queue) => queue.upsertJobScheduler(id, { pattern, tz: "UTC" }, template));
}

/** By so much the clocks of processes may differ. */
const apartMs = 1 * minute;

/**
 * Writes what Redis has lost of this table, and touches nothing that it still has, but for this: a process whose clock is
 * ahead puts off what it takes by as much, for all. That is written again when its time is less than `soonMs` away;
 * earlier, that process would take it again at once. @returns the ids of what was written
 */
export async function restoreSchedules(table: readonly Schedule[], soonMs: number): Promise<string[]> {
  // Where this process's own clock is the one that is behind, nothing is put off.
  const now = Math.max(Date.now(), await redisTime());
  const written = table.map(async (schedule) => {
    const { id, job, pattern } = schedule;
    const kept = await onQueue(job, (queue) => queue.getJobScheduler(id));
    // Another pattern is another version's, during a deploy.
    const isPutOff = () =>
      kept?.pattern === pattern &&
      (kept.next ?? 0) > nextTime(pattern, now + apartMs) &&
      nextTime(pattern, now) < now + soonMs;
    if (kept && !isPutOff()) return [];
    await write(schedule);
    return [id];
  });
  return (await Promise.all(written)).flat();
}

/** A schedule as Redis has it. */
export interface ScheduleStatus {
  id: string;
  queue: string;
  pattern: string;
  timeZone: string;
  /** When its next job is due. */
  next: string | null;
  /** The last of its jobs to end, if Redis still knows it. */
  last: { at: string; outcome: "done" | "failed" } | null;
}

/** How many ended jobs of a queue are searched for the last one of a schedule: an hour of the most frequent. */
const endedLookedAt = 200;

/** Every schedule of the queues that this process knows, by queue. @throws {QueueUnavailableError} */
export async function scheduleStatuses(): Promise<ScheduleStatus[]> {
  return (await Promise.all([...definedJobs.values()].map((job) => onQueue(job, statusesOf)))).flat();
}

async function statusesOf(queue: Queue): Promise<ScheduleStatus[]> {
  const schedulers = await queue.getJobSchedulers(0, -1, true);
  if (schedulers.length === 0) return [];
  const redis = await connected();
  const ended = await Promise.all(
    (["completed", "failed"] as const).map(async (set) => {
      const pairs = await redis.zrevrange(redisKey(queue.name, set), 0, endedLookedAt - 1, "WITHSCORES");
      return pairs.flatMap((id, at) => (at % 2 === 0 ? [{ id, at: Number(pairs[at + 1]), set }] : []));
    }),
  );
  const newest = ended.flat().sort((a, b) => b.at - a.at);
  return schedulers.map(({ key, pattern = "", tz = "UTC", next }) => {
    const last = newest.find(({ id }) => id.startsWith(`repeat:${key}:`));
    const outcome = last?.set === "completed" ? "done" : "failed";
    return {
      id: key,
      queue: queue.name,
      pattern,
      timeZone: tz,
      next: next ? new Date(next).toISOString() : null,
      last: last ? { at: new Date(last.at).toISOString(), outcome } : null,
    };
  });
}

/** Asks now for what this schedule asks for. @returns the job, or null if there is no such schedule */
export async function enqueueSchedule(id: string): Promise<{ queue: string; id: string } | null> {
  for (const job of definedJobs.values()) {
    const schedule = await onQueue(job, (queue) => queue.getJobScheduler(id));
    if (schedule) return { queue: job.name, id: await enqueue(job, schedule.template?.data?.p) };
  }
  return null;
}
