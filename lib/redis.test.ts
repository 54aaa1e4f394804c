import { afterAll, expect, test } from "vitest";
import { env } from "./env.ts";
import { closeRedis, connected, isAway, openRedis, producer, redisKey, redisReady, whenReady } from "./redis.ts";
import { second } from "./time.ts";

afterAll(closeRedis);

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail("it did not fail"),
    (error: Error) => error,
  );

test("a process has one producer connection, which is there after a moment and can be opened anew", async () => {
  const first = producer();
  expect(await connected()).toBe(first);
  expect(producer()).toBe(first);
  await redisReady(1 * second);
  await closeRedis();
  expect(await connected()).not.toBe(first);
});

test("a thousand callers may wait for one connection", async () => {
  const redis = openRedis("probe");
  await Promise.all(Array.from({ length: 1000 }, () => whenReady(redis, 5 * second)));
  expect(redis.listenerCount("ready")).toBeLessThan(5);
  expect(await redis.ping()).toBe("PONG");
  redis.disconnect();
});

test("where nobody listens, waiting ends and commands fail at once, saying that Redis is away", async () => {
  const redis = openRedis("producer", "redis://127.0.0.1:1");
  await expect(whenReady(redis, 20)).rejects.toThrow("not ready within 20 ms");
  expect(isAway(await failureOf(redis.ping()))).toBe(true);
  redis.disconnect();
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  expect([isAway(refused), isAway(new Error("Connection is closed.")), isAway(new Error("ERR syntax"))]).toEqual([
    true,
    true,
    false,
  ]);
});

test("what is under way when the connection goes has failed", async () => {
  const [redis, other] = [openRedis("producer"), openRedis("probe")];
  await Promise.all([redis, other].map((each) => whenReady(each, 5 * second)));
  const id = await redis.client("ID");
  const failure = failureOf(redis.blpop(redisKey("nothing"), 0));
  await other.client("KILL", "ID", id);
  expect(isAway(await failure)).toBe(true);
  for (const each of [redis, other]) each.disconnect();
});

test("an answer that came while this process itself was busy is read, and not taken for silence", async () => {
  const redis = openRedis("producer");
  await whenReady(redis, 5 * second);
  const answer = redis.ping();
  // Longer than a silent Redis is waited for.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1.2 * second);
  expect(await answer).toBe("PONG");
  redis.disconnect();
});

test("several nodes are a cluster's, and one that nobody serves fails as fast", async () => {
  const cluster = openRedis("producer", "redis://127.0.0.1:1,redis://127.0.0.1:2");
  await expect(whenReady(cluster, 20)).rejects.toThrow("not ready within 20 ms");
  expect([isAway(await failureOf(cluster.ping())), isAway(new Error("CLUSTERDOWN The cluster is down"))]).toEqual([
    true,
    true,
  ]);
  cluster.disconnect();
});

test("keys of ours begin with the prefix", () => {
  expect(redisKey("lock", "a:b")).toBe(`${env.REDIS_PREFIX}:lock:a:b`);
});
