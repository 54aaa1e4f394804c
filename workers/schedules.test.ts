import { afterAll, expect, test } from "vitest";
import { plan } from "../jobs/plan.ts";
import { closeQueues } from "../lib/queue.ts";
import { clocks } from "../lib/queue-admin.ts";
import { closeRedis, connected, redisKey } from "../lib/redis.ts";
import { restoreSchedules } from "../lib/schedules.ts";
import { until } from "../test/until.ts";
import { keepSchedules, schedules } from "./schedules.ts";

afterAll(async () => {
  await closeQueues();
  await closeRedis();
});

const planned = async () => (await clocks()).filter(({ id }) => id === "plan");

test("clocks that Redis has lost are written again, and those that it has are left alone", async () => {
  const stop = await keepSchedules([plan], 20);
  const [clock] = await planned();
  expect(clock).toMatchObject({ queue: "plan", pattern: "0 * * * * *" });
  const redis = await connected();
  const keys = await redis.keys(`${redisKey("plan")}:*`);
  await redis.del(...keys);
  await until("the clock is back", async () => (await planned()).length === 1);
  stop();
  // One that is overdue and not yet taken would be lost if it were written anew.
  await redis.zadd(redisKey("plan", "repeat"), 1, "plan");
  expect(await restoreSchedules(schedules().filter(({ id }) => id === "plan"))).toEqual([]);
  expect(await redis.zscore(redisKey("plan", "repeat"), "plan")).toBe("1");
  await redis.del(...(await redis.keys(`${redisKey("plan")}:*`)));
});
