import { connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type Child, runChild } from "../test/child.ts";
import { env } from "./env.ts";
import { evaluate, type Sample } from "./liveness.ts";

const idleMs = 30_000;
const now = 1_000_000;
const wedged: Sample = { job: "w", due: 5, held: false, running: 0, concurrency: 2, lastAt: now - idleMs };

describe("which workers look wedged", () => {
  test.each<[string, Partial<Sample>, boolean]>([
    ["jobs are due and nothing has moved", {}, true],
    ["one slot is free and nothing has moved", { running: 1 }, true],
    ["something moved just now", { lastAt: now - idleMs + 1 }, false],
    ["nothing is due", { due: 0 }, false],
    ["the queue is paused or at its limit", { held: true }, false],
    ["every slot is busy", { running: 2 }, false],
  ])("%s", (_, change, expected) => {
    expect(evaluate(now, [{ ...wedged, ...change }], idleMs)).toEqual(expected ? ["w"] : []);
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
  setInterval(() => enqueue(job, {}).catch((err) => log.warn({ err }, "not enqueued")), 50);
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
