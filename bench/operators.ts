import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fineFigures, someHistory } from "../lib/figures/fixtures.ts";
import { openLeash } from "../local/leash.ts";
import { startRedis } from "../local/redis.ts";
import { addressIn, median, paced, percentile } from "./load.ts";
import { builtIngress, end, serve } from "./serving.ts";

const [waiting, failed] = [100_000, 10_000];
/** The bars: a page's answer, and the 99th percentile of /api/health at 500 requests a second. */
const [pageBarMs, healthBarMs] = [1000, 20];
const perSecond = 500;
/** The machine is rarely alone: many short rounds, and of their percentiles also the median. */
const [rounds, roundSeconds] = [10, 2];
const prefix = "{bench}";
const adminKey = "the-admin-key-of-this-benchmark-only";

const pages = {
  dashboard: "/dashboard",
  dashboardApi: "/api/dashboard",
  queues: "/admin/queues",
  queuesWaiting: "/admin/queues/api/queues?activeQueue=email&status=waiting&page=1&jobsPerPage=10",
  queuesFailed: "/admin/queues/api/queues?activeQueue=match&status=failed&page=1&jobsPerPage=10",
  metrics: "/metrics",
};

/** How long an operator waits on the worst day, and what that does to the probe; with Redis up, and away. */
export async function run(): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), "jobping-bench-"));
  const leash = openLeash(folder);
  try {
    const redis = await startRedis({ folder: join(folder, "redis"), logFile: join(folder, "redis.log"), leash });
    Object.assign(process.env, { REDIS_URL: redis.url, REDIS_PREFIX: prefix, LOG_LEVEL: "silent" });
    const gatherMs = await fillQueues();
    const env = { REDIS_URL: redis.url, REDIS_PREFIX: prefix, ADMIN_API_KEY: adminKey };
    const ingress = await serve(builtIngress(), env);
    const up = await measure(ingress.url);
    await redis.service.stop();
    await untilAway(ingress.url);
    const away = await measure(ingress.url);
    await end(ingress);
    const slowest = Math.max(...Object.values(up.pages).map(({ worstMs }) => worstMs));
    const bars = { pageMs: pageBarMs, healthP99Ms: healthBarMs };
    return {
      ours: slowest,
      baseline: pageBarMs,
      ratio: round(slowest / pageBarMs),
      unit: "ms",
      bars,
      gatherMs,
      up,
      away,
    };
  } finally {
    await leash.close();
  }
}

/**
 * Jobs that wait and jobs that failed for good, made by the product itself. @returns how long counting them takes, ms
 */
async function fillQueues(): Promise<number> {
  const { enqueueMany, closeQueues } = await import("../lib/queue.ts");
  const { closeRedis } = await import("../lib/redis.ts");
  const { startWorker } = await import("../lib/worker.ts");
  const { PermanentError } = await import("../lib/errors.ts");
  const { queueCounts } = await import("../lib/queue-admin.ts");
  const { figures, history } = await import("../lib/figures/store.ts");
  const { jobs } = await import("../jobs/index.ts");
  const some = (count: number) => Array.from({ length: count }, () => crypto.randomUUID());
  await enqueueMany(
    jobs.email,
    some(waiting).map((id) => ({ deliveries: [id] })),
  );
  await enqueueMany(
    jobs.match,
    some(failed).map((id) => ({ subscribers: [id] })),
  );
  const handle = async () => {
    throw new PermanentError("made to fail");
  };
  const worker = startWorker({ job: jobs.match, concurrency: 100, timeoutMs: 60_000, handle });
  while (((await queueCounts()).match?.states.failed ?? 0) < failed) await new Promise((done) => setTimeout(done, 200));
  await worker.close(0);
  const times: number[] = [];
  for (let n = 0; n < 20; n++) {
    const startedAt = performance.now();
    await queueCounts();
    times.push(performance.now() - startedAt);
  }
  await figures.write(fineFigures(new Date()));
  await history.write(someHistory(new Date()));
  await closeQueues();
  await closeRedis();
  return round(median(times));
}

const asOperator = (url: string, path: string, accept = "*/*") =>
  fetch(url + path, { headers: { authorization: `Bearer ${adminKey}`, accept } });

async function untilAway(url: string): Promise<void> {
  for (;;) {
    const { redis } = (await (await asOperator(url, pages.dashboardApi)).json()) as { redis: { up: boolean } };
    if (!redis.up) return;
    await new Promise((done) => setTimeout(done, 500));
  }
}

interface PageTime {
  status: number;
  firstMs: number;
  medianMs: number;
  worstMs: number;
  bytes: number;
}

async function measure(url: string) {
  const timed: Record<string, PageTime> = {};
  for (const [name, path] of Object.entries(pages)) timed[name] = await timesOf(url, path);
  return { pages: timed, health: await healthOf(url) };
}

async function timesOf(url: string, path: string): Promise<PageTime> {
  const times: number[] = [];
  let [status, bytes] = [0, 0];
  for (let n = 0; n < 11; n++) {
    const startedAt = performance.now();
    const response = await asOperator(url, path, path.includes("/api/") ? "application/json" : "text/html");
    bytes = (await response.arrayBuffer()).byteLength;
    status = response.status;
    times.push(performance.now() - startedAt);
  }
  const [firstMs = Number.NaN] = times;
  return { status, firstMs: round(firstMs), medianMs: round(median(times)), worstMs: round(Math.max(...times)), bytes };
}

let count = 0;

function healthRequest(): string {
  return `GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: ${addressIn(count++ >> 4)}\r\n\r\n`;
}

/** The probe, while an operator's page asks for the figures as it does every few seconds. */
async function healthOf(url: string) {
  const load = { perSecond, connections: 20, status: 200, request: healthRequest };
  await paced(url, { ...load, seconds: 2 });
  const latencies: number[][] = [];
  for (let n = 0; n < rounds; n++) {
    const page = asOperator(url, pages.dashboardApi).then((response) => response.arrayBuffer());
    latencies.push((await paced(url, { ...load, seconds: roundSeconds })).latenciesMs);
    await page;
  }
  const p99s = latencies.map((one) => percentile(one, 0.99));
  const all = latencies.flat();
  return {
    requestsPerSecond: Math.round(all.length / (rounds * roundSeconds)),
    p50Ms: round(median(all)),
    p99Ms: round(percentile(all, 0.99)),
    medianOfP99Ms: round(median(p99s)),
    p99OfRoundsMs: p99s.map(round),
  };
}

const round = (value: number) => Math.round(value * 100) / 100;
