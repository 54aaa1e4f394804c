import { afterAll, beforeAll, expect, test, vi } from "vitest";

vi.hoisted(() => {
  process.env.SCRAPER_RATE_LIMITS = "greenhouse:100000/second,greenhouse:250/day";
});

import { scrape } from "../jobs/scrape.ts";
import { closeQueues, enqueueMany } from "../lib/queue.ts";
import { queueCounts } from "../lib/queue-admin.ts";
import { closeRedis } from "../lib/redis.ts";
import { minute } from "../lib/time.ts";
import { type RunningWorker, startWorker } from "../lib/worker.ts";
import { type Played, startPlayed } from "../test/played.ts";
import { play, startDatabase, type TestDatabase } from "../test/services.ts";
import { until } from "../test/until.ts";
import scrapeWorker from "./scrape.ts";

let database: TestDatabase;
let server: Played;
let workers: RunningWorker[] = [];
beforeAll(async () => {
  [database, server] = await Promise.all([startDatabase(), startPlayed()]);
  server.routes = [[/./, () => ({ jobs: [], meta: { total: 0 } })]];
  play("boards", server.url);
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close(0)));
  await closeQueues();
  await closeRedis();
  server.close();
  await database.stop();
});

test("eight workers, 1,000 wanted, 250 a day: 250 requests, and nothing waits for tomorrow", async () => {
  const wanted = Array.from({ length: 1000 }, (_, at) => ({ source: "greenhouse", target: `board-${at}` }));
  await enqueueMany(scrape, wanted);
  workers = Array.from({ length: 8 }, () => startWorker(scrapeWorker));
  const states = async () => (await queueCounts()).scrape?.states ?? {};
  await until("all done", async () => (await states()).completed === 1000, 1 * minute);
  expect(server.asked).toHaveLength(250);
  expect(await database.sql`select distinct status from source_runs`).toEqual([{ status: "done" }]);
  expect(await database.sql`select from source_runs`).toHaveLength(250);
  expect(await states()).toMatchObject({ waiting: 0, delayed: 0, failed: 0, active: 0 });
}, 90_000);
