import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { runChild } from "../test/child.ts";
import { until } from "../test/until.ts";
import { defineJob } from "./job.ts";
import { closeQueues, enqueue } from "./queue.ts";
import { jobStatus } from "./queue-admin.ts";
import { closeRedis } from "./redis.ts";
import { hour, second } from "./time.ts";
import { defineWorker, startWorker } from "./worker.ts";

afterAll(async () => {
  await closeQueues();
  await closeRedis();
});

const job = defineJob({
  name: "killed",
  payload: z.object({ id: z.string() }),
  key: ({ id }) => id,
  attempts: 1,
  backoffMs: 1,
  maxAgeMs: 1 * hour,
});

/** The machine's times, a fifteenth as long. */
const timing = { lockMs: 1 * second, stalledMs: 300 };
const victim = `
  import { z } from "zod";
  import { defineJob } from "./lib/job.ts";
  import { log } from "./lib/log.ts";
  import { defineWorker, startWorker } from "./lib/worker.ts";
  const payload = z.object({ id: z.string() });
  const job = defineJob({ name: "killed", payload, attempts: 1, backoffMs: 1, maxAgeMs: 3600000 });
  const handle = async () => { log.info("has it"); await new Promise(() => {}); };
  startWorker(defineWorker(job, { concurrency: 1, timeoutMs: 60000 }, handle), ${JSON.stringify(timing)});
`;

test("a job whose process is killed, twice, runs again elsewhere and has lost no attempt", async () => {
  const id = await enqueue(job, { id: "a" });
  // BullMQ's default would fail it for good at the second one.
  for (let kill = 0; kill < 2; kill++) {
    const child = runChild(victim);
    await child.said("has it");
    child.kill("SIGKILL");
    expect(await child.ended).toBe("SIGKILL");
  }
  expect(await enqueue(job, { id: "a" })).toBe(id);
  const attempts: number[] = [];
  const handle = async (_: unknown, { attempt }: { attempt: number }) => void attempts.push(attempt);
  const survivor = startWorker(defineWorker(job, { concurrency: 1, timeoutMs: 10 * second }, handle), timing);
  try {
    await until("it is done", async () => (await jobStatus("killed", id))?.state === "completed");
    expect(attempts).toEqual([1]);
  } finally {
    await survivor.close(0);
  }
});

test("every run is one line, with its waits; an error only if nobody will try again", async () => {
  const child = runChild(`
    import { z } from "zod";
    import { LaterError } from "./lib/errors.ts";
    import { defineJob } from "./lib/job.ts";
    import { enqueue } from "./lib/queue.ts";
    import { defineWorker, startWorker } from "./lib/worker.ts";
    const payload = z.object({ id: z.string() });
    const job = defineJob({ name: "told", payload, attempts: 2, backoffMs: 1, maxAgeMs: 3600000 });
    let runs = 0;
    startWorker(defineWorker(job, { concurrency: 1, timeoutMs: 60000 }, async (_, { log }) => {
      runs++;
      if (runs === 1) throw new LaterError(1, "busy");
      if (runs === 2) throw new Error("ada@example.com is broken");
      if (runs === 3) throw new Error("still broken");
      log.info({ stored: 3 }, "a fact");
    }));
    await enqueue(job, { id: "a" }, { requestId: "req-1" });
    await enqueue(job, { id: "b" }, { delayMs: 300 });
  `);
  await child.said("job done");
  child.kill("SIGKILL");
  await child.ended;
  const told = { job: "told", id: "1", requestId: "req-1", queueMs: expect.any(Number), runMs: expect.any(Number) };
  expect(child.lines()).toMatchObject([
    { ...told, level: "info", msg: "job later", outcome: "later", attempt: 1, reason: expect.stringContaining("busy") },
    { ...told, level: "warn", msg: "job retry", outcome: "retry", attempt: 1, reason: "[mailbox] is broken" },
    {
      ...told,
      level: "error",
      msg: "job failed",
      outcome: "failed",
      attempt: 2,
      err: { message: "still broken" },
      at: "/admin/queues/queue/told/1",
    },
    { job: "told", id: "2", requestId: "told/2", attempt: 1, level: "info", msg: "a fact", stored: 3 },
    { job: "told", id: "2", requestId: "told/2", level: "info", msg: "job done", outcome: "done", attempt: 1 },
  ]);
});
