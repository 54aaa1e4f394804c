import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Job } from "../lib/job.ts";
import { log } from "../lib/log.ts";
import { onQueue } from "../lib/queue.ts";
import type { Result, Worker } from "../lib/worker.ts";

/**
 * Runs a worker's handler once, outside the queue, for what it does to the database and what it enqueues. That goes to
 * the real Redis, where nobody takes it unless the test starts a worker.
 */
export function runOnce<J extends Job>(
  worker: Worker<J>,
  payload: z.output<J["payload"]>,
  { jobId = randomUUID(), signal = new AbortController().signal }: { jobId?: string; signal?: AbortSignal } = {},
): Promise<Result> {
  return worker.handle(payload, { log, signal, attempt: 1, jobId, progress: async () => {} });
}

/** Takes what is asked for out of the job's queue, before a worker could: its payloads, oldest first. */
export async function takeAsked<J extends Job>(job: J): Promise<z.output<J["payload"]>[]> {
  return onQueue(job, async (queue) => {
    const jobs = await queue.getJobs(["waiting", "prioritized", "delayed"], 0, -1, true);
    await queue.obliterate({ force: true });
    return jobs.map(({ data }) => job.payload.parse(data.p) as z.output<J["payload"]>);
  });
}

/** Does what is asked for, as the worker would. */
export async function runWaiting<J extends Job>(worker: Worker<J>): Promise<void> {
  for (const payload of await takeAsked(worker.job)) await runOnce(worker, payload);
}
