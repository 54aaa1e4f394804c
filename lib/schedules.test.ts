import { Queue } from "bullmq";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { until } from "../test/until.ts";
import { env } from "./env.ts";
import { defineJob, type Job } from "./job.ts";
import { closeQueues } from "./queue.ts";
import { queueCounts } from "./queue-admin.ts";
import { closeRedis, openRedis } from "./redis.ts";
import { type Schedule, upsertSchedules } from "./schedules.ts";
import { hour, minute, second } from "./time.ts";
import { defineWorker, startWorker } from "./worker.ts";

const common = { payload: z.object({ id: z.string() }), attempts: 3, backoffMs: 10, maxAgeMs: 1 * hour };
const redis = openRedis("worker");

afterAll(async () => {
  await closeQueues();
  await closeRedis();
  redis.disconnect();
});

test("schedules are exactly the table's: written, changed, pruned, in UTC", async () => {
  const job = defineJob({ ...common, name: "scheduled" });
  const other = defineJob({ ...common, name: "scheduled-other" });
  const at = (id: string, pattern: string, of: Job = job): Schedule => {
    return { id, job: of, payload: { id }, pattern };
  };
  await upsertSchedules([at("daily", "0 7 * * *"), at("gone", "*/20 * * * * *"), at("b", "0 0 * * *", other)]);
  // Every process does it at its start, so it must be harmless again and again.
  await Promise.all([upsertSchedules([at("daily", "30 7 * * *")]), upsertSchedules([at("daily", "30 7 * * *")])]);
  const [queue, emptied] = ["scheduled", "scheduled-other"].map(
    (name) => new Queue(name, { connection: redis, prefix: env.REDIS_PREFIX }),
  );
  const left = (await queue?.getJobSchedulers()) ?? [];
  expect(left).toMatchObject([{ key: "daily", pattern: "30 7 * * *", tz: "UTC" }]);
  expect(await emptied?.getJobSchedulersCount()).toBe(0);
  const next = Temporal.Instant.fromEpochMilliseconds(left[0]?.next ?? 0).toZonedDateTimeISO("UTC");
  expect([next.hour, next.minute]).toEqual([7, 30]);
  expect((await queueCounts()).scheduled?.states.delayed).toBe(1);
  await queue?.close();
  await emptied?.close();
});

test("a schedule with seconds runs again and again, through restarts of those who write it", async () => {
  const job = defineJob({ ...common, name: "every-second", attempts: 1 });
  const table: Schedule[] = [{ id: "tick", job, payload: { id: "tick" }, pattern: "* * * * * *" }];
  const seen: { id: string; age: number }[] = [];
  await upsertSchedules(table);
  const handle = async ({ id }: { id: string }, { jobId }: { jobId: string }) => {
    const due = Number(jobId.split(":").at(-1));
    seen.push({ id, age: Date.now() - due });
    await upsertSchedules(table);
  };
  const worker = startWorker(defineWorker(job, { concurrency: 1, timeoutMs: 5 * second }, handle));
  await until("three ticks", () => seen.length >= 3);
  await worker.close(1 * second);
  await upsertSchedules([]);
  expect(seen.every(({ id, age }) => id === "tick" && age >= 0 && age < 1 * minute)).toBe(true);
  expect((await queueCounts())["every-second"]?.states).toMatchObject({ failed: 0, delayed: 0, waiting: 0 });
});
