import { afterAll, expect, test, vi } from "vitest";
import { plan } from "../jobs/plan.ts";
import { closeQueues } from "../lib/queue.ts";
import { closeRedis, connected, redisKey } from "../lib/redis.ts";
import { restoreSchedules, scheduleStatuses, upsertSchedules } from "../lib/schedules.ts";
import { day, hour, minute } from "../lib/time.ts";
import { until } from "../test/until.ts";
import { keepSchedules, schedules } from "./schedules.ts";

afterAll(async () => {
  await closeQueues();
  await closeRedis();
});

const table = schedules.filter(({ id }) => id === "plan");
const nextMs = async () => Number(await (await connected()).zscore(redisKey("plan", "repeat"), "plan")) - Date.now();
const planned = async () => (await scheduleStatuses()).filter(({ id }) => id === "plan");

test("schedules that Redis has lost, or has for much later, are written again; the others are left alone", async () => {
  const stop = await keepSchedules([plan], 20);
  const [schedule] = await planned();
  expect(schedule).toMatchObject({ queue: "plan", pattern: "0 * * * * *" });
  const redis = await connected();
  const keys = await redis.keys(`${redisKey("plan")}:*`);
  await redis.del(...keys);
  await until("the schedule is back", async () => (await planned()).length === 1);
  stop();
  // As a process leaves it whose clock is ahead.
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 1 * day });
  await upsertSchedules(table, [plan]);
  vi.useRealTimers();
  expect(await nextMs()).toBeGreaterThan(1 * hour);
  expect(await restoreSchedules(table, 0)).toEqual([]);
  expect(await restoreSchedules(table, 1 * minute)).toEqual(["plan"]);
  expect(await nextMs()).toBeLessThan(2 * minute);
  const ofNextVersion = table.map((each) => ({ ...each, pattern: "0 0 1 1 *" }));
  await upsertSchedules(ofNextVersion, [plan]);
  expect(await restoreSchedules(table, 1 * minute)).toEqual([]);
  await upsertSchedules(table, [plan]);
  // One that is overdue and not yet taken would be lost if it were written anew.
  await redis.zadd(redisKey("plan", "repeat"), 1, "plan");
  expect(await restoreSchedules(table, 1 * minute)).toEqual([]);
  expect(await redis.zscore(redisKey("plan", "repeat"), "plan")).toBe("1");
  await redis.del(...(await redis.keys(`${redisKey("plan")}:*`)));
});
