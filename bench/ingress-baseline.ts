import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Queue } from "bullmq";
import { Hono } from "hono";
import { Redis } from "ioredis";
import { signup } from "../jobs/signup.ts";

/**
 * The least that a signup can cost: bare Hono reads the JSON and adds a job with our options and payload size. No
 * validation, sealing, limits, headers or logs.
 */
const { REDIS_URL = "", REDIS_PREFIX = "", SEALED_BYTES = "0" } = process.env;
const queue = new Queue(signup.name, {
  connection: new Redis(REDIS_URL, { maxRetriesPerRequest: null }),
  prefix: REDIS_PREFIX,
  defaultJobOptions: {
    attempts: 1e6,
    backoff: { type: "custom", delay: signup.backoffMs },
    removeOnComplete: { age: 3600, count: 1000 },
    removeOnFail: { age: 14 * 24 * 3600, count: 10_000 },
  },
});
await queue.waitUntilReady();

const sealed = "x".repeat(Number(SEALED_BYTES));
const base = "0".repeat(22);
const requestId = crypto.randomUUID();
let count = 0;

const app = new Hono();
app.post("/signups", async (c) => {
  await c.req.json();
  const id = `${base}${count++}`.slice(-22);
  const key = `s${id}${base}`.slice(0, 43);
  const jobId = `s${id}`;
  const data = { p: { signupId: jobId, sealed, submission: key }, r: requestId, t: Date.now() };
  await queue.add(signup.name, data, { jobId, deduplication: { id: key } });
  return c.json({ id: jobId, status: `/signups/${jobId}` }, 202);
});

const server = createServer(getRequestListener(app.fetch));
server.listen(0, "127.0.0.1", () => {
  process.send?.({ listening: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
