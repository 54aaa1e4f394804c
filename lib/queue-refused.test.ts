import { expect, test } from "vitest";
import { runChild } from "../test/child.ts";
import { startRedis } from "../test/services.ts";
import { openRedis } from "./redis.ts";

/** Asks for two jobs, and says how often it was refused. */
const asker = `
const { enqueue, closeQueues } = await import("./lib/queue.ts");
const { closeRedis } = await import("./lib/redis.ts");
const { log } = await import("./lib/log.ts");
const { plan } = await import("./jobs/plan.ts");
let refused = 0;
for (let at = 0; at < 2; at++) await enqueue(plan, {}).catch(() => refused++);
log.info({ refused }, "asked");
await closeQueues();
await closeRedis();`;

async function saidOf(url: string) {
  const child = runChild(asker, { REDIS_URL: url });
  expect(await child.said("asked")).toMatchObject({ refused: 2 });
  await child.ended;
  return child.lines().filter(({ msg }) => msg === "redis takes no jobs");
}

test("a Redis that is full or a replica says why it takes no jobs, once; one that is away does not", async () => {
  const redis = await startRedis();
  try {
    const admin = openRedis("worker", redis.url);
    await admin.config("SET", "maxmemory", "1");
    expect(await saidOf(redis.url)).toEqual([expect.objectContaining({ err: expect.stringContaining("OOM") })]);
    await admin.config("SET", "maxmemory", "0");
    await admin.replicaof("127.0.0.1", "1");
    expect(await saidOf(redis.url)).toEqual([expect.objectContaining({ err: expect.stringContaining("READONLY") })]);
    admin.disconnect();
    await redis.stop();
    expect(await saidOf(redis.url)).toEqual([]);
  } finally {
    await redis.close();
  }
});
