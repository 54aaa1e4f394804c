import { afterAll, expect, test } from "vitest";
import { startRedis } from "../test/services.ts";

const redis = await startRedis();
// Its settings are changed here, so it is this file's own; lib/env reads the address at import.
process.env.REDIS_URL = redis.url;
const { durabilityRisks } = await import("./redis-durability.ts");
const { closeRedis, connected } = await import("./redis.ts");
afterAll(async () => {
  await closeRedis();
  await redis.close();
});

test("a Redis set up for queues has no risks; each wrong setting is named", async () => {
  expect(await durabilityRisks()).toEqual([]);
  const client = await connected();
  await client.config("SET", "appendonly", "no");
  await client.config("SET", "maxmemory-policy", "allkeys-lru");
  expect(await durabilityRisks()).toEqual([
    expect.stringContaining("appendonly is off"),
    expect.stringContaining("allkeys-lru"),
  ]);
});
