import { afterAll, beforeAll, expect, test } from "vitest";
import type { Dashboard } from "../../lib/figures/known.ts";
import { play, startRedis, type TestRedis } from "../../test/services.ts";
import { until } from "../../test/until.ts";
import type { TestIngress } from "../test-ingress.ts";

let redis: TestRedis;
let ingress: TestIngress;
let lib: typeof import("../test-ingress.ts") &
  typeof import("../../lib/env.ts") &
  typeof import("../../lib/redis.ts") &
  typeof import("../../lib/figures/store.ts") &
  typeof import("../../lib/figures/known.ts") &
  typeof import("../../lib/figures/fixtures.ts");

beforeAll(async () => {
  redis = await startRedis();
  // lib/env reads it when the product is first imported, below.
  process.env.REDIS_URL = redis.url;
  lib = {
    ...(await import("../test-ingress.ts")),
    ...(await import("../../lib/env.ts")),
    ...(await import("../../lib/redis.ts")),
    ...(await import("../../lib/figures/store.ts")),
    ...(await import("../../lib/figures/known.ts")),
    ...(await import("../../lib/figures/fixtures.ts")),
  };
  // Neither Postgres nor Redis's queues would answer.
  play("database", "http://127.0.0.1:1");
  ingress = await lib.openIngress();
});
afterAll(async () => {
  await ingress?.close();
  await redis?.close();
});

const operator = () => ({ authorization: `Bearer ${lib.env.ADMIN_API_KEY}` });
const dashboard = async () => (await (await ingress.get("/api/dashboard", operator())).json()) as Dashboard;
const scraped = async () => {
  const text = await (await ingress.get("/metrics", operator())).text();
  return new Map(
    text.split("\n").flatMap((line) => {
      const [, series = "", value] = /^(jobping_\S+) (\S+)$/.exec(line) ?? [];
      return value === undefined ? [] : [[series, Number(value)] as const];
    }),
  );
};

test("before there are figures: that there are none, and no gauge says zero", async () => {
  await until("Redis was asked", async () => (await dashboard()).redis.latencyMs !== null);
  expect(await dashboard()).toEqual({
    ...{ figures: null, ageMs: null, history: null },
    redis: { up: true, latencyMs: expect.any(Number) },
  });
  const series = [...(await scraped()).keys()].filter((name) =>
    /digests|queue_jobs|database|sending|people|mails/.test(name),
  );
  expect(series).toEqual([]);
  const values = await scraped();
  expect(values.get("jobping_redis_up")).toBe(1);
  expect(values.get("jobping_figures_age_seconds")).toBeGreaterThan(0);
});

test("what a worker wrote is told as it stands, and in gauges", async () => {
  const [figures, history] = [lib.fineFigures(new Date(Date.now() - 60_000)), lib.someHistory()];
  await lib.figures.write(figures);
  await lib.history.write(history);
  await lib.refreshDashboard();
  const told = await dashboard();
  expect(told).toEqual({
    figures,
    history,
    redis: { up: true, latencyMs: expect.any(Number) },
    ageMs: expect.any(Number),
  });
  expect(told.ageMs).toBeGreaterThanOrEqual(60_000);
  const values = await scraped();
  const expected = {
    jobping_database_up: 1,
    'jobping_queue_jobs{job="email",state="waiting"}': 42,
    'jobping_queue_oldest_waiting_seconds{job="email"}': 4.2,
    'jobping_digests{state="delivered"}': 9812,
    jobping_digests_due: 4,
    jobping_sending_stopped: 0,
    'jobping_source_budget_used_ratio{source="reed",window="hour"}': 0.012,
    'jobping_source_targets{source="arbeitnow",state="failing"}': 1,
    'jobping_mails{fate="bounced"}': 41,
    jobping_ai_budget_used_ratio: 0.321,
    'jobping_people{state="active"}': 100_812,
  };
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, values.get(name)]))).toEqual(expected);
});

test("with Redis away: the last ones with their age, and that it is away", async () => {
  await redis.stop();
  await until("it is noticed", async () => {
    await lib.refreshDashboard();
    return !lib.knownDashboard().redis.up;
  });
  const { figures, ageMs, redis: state } = await dashboard();
  expect(figures?.delivering?.delivered).toBe(9812);
  expect(ageMs).toBeGreaterThan(60_000);
  expect(state).toEqual({ up: false, latencyMs: null });
  const values = await scraped();
  expect([values.get("jobping_redis_up"), values.get('jobping_digests{state="delivered"}')]).toEqual([0, 9812]);
});

test("a stranger is told nothing", async () => {
  const response = await ingress.get("/api/dashboard");
  expect(response.status).toBe(401);
  expect(await response.text()).not.toContain("delivering");
});
