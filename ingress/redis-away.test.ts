import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { second } from "../lib/time.ts";
import { play, startRedis, type TestRedis } from "../test/services.ts";
import { until } from "../test/until.ts";
import type { TestIngress } from "./test-ingress.ts";

/** CONTRACT.md: 503 within 2 s when Redis is away. */
const promisedMs = 2 * second;

let redis: TestRedis;
let ingress: TestIngress;
let lib: typeof import("./test-ingress.ts") &
  typeof import("../lib/redis.ts") &
  typeof import("../lib/tokens.ts") &
  typeof import("../lib/env.ts");

beforeAll(async () => {
  redis = await startRedis();
  // lib/env reads it when the product is first imported, below.
  process.env.REDIS_URL = redis.url;
  lib = {
    ...(await import("./test-ingress.ts")),
    ...(await import("../lib/redis.ts")),
    ...(await import("../lib/tokens.ts")),
    ...(await import("../lib/env.ts")),
  };
  await redis.stop();
  // Nothing listens there: these requests work without knowing the link's owner.
  play("database", "http://127.0.0.1:1");
  ingress = await lib.openIngress({ withRedis: false });
});
afterAll(async () => {
  await ingress?.close();
  await redis?.close();
});

async function timed(request: Promise<Response>): Promise<Response> {
  const startedAt = performance.now();
  const response = await request;
  expect(performance.now() - startedAt).toBeLessThan(promisedMs);
  return response;
}

async function expectNotNow(request: Promise<Response>): Promise<void> {
  const response = await timed(request);
  expect(response.status).toBe(503);
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(response.headers.get("content-type")).toContain("application/problem+json");
}

const signUp = () => ingress.json("/signups", lib.signupJson());

describe("Redis is down at the start", () => {
  test("it is alive, but not ready", async () => {
    expect((await timed(ingress.get("/healthz"))).status).toBe(200);
    await expectNotNow(ingress.get("/readyz"));
  });

  test("whatever would become a job is 503 in time", async () => {
    const subject = { subscriberId: crypto.randomUUID(), key: lib.newLinkKey() };
    const token = await lib.signToken("unsubscribe", subject, { issuedAt: new Date() });
    const system = { authorization: `Bearer ${lib.env.SYSTEM_API_KEY}` };
    const operator = { authorization: `Bearer ${lib.env.ADMIN_API_KEY}` };
    await Promise.all([
      expectNotNow(signUp()),
      expectNotNow(ingress.json("/links", { email: "a@example.org" })),
      expectNotNow(ingress.form(`/unsubscribe?token=${token}`, {})),
      expectNotNow(ingress.json("/emails", { deliveries: [crypto.randomUUID()] }, system)),
      expectNotNow(ingress.get("/signups/0123456789012345678901")),
      expectNotNow(ingress.get("/jobs/email/1", system)),
      expectNotNow(ingress.get("/admin/queues/api/queues", operator)),
      expectNotNow(ingress.get("/admin/queues", operator)),
    ]);
  });

  test("a form keeps what was typed, and pages are read as ever", async () => {
    const response = await timed(
      ingress.form("/signups", lib.signupFields({ email: "typed@example.org" }), lib.asBrowser),
    );
    expect(response.status).toBe(503);
    const page = await response.text();
    expect(page).toContain('value="typed@example.org"');
    expect(page).toContain("Nothing is lost: please try again in a moment.");
    expect((await timed(ingress.get("/", lib.asBrowser))).status).toBe(200);
  });

  test("what is wrong is still said to be wrong", async () => {
    expect((await timed(ingress.json("/signups", "{}"))).status).toBe(422);
  });
});

describe("Redis is back", () => {
  beforeEach(async () => {
    await redis.start();
    await lib.redisReady(10 * second);
  });

  test("signups are taken without a restart; stopped again, they are 503 again", async () => {
    await until("a signup is taken", async () => (await signUp()).status === 202);
    expect((await ingress.get("/readyz")).status).toBe(200);
    await redis.stop();
    await expectNotNow(signUp());
  });

  test("hanging instead of gone: 503 in time all the same", async () => {
    await until("a signup is taken", async () => (await signUp()).status === 202);
    const board = () => ingress.get("/admin/queues/api/queues", { authorization: `Bearer ${lib.env.ADMIN_API_KEY}` });
    await until("Bull Board is there", async () => (await board()).status === 200);
    const pid = Number(/process_id:(\d+)/.exec(await lib.producer().info("server"))?.[1]);
    process.kill(pid, "SIGSTOP");
    try {
      await Promise.all([expectNotNow(signUp()), expectNotNow(signUp()), expectNotNow(board())]);
      await expectNotNow(ingress.get("/readyz"));
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await until("a signup is taken again", async () => (await signUp()).status === 202);
  });
});
