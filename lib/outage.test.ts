import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { startRedis, type TestRedis } from "../test/services.ts";
import { until } from "../test/until.ts";
import { QueueUnavailableError } from "./errors.ts";
import { defineJob } from "./job.ts";
import { hour, second } from "./time.ts";

const job = defineJob({
  name: "outage",
  payload: z.object({ id: z.string() }),
  key: ({ id }) => id,
  attempts: 3,
  backoffMs: 10,
  maxAgeMs: 1 * hour,
});
/** The promise to callers: an answer, good or bad, within this. */
const promisedMs = 2 * second;

let redis: TestRedis;
let machine: typeof import("./queue.ts") &
  typeof import("./queue-admin.ts") &
  typeof import("./redis.ts") &
  typeof import("./worker.ts");

beforeAll(async () => {
  redis = await startRedis();
  // lib/env reads it when the machine is first imported, below.
  process.env.REDIS_URL = redis.url;
  const queues = { ...(await import("./queue.ts")), ...(await import("./queue-admin.ts")) };
  machine = { ...queues, ...(await import("./redis.ts")), ...(await import("./worker.ts")) };
});
afterEach(async () => {
  await machine.closeQueues();
  await machine.closeRedis();
});
afterAll(() => redis.close());

/** How long it took to be told that the queue is away. */
async function refusedAfter(id = "x"): Promise<number> {
  const startedAt = performance.now();
  await expect(machine.enqueue(job, { id })).rejects.toBeInstanceOf(QueueUnavailableError);
  return performance.now() - startedAt;
}

test("Redis down at the start: refused in time, taken after it came, without a restart", async () => {
  await redis.stop();
  expect(await refusedAfter()).toBeLessThan(promisedMs);
  expect(Math.max(...(await Promise.all([refusedAfter("1"), refusedAfter("2")])))).toBeLessThan(promisedMs);
  await expect(machine.redisReady(100)).rejects.toThrow("Redis");
  await expect(machine.jobStatus("outage", "1")).rejects.toBeInstanceOf(QueueUnavailableError);
  await redis.start();
  await machine.redisReady(10 * second);
  expect(await machine.enqueue(job, { id: "after the start" })).toMatch(/^\d+$/);
});

test("Redis stopped later: refused in time, taken again after its return", async () => {
  await machine.enqueue(job, { id: "before" });
  await redis.stop();
  expect(await refusedAfter()).toBeLessThan(promisedMs);
  await redis.start();
  await machine.redisReady(10 * second);
  expect(await machine.enqueue(job, { id: "after the stop" })).toMatch(/^\d+$/);
});

test("Redis hangs: refused in time, at once after the first time, taken again when it goes on", async () => {
  await machine.enqueue(job, { id: "before" });
  const pid = Number(/process_id:(\d+)/.exec(await machine.producer().info("server"))?.[1]);
  process.kill(pid, "SIGSTOP");
  try {
    expect(await refusedAfter()).toBeLessThan(promisedMs);
    expect(await refusedAfter()).toBeLessThan(promisedMs);
    await machine.closeRedis();
    await machine.closeQueues();
    expect(await refusedAfter("with a connection that was never ready")).toBeLessThan(promisedMs);
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await machine.redisReady(10 * second);
  expect(await machine.enqueue(job, { id: "after the hang" })).toMatch(/^\d+$/);
});

// A job whose end Redis did not hear is found stalled. The machine's times, a tenth as long.
const timing = { lockMs: 1.5 * second, stalledMs: 0.5 * second };
test("a worker that runs through a restart of Redis loses nothing and goes on by itself", {
  timeout: 60 * second,
}, async () => {
  const seen = new Set<string>();
  const { promise: restarted, resolve: goOn } = Promise.withResolvers<void>();
  const handle = async ({ id }: { id: string }) => {
    if (id === "during") await restarted;
    seen.add(id);
  };
  const fetched = machine.defineWorker(job, { concurrency: 2, timeoutMs: 30 * second }, handle);
  const worker = machine.startWorker(fetched, timing);
  try {
    const id = await machine.enqueue(job, { id: "during" });
    await until("it runs", async () => (await machine.jobStatus("outage", id))?.state === "active");
    await machine.enqueue(job, { id: "waiting" });
    await redis.restart();
    goOn();
    await machine.redisReady(10 * second);
    await machine.enqueue(job, { id: "afterwards" });
    await until("all ran", () => ["during", "waiting", "afterwards"].every((one) => seen.has(one)), 20 * second);
    await until(
      "all settled",
      async () => {
        const { states } = (await machine.queueCounts()).outage ?? {};
        return states?.active === 0 && states.waiting === 0 && states.failed === 0;
      },
      30 * second,
    );
  } finally {
    await worker.close(1 * second);
  }
});

test("a worker closes in bounded time while Redis is away", async () => {
  const worker = machine.startWorker(
    machine.defineWorker(job, { concurrency: 2, timeoutMs: 30 * second }, async () => {}),
  );
  await worker.ready();
  await redis.stop();
  await worker.close(100);
  await redis.start();
});
