import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openRedis } from "../lib/redis.ts";
import { type Child, runChild } from "../test/child.ts";
import { startRedis } from "../test/services.ts";
import { until } from "../test/until.ts";

let started: Child | undefined;
// A process left behind by a failed test would keep the run from ending.
afterEach(() => started?.kill("SIGKILL"));

const start = (env: Record<string, string> = {}) => {
  const child = runChild(`await import("./ingress/main.ts")`, { PORT: "0", ...env });
  started = child;
  return { child, listening: child.said("listening").then(({ url }) => String(url)) };
};

test("says where it listens, answers, logs one line a request, and ends with what it has begun", async () => {
  const { child, listening } = start();
  const url = await listening;
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const response = await fetch(`${url}/signups/0123456789012345678901?email=somebody`);
  const requestId = response.headers.get("x-request-id");
  const line = await until("its line", () => child.lines().find((each) => each.requestId === requestId));
  expect(line).toMatchObject({
    msg: "request",
    method: "GET",
    route: "/signups/:id",
    status: 404,
    ms: expect.any(Number),
  });
  expect(JSON.stringify(line)).not.toMatch(/somebody|0123456789/);

  // Half a request has arrived when it is told to stop.
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  const closed = new Promise((resolve) => socket.on("close", resolve));
  const body = "{}";
  socket.write(
    `POST /signups HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n{`,
  );
  await fetch(`${url}/healthz`);
  child.kill("SIGTERM");
  await child.said("shutting down");
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
  socket.write("}");
  await closed;
  expect(answer).toMatch(/^HTTP\/1.1 422/);
  expect(await child.ended).toBe(0);
});

test("the log says whose limit was met, as a hash, and nobody else's network", async () => {
  const { child, listening } = start();
  const url = await listening;
  const signIn = () => fetch(`${url}/login`, { method: "POST", body: new URLSearchParams({ key: "a guess" }) });
  while ((await signIn()).status !== 429);
  const refused = await until("its line", () => child.lines().find(({ status }) => status === 429));
  expect(refused.ipHash).toMatch(/^[\w-]{43}$/);
  const others = child.lines().filter(({ msg, status }) => msg === "request" && status !== 429);
  expect(others.length).toBeGreaterThan(0);
  expect(others.every((line) => !("ipHash" in line))).toBe(true);
  child.kill("SIGTERM");
  expect(await child.ended).toBe(0);
});

test("starts when Redis is away, says so, and is not ready", async () => {
  const { child, listening } = start({ REDIS_URL: "redis://127.0.0.1:1" });
  const url = await listening;
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  expect(child.lines().some(({ msg }) => String(msg).startsWith("Redis is away"))).toBe(true);
  child.kill("SIGTERM");
  expect(await child.ended).toBe(0);
});

test("ends when the Redis that comes back belongs to another installation, and takes nothing for it", async () => {
  const redis = await startRedis();
  const away = { REDIS_URL: redis.url, REDIS_PREFIX: "{others}" };
  try {
    const other = openRedis("worker", redis.url);
    await other.set("{others}:installation", "of-another-secret");
    other.disconnect();
    await redis.stop();
    const { child, listening } = start(away);
    await listening;
    await redis.start();
    expect(await child.ended).toBe(1);
  } finally {
    await redis.close();
  }
});

test.each([
  ["a proxy that is none", { TRUSTED_PROXIES: "the-proxy" }],
  ["an address that is not this machine's", { HOST: "192.0.2.1" }],
])("%s ends the start with a sentence, and no stack", async (_, env) => {
  const child = runChild(`await import("./ingress/main.ts")`, { PORT: "0", ...env });
  expect(await child.ended).toBe(1);
  expect(child.lines().filter(({ msg, level }) => msg === "listening" || level === "fatal")).toEqual([]);
});
