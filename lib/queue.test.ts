import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { until } from "../test/until.ts";
import { doing } from "./doing.ts";
import { env } from "./env.ts";
import { defineJob } from "./job.ts";
import { closeQueues, enqueue, enqueueMany } from "./queue.ts";
import { forgetEnded, jobStatus, queueCounts } from "./queue-admin.ts";
import { closeRedis, openRedis, redisKey } from "./redis.ts";
import { day, hour, minute, second } from "./time.ts";
import { defineWorker, startWorker } from "./worker.ts";

const payload = z.object({ id: z.string() });
const common = { payload, attempts: 3, backoffMs: 10, maxAgeMs: 1 * hour };
const redis = openRedis("worker");

afterAll(async () => {
  await closeQueues();
  await closeRedis();
  redis.disconnect();
});

const stored = async (name: string, id: string) => JSON.parse((await redis.hget(redisKey(name, id), "data")) ?? "null");

test("a job lies in Redis with its payload, its request and its time, and nothing else", async () => {
  const job = defineJob({ ...common, name: "plain" });
  const before = Date.now();
  const id = await enqueue(job, { id: "a" }, { requestId: "req-1", delayMs: 60_000 });
  const data = await stored("plain", id);
  expect(data).toEqual({ p: { id: "a" }, r: "req-1", t: expect.any(Number) });
  expect(data.t - 60_000).toBeGreaterThanOrEqual(before);
  expect(await jobStatus("plain", id)).toMatchObject({ state: "delayed", attempts: 0, name: "plain" });
});

test("every key begins with the prefix whose braces hold a cluster's scripts together", async () => {
  await enqueue(defineJob({ ...common, name: "prefixed", key: ({ id }) => id }), { id: "a" });
  const keys = await redis.keys("*prefixed*");
  expect(keys.length).toBeGreaterThan(3);
  expect(keys.filter((key) => !key.startsWith(`${env.REDIS_PREFIX}:prefixed:`))).toEqual([]);
});

test("a payload of another shape is refused before it travels", async () => {
  const job = defineJob({ ...common, name: "refused" });
  await expect(enqueue(job, { id: 1 as unknown as string })).rejects.toThrow(z.ZodError);
  expect((await queueCounts()).refused?.states.waiting).toBe(0);
});

test.each([
  ["plain", "abc"],
  ["colons", "a:b:c:d:e:1"],
  ["digits", "42"],
  ["zero", "0"],
  ["braces, spaces and emoji", "{x} y\n😀"],
  ["very long", "k".repeat(5000)],
])("the same key while one waits is the same job: %s", async (_, key) => {
  const job = definedOnce("keyed", { key: ({ id }: { id: string }) => id });
  const first = await enqueue(job, { id: key });
  expect(await enqueue(job, { id: key })).toBe(first);
  expect(await enqueue(job, { id: `${key}!` })).not.toBe(first);
});

const once = new Map<string, ReturnType<typeof defineJob<string, typeof payload>>>();
function definedOnce(name: string, more: object) {
  const job = once.get(name) ?? defineJob({ ...common, ...more, name });
  once.set(name, job);
  return job;
}

test("without a key every enqueue is a job of its own", async () => {
  const job = defineJob({ ...common, name: "unkeyed" });
  const ids = await Promise.all([enqueue(job, { id: "a" }), enqueue(job, { id: "a" })]);
  expect(new Set(ids).size).toBe(2);
});

test("a hundred callers at once with one key make one job", async () => {
  const job = defineJob({ ...common, name: "crowded", key: ({ id }) => id });
  const ids = await Promise.all(Array.from({ length: 100 }, () => enqueue(job, { id: "a" })));
  expect(new Set(ids).size).toBe(1);
  expect((await queueCounts()).crowded?.states.waiting).toBe(1);
});

test("jobs asked for at once keep their own ids and requests, and one that is refused holds up no other", async () => {
  const job = defineJob({ ...common, name: "together" });
  const ask = (id: string, requestId: string, jobId: string) =>
    doing.run({ requestId }, () => enqueue(job, { id }, { jobId }));
  const asked = [ask("a", "req-a", "job-a"), ask("b", "req-b", "12"), ask("c", "req-c", "job-c")];
  const [a, b, c] = await Promise.allSettled(asked);
  expect(a).toEqual({ status: "fulfilled", value: "job-a" });
  expect(b).toMatchObject({ status: "rejected", reason: expect.any(TypeError) });
  expect(c).toEqual({ status: "fulfilled", value: "job-c" });
  expect(await stored("together", "job-a")).toMatchObject({ p: { id: "a" }, r: "req-a" });
  expect(await stored("together", "job-c")).toMatchObject({ p: { id: "c" }, r: "req-c" });
});

test("an id of the caller's own is kept; one that BullMQ would misread is refused", async () => {
  const job = defineJob({ ...common, name: "own-id" });
  expect(await enqueue(job, { id: "a" }, { jobId: "mine-1" })).toBe("mine-1");
  for (const jobId of ["", "12", "a:b"]) await expect(enqueue(job, { id: "a" }, { jobId })).rejects.toThrow(TypeError);
});

test("what yields lets the others of its queue go first, and is counted and told as waiting", async () => {
  const job = defineJob({ ...common, name: "polite", yields: ({ id }) => id.startsWith("bulk") });
  const [bulk = ""] = await enqueueMany(job, [{ id: "bulk-1" }, { id: "bulk-2" }]);
  await enqueue(job, { id: "single" });
  expect(await jobStatus("polite", bulk)).toMatchObject({ state: "waiting" });
  await until("all wait", async () => ((await queueCounts()).polite?.oldestWaitingMs ?? 0) > 0);
  expect((await queueCounts()).polite?.states).toMatchObject({ waiting: 1, prioritized: 2 });
  const seen: string[] = [];
  const worker = startWorker(
    defineWorker(job, { concurrency: 1, timeoutMs: 5 * second }, async ({ id }) => void seen.push(id)),
  );
  await until("all ran", () => seen.length === 3, 10 * second);
  await worker.close(1 * second);
  expect(seen).toEqual(["single", "bulk-1", "bulk-2"]);
});

test("many jobs go in chunks, in order, deduplicated among themselves", async () => {
  const job = defineJob({ ...common, name: "many", key: ({ id }) => id });
  const payloads = Array.from({ length: 600 }, (_, n) => ({ id: `${n % 300}` }));
  const ids = await enqueueMany(job, payloads, { requestId: "req-2" });
  expect(ids).toHaveLength(600);
  expect(ids.slice(300)).toEqual(ids.slice(0, 300));
  expect((await queueCounts()).many?.states.waiting).toBe(300);
  expect(await stored("many", ids[7] ?? "")).toMatchObject({ p: { id: "7" }, r: "req-2" });
  expect(await enqueueMany(job, [])).toEqual([]);
});

test("status knows neither other queues nor other ids", async () => {
  const job = defineJob({ ...common, name: "known" });
  await enqueue(job, { id: "a" });
  expect(await jobStatus("known", "999")).toBeNull();
  expect(await jobStatus("toString", "1")).toBeNull();
  expect(await jobStatus("unknown", "1")).toBeNull();
});

test("what has ended goes when its time is over, also if no other job of its queue ends after it", async () => {
  const job = defineJob({ ...common, name: "quiet", attempts: 1 });
  const worker = startWorker(
    defineWorker(job, { concurrency: 1, timeoutMs: 5 * second }, async ({ id }) => {
      if (id.startsWith("bad")) throw new Error("as asked");
    }),
  );
  const ids = await enqueueMany(
    job,
    ["done", "done later", "bad", "bad later"].map((id) => ({ id })),
  );
  await until("all have ended", async () => {
    const { completed = 0, failed = 0 } = (await queueCounts()).quiet?.states ?? {};
    return completed + failed === ids.length;
  });
  await worker.close(1 * second);
  const ago = (ms: number) => Date.now() - ms;
  const [done = "", , bad = ""] = ids;
  await redis.zadd(redisKey("quiet", "completed"), ago(61 * minute), done);
  await redis.zadd(redisKey("quiet", "failed"), ago(15 * day), bad);
  expect(await forgetEnded(job)).toBe(2);
  const left = await Promise.all(ids.map((id) => jobStatus("quiet", id)));
  expect(left.map((status) => status?.state)).toEqual([undefined, "completed", undefined, "failed"]);
});
