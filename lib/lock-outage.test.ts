import { afterAll, expect, test } from "vitest";
import { startRedis } from "../test/services.ts";
import { LaterError } from "./errors.ts";
import { minute, second, wait } from "./time.ts";

const redis = await startRedis();
process.env.REDIS_URL = redis.url;
const { withLock } = await import("./lock.ts");
const { closeRedis } = await import("./redis.ts");

afterAll(async () => {
  await closeRedis();
  await redis.close();
});

test("Redis gone while it is held: the signal aborts before somebody else can hold it", async () => {
  const ttlMs = 900;
  const held = Promise.withResolvers<void>();
  let abortedAfterMs = Number.POSITIVE_INFINITY;
  const done = withLock("resource", { ttlMs }, async ({ signal }) => {
    const startedAt = performance.now();
    held.resolve();
    await wait(1 * minute, signal).catch((error) => {
      abortedAfterMs = performance.now() - startedAt;
      throw error;
    });
  });
  await held.promise;
  await Promise.all([expect(done).rejects.toBeInstanceOf(LaterError), redis.kill()]);
  // From the last renewal on, which can be a third of the time after the start.
  expect(abortedAfterMs).toBeLessThan(ttlMs + ttlMs / 3);
});

test("without Redis it fails closed: the routine does not run", async () => {
  let ran = false;
  const refused = withLock("resource", { ttlMs: 1 * second }, async () => {
    ran = true;
  });
  await expect(refused).rejects.toThrow();
  expect(ran).toBe(false);
});
