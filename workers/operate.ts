import { randomUUID } from "node:crypto";
import { z } from "zod";
import { billing } from "../jobs/billing.ts";
import { erase } from "../jobs/erase.ts";
import { exportData } from "../jobs/export.ts";
import { type Operation, operate } from "../jobs/operate.ts";
import { reconcile } from "../jobs/reconcile.ts";
import { serviceDb } from "../lib/db.ts";
import { PermanentError } from "../lib/errors.ts";
import { definedJobs, type Job } from "../lib/job.ts";
import { enqueue } from "../lib/queue.ts";
import { pauseQueue, resumeQueue } from "../lib/queue-admin.ts";
import { enqueueSchedule } from "../lib/schedules.ts";
import { seal } from "../lib/seal.ts";
import { pauseSource, resumeSource } from "../lib/sources/pause.ts";
import { hour } from "../lib/time.ts";
import { type Context, defineWorker } from "../lib/worker.ts";
import { redrive, retry } from "./redrive.ts";

type Run = Pick<Context, "signal" | "progress"> & {
  /** Of the request: the same in every run of the job. */
  by: string;
  askedAt: string;
};

/** Several at once, so that a slow redrive does not keep a pause waiting. */
const options = { concurrency: 4, timeoutMs: 4 * hour };

export default defineWorker(operate, options, async ({ operation, askedAt }, { log, jobId, signal, progress }) => {
  // Redis counts from 1 again after it was emptied; the time tells the jobs of one id apart.
  const run = { signal, progress, askedAt, by: `${jobId} ${askedAt}` };
  const about = { audit: true, operator: "key", ...operation };
  try {
    const result = await perform(operation, run);
    log.info({ ...about, result }, `audit: ${operation.act} is done`);
    return result;
  } catch (err) {
    log.warn({ ...about, err }, `audit: ${operation.act} is not done`);
    throw err;
  }
});

/** @returns what became of it, small and without personal data */
function perform(operation: Operation, run: Run): Promise<object> {
  switch (operation.act) {
    case "retry":
      return retry(queueNamed(operation.queue), operation.ids, run.by);
    case "redrive": {
      const { queue, failedAfter: after, failedBefore = run.askedAt, error, ...pace } = operation;
      // What fails again after this request is not run again by it.
      const before = new Date(Math.min(Date.parse(failedBefore), Date.parse(run.askedAt))).toISOString();
      return redrive(queueNamed(queue), { queue, after, before, error }, pace, run);
    }
    case "pause":
    case "resume":
      return switchQueue(operation.queue, operation.act);
    case "pause-source":
      return pauseSource(operation.source).then(() => ({ source: operation.source, paused: true }));
    case "resume-source":
      return resumeSource(operation.source).then(() => ({ source: operation.source, paused: false }));
    case "run-schedule":
      return runSchedule(operation.schedule);
    case "erase":
    case "export":
      return forPerson(operation.subscriber, operation.act);
    case "sync-billing":
      return enqueue(billing, { subscriberId: operation.subscriber }).then(statusOf(billing));
    case "reconcile":
      return enqueue(reconcile, { part: "all", ...(operation.force && { force: true }) }).then(statusOf(reconcile));
  }
}

function queueNamed(name: string): Job {
  const job = definedJobs.get(name);
  if (!job) throw new PermanentError(`There is no queue "${name}"`);
  return job;
}

async function switchQueue(queue: string, act: "pause" | "resume") {
  // Nobody could ask to resume it.
  if (queue === operate.name && act === "pause") throw new PermanentError(`"${queue}" cannot be paused`);
  await (act === "pause" ? pauseQueue : resumeQueue)(queueNamed(queue));
  return { queue, paused: act === "pause" };
}

async function runSchedule(schedule: string) {
  const asked = await enqueueSchedule(schedule);
  if (!asked) throw new PermanentError(`There is no schedule "${schedule}"`);
  return { schedule, status: `/jobs/${asked.queue}/${asked.id}` };
}

const statusOf = (job: Job) => (id: string) => ({ status: `/jobs/${job.name}/${id}` });

const person = z.object({ keyHash: z.string(), reachable: z.boolean() }).nullable();

/** As if they had asked themselves. */
async function forPerson(subscriberId: string, act: "erase" | "export") {
  const found = await serviceDb().call("operator_person", { p_act: act, p_who: subscriberId }, person);
  if (!found) return { found: false };
  const theirs = { subscriberId, sealed: seal(found.keyHash, "key-hash") };
  const id =
    act === "erase" ? await enqueue(erase, theirs) : await enqueue(exportData, { ...theirs, ask: randomUUID() });
  return { found: true, mail: found.reachable, status: `/jobs/${act}/${id}` };
}
