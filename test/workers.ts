import { afterAll, afterEach } from "vitest";
import { z } from "zod";
import type { Job } from "../lib/job.ts";
import { registry } from "../lib/metrics.ts";
import { closeQueues } from "../lib/queue.ts";
import { type JobStatus, jobStatus } from "../lib/queue-admin.ts";
import { closeRedis } from "../lib/redis.ts";
import { hour, second } from "../lib/time.ts";
import { type Context, defineWorker, type RunningWorker, startWorker } from "../lib/worker.ts";
import { until } from "./until.ts";

const payload = z.object({ id: z.string() });
/** What the jobs of these tests have in common. */
export const common = { payload, attempts: 3, backoffMs: 1, maxAgeMs: 1 * hour };
export const options = { concurrency: 4, timeoutMs: 5 * second };

type Handle = (payload: { id: string }, context: Context) => Promise<unknown>;

/** For the tests of a file: starts workers that are closed after each test. */
export function workersOfFile() {
  let running: RunningWorker[] = [];
  afterEach(async () => {
    await Promise.all(running.map((worker) => worker.close(0)));
    running = [];
  });
  afterAll(async () => {
    await closeQueues();
    await closeRedis();
  });
  return (job: Job<string, typeof payload>, handle: Handle, overrides: Parameters<typeof startWorker>[1] = {}) => {
    const worker = startWorker(defineWorker(job, options, handle), overrides);
    running.push(worker);
    return worker;
  };
}

/** The job, as soon as it is in this state. */
export const inState = (job: Job, id: string, state: string): Promise<JobStatus> =>
  until(`${job.name} ${state}`, async () => {
    const status = await jobStatus(job.name, id);
    return status?.state === state && status;
  });

/** How many runs of a job have had this outcome. */
export async function runs(job: string, outcome: string): Promise<number> {
  const metric = await registry.getSingleMetric("jobping_job_runs_total")?.get();
  const found = metric?.values.find(({ labels }) => labels.job === job && labels.outcome === outcome);
  return found?.value ?? 0;
}
