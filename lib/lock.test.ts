import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../test/until.ts";
import { LaterError } from "./errors.ts";
import { withLock } from "./lock.ts";
import { closeRedis, openRedis, redisKey } from "./redis.ts";
import { minute, second, wait } from "./time.ts";

const redis = openRedis("worker");
beforeAll(async () => void (await redis.ping()));
afterAll(async () => {
  redis.disconnect();
  await closeRedis();
});

const key = (resource: string) => redisKey("lock", resource);
/** Holds the lock until told, and tells when it has it. */
function hold(resource: string, ttlMs: number) {
  const held = Promise.withResolvers<{ signal: AbortSignal; fence: number }>();
  const release = Promise.withResolvers<void>();
  const done = withLock(resource, { ttlMs }, async (lock) => {
    held.resolve(lock);
    await Promise.race([release.promise, wait(1 * minute, lock.signal)]);
    return "done";
  });
  done.catch(held.reject);
  return { held: held.promise, release: release.resolve, done };
}

test("one holder at a time; the busy one comes back later and costs no attempt", async () => {
  const first = hold("single", 10 * second);
  await first.held;
  let ran = false;
  const second_ = withLock("single", { ttlMs: 10 * second }, async () => {
    ran = true;
  });
  const refusal = await second_.catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(LaterError);
  expect(refusal).toMatchObject({ reason: "the lock on single is busy" });
  expect((refusal as LaterError).ms).toBeGreaterThan(0);
  expect((refusal as LaterError).ms).toBeLessThanOrEqual(5 * second);
  expect(ran).toBe(false);
  first.release();
  expect(await first.done).toBe("done");
  expect(await redis.exists(key("single"))).toBe(0);
  expect(await withLock("single", { ttlMs: 1 * second }, async () => "next")).toBe("next");
});

test("of fifty at once exactly one runs", async () => {
  let inside = 0;
  let most = 0;
  let ran = 0;
  const tries = Array.from({ length: 50 }, () =>
    withLock("crowd", { ttlMs: 10 * second }, async () => {
      ran++;
      most = Math.max(most, ++inside);
      await wait(50);
      inside--;
    }).catch((error: unknown) => error),
  );
  const results = await Promise.all(tries);
  expect([most, ran]).toEqual([1, 1]);
  expect(results.filter((result) => result instanceof LaterError)).toHaveLength(49);
});

test("an error of the routine passes through, and the lock is free again", async () => {
  const failing = withLock("failing", { ttlMs: 10 * second }, () => Promise.reject(new Error("mine")));
  await expect(failing).rejects.toThrow("mine");
  expect(await redis.exists(key("failing"))).toBe(0);
});

test("it is renewed for as long as the routine runs", async () => {
  const holder = hold("renewed", 150);
  const { signal } = await holder.held;
  const since = Date.now();
  await until("twice its time has passed", async () => {
    expect(await redis.exists(key("renewed"))).toBe(1);
    return Date.now() - since > 350;
  });
  expect(signal.aborted).toBe(false);
  holder.release();
  expect(await holder.done).toBe("done");
});

test("taken away by somebody else: the signal aborts, and the other one's lock is left alone", async () => {
  const holder = hold("stolen", 150);
  const { signal } = await holder.held;
  await redis.set(key("stolen"), "somebody else", "PX", 60_000);
  await expect(holder.done).rejects.toMatchObject({ name: "LaterError", reason: "the lock on stolen was lost" });
  expect(signal.aborted).toBe(true);
  expect(await redis.get(key("stolen"))).toBe("somebody else");
});

test("run out without anybody taking it: lost all the same", async () => {
  const holder = hold("expired", 150);
  await holder.held;
  await redis.del(key("expired"));
  await expect(holder.done).rejects.toBeInstanceOf(LaterError);
});

test("the fence grows with every holder, over all resources", async () => {
  const fences: number[] = [];
  for (const resource of ["a", "b", "a", "c"]) {
    await withLock(resource, { ttlMs: 1 * second }, async ({ fence }) => void fences.push(fence));
  }
  expect(fences).toEqual([...fences].sort((a, b) => a - b));
  expect(new Set(fences).size).toBe(4);
  expect(fences[0]).toBeGreaterThan(0);
});
