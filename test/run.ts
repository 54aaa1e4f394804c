import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Job } from "../lib/job.ts";
import { log } from "../lib/log.ts";
import { queueHandles } from "../lib/queue-admin.ts";
import type { Result, Worker } from "../lib/worker.ts";

/**
 * Runs a worker's handler once, outside the queue: for what it does to the database and whom it asks next.
 * What it enqueues goes to the real Redis, where nobody takes it unless the test starts a worker.
 */
export function runOnce<J extends Job>(
  worker: Worker<J>,
  payload: z.output<J["payload"]>,
  { jobId = randomUUID(), signal = new AbortController().signal }: { jobId?: string; signal?: AbortSignal } = {},
): Promise<Result> {
  return worker.handle(payload, { log, signal, attempt: 1, jobId, progress: async () => {} });
}

/** Runs each job of this worker's that waits, the first first, as the worker would. */
export async function runWaiting(worker: Worker): Promise<void> {
  const queue = (await queueHandles()).find(({ name }) => name === worker.job.name);
  for (const job of (await queue?.getJobs(["waiting", "prioritized"], 0, -1, true)) ?? []) {
    await job.remove();
    await runOnce(worker, worker.job.payload.parse(job.data.p));
  }
}
