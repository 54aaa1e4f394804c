import { once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRedis, type TestRedis } from "../test/services.ts";
import { until } from "../test/until.ts";

let redis: TestRedis;
let lib: typeof import("./counters.ts") & typeof import("./one-write.ts") & typeof import("../lib/redis.ts");

beforeAll(async () => {
  redis = await startRedis();
  // A Redis of its own, as its statistics are checked. lib/env reads the address at import.
  process.env.REDIS_URL = redis.url;
  lib = {
    ...(await import("./counters.ts")),
    ...(await import("./one-write.ts")),
    ...(await import("../lib/redis.ts")),
  };
  await lib.redisReady(5000);
});
afterAll(async () => {
  await lib.closeRedis();
  await redis.close();
});

async function figure(section: string, name: RegExp): Promise<number> {
  return Number(name.exec(await lib.producer().info(section))?.[1] ?? 0);
}

const scripts = () => figure("commandstats", /cmdstat_evalsha:calls=(\d+)/);
const reads = () => figure("stats", /total_reads_processed:(\d+)/);

test("counts every key of a turn, the same one several times too, in one command", async () => {
  const counters = new lib.Counters(1000);
  const count = (key: string) => counters.rlflxIncr([lib.redisKey("test", key), "1", "60"]);
  await count("first");
  const before = await scripts();
  const results = await Promise.all([count("a"), count("a"), count("b"), count("a"), count("first")]);
  expect(results.map(([counted]) => counted)).toEqual([1, 2, 1, 3, 2]);
  for (const [, left] of results) {
    expect(left).toBeGreaterThan(50_000);
    expect(left).toBeLessThanOrEqual(60_000);
  }
  expect((await scripts()) - before).toBe(1);
});

test("gives up on a Redis that hangs, and counts again when it goes on", async () => {
  const counters = new lib.Counters(50);
  const count = () => counters.rlflxIncr([lib.redisKey("test", "hangs"), "1", "60"]);
  const pid = await figure("server", /process_id:(\d+)/);
  process.kill(pid, "SIGSTOP");
  try {
    await expect(count()).rejects.toBe("Redis is slow");
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await until("it counts again", () => count().catch(() => false));
});

test("the commands of one turn are one write, also after a reconnection", async () => {
  const producer = lib.producer();
  lib.gatherWrites(producer);
  const writesOf = async (commands: number) => {
    const before = await reads();
    await Promise.all(
      Array.from({ length: commands }, (_, index) => producer.set(lib.redisKey("test", `${index}`), index)),
    );
    return (await reads()) - before;
  };
  // One for the commands, one for reading statistics.
  expect(await writesOf(100)).toBe(2);
  const closed = once(producer, "close");
  await producer.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no").catch(() => {});
  await closed;
  await until("it is back", () =>
    lib.redisReady(100).then(
      () => true,
      () => false,
    ),
  );
  expect(await writesOf(100)).toBe(2);
});
