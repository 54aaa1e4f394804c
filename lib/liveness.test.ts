import { connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type Child, runChild } from "../test/child.ts";
import { startRedis } from "../test/services.ts";
import { until } from "../test/until.ts";
import { env } from "./env.ts";
import { idleOf, type Sample } from "./liveness.ts";
import { openRedis } from "./redis.ts";

const still: Sample = { job: "w", due: 5, held: false, running: 0, concurrency: 2, lastAt: 1_000_000 };
const before = new Map([["w", { lastAt: still.lastAt, again: 2 }]]);

describe("for how many looks a worker leaves due work lying", () => {
  test.each<[string, Partial<Sample>, number | undefined]>([
    ["jobs are due and nothing has moved", {}, 3],
    ["one slot is free and nothing has moved", { running: 1 }, 3],
    ["something moved meanwhile", { lastAt: still.lastAt + 1 }, 0],
    ["nothing is due", { due: 0 }, undefined],
    ["the queue is paused or at its limit", { held: true }, undefined],
    ["every slot is busy", { running: 2 }, undefined],
  ])("%s", (_, change, expected) => {
    expect(idleOf([{ ...still, ...change }], before).get("w")?.again).toBe(expected);
  });
  test("what has only just become due, in a queue that has not moved for long", () => {
    expect(idleOf([still], new Map()).get("w")?.again).toBe(0);
  });
});

/** Passes connections on to Redis, until it is told to let nothing more through those it has. */
interface Proxy {
  url: string;
  freeze(name: string): void;
  /** Also those it has: to the child Redis is gone. */
  close(): void;
}

async function startProxy(target: URL): Promise<Proxy> {
  const open: { client: Socket; upstream: Socket; greeting: string }[] = [];
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const pair = { client, upstream, greeting: "" };
    open.push(pair);
    client.on("data", (chunk) => {
      // Its name comes in the handshake, which may take more than one chunk.
      if (pair.greeting.length < 1000) pair.greeting += chunk.toString("latin1");
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => client.write(chunk));
    client.on("close", () => upstream.destroy()).on("error", () => {});
    upstream.on("close", () => client.destroy()).on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const freeze = (name: string) => {
    for (const { client, upstream, greeting } of open) {
      if (greeting.includes(name)) for (const socket of [client, upstream]) socket.pause();
    }
  };
  const close = () => {
    server.close();
    for (const { client, upstream } of open) for (const socket of [client, upstream]) socket.destroy();
  };
  return { url: `redis://127.0.0.1:${port}`, freeze, close };
}

let proxy: Proxy | undefined;
let child: Child | undefined;
afterEach(() => {
  child?.kill("SIGKILL");
  proxy?.close();
});

const workerOf = (name: string) => `
  import { z } from "zod";
  import { defineJob } from "./lib/job.ts";
  import { startLiveness } from "./lib/liveness.ts";
  import { log } from "./lib/log.ts";
  import { enqueue } from "./lib/queue.ts";
  import { defineWorker, startWorker } from "./lib/worker.ts";
  const job = defineJob({ name: "${name}", payload: z.object({}), attempts: 1, backoffMs: 1, maxAgeMs: 60000 });
  const options = { concurrency: 1, timeoutMs: 5000 };
  const worker = startWorker(defineWorker(job, options, async () => log.info("ran")));
  await worker.ready();
  startLiveness([worker], { idleMs: 300, checkMs: 100 });
  // Some are due only later: also when nobody can ask for one any more.
  const ask = (delayMs) => enqueue(job, {}, { delayMs }).catch((err) => log.warn({ err }, "not enqueued"));
  setInterval(() => Promise.all([ask(0), ask(200)]), 50);
`;

test("a process whose worker no longer takes jobs over its frozen connection exits with 1", async () => {
  proxy = await startProxy(new URL(env.REDIS_URL));
  child = runChild(workerOf("live"), { REDIS_URL: proxy.url });
  await child.said("ran");
  proxy.freeze("jobping-worker");
  expect(await child.ended).toBe(1);
  expect(await child.said("workers are wedged")).toMatchObject({ level: "fatal", workers: ["live"] });
});

test("a process whose Redis is gone altogether stays: it is not wedged, there is nothing to take", async () => {
  proxy = await startProxy(new URL(env.REDIS_URL));
  child = runChild(workerOf("away"), { REDIS_URL: proxy.url });
  await child.said("ran");
  proxy.close();
  await child.said("redis connection failed");
  await child.said("not enqueued");
  child.kill("SIGKILL");
  expect(await child.ended).toBe("SIGKILL");
  expect(child.lines().some(({ msg }) => msg === "workers are wedged")).toBe(false);
});

test("a process whose Redis has become a replica stays: nobody can take a job from that one", async () => {
  const redis = await startRedis();
  const admin = openRedis("worker", redis.url);
  try {
    child = runChild(workerOf("replica"), { REDIS_URL: redis.url });
    await child.said("ran");
    await admin.replicaof("127.0.0.1", "1");
    const { lines } = child;
    await until("it has looked often", () => lines().filter(({ msg }) => msg === "not enqueued").length > 60);
    await admin.replicaof("NO", "ONE");
    const ran = () => lines().filter(({ msg }) => msg === "ran").length;
    const before = ran();
    await until("it takes jobs again", () => ran() > before);
    expect(lines().some(({ msg }) => msg === "workers are wedged")).toBe(false);
  } finally {
    admin.disconnect();
    await redis.close();
  }
});
