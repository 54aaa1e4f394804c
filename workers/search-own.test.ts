import { afterAll, beforeAll, expect, test } from "vitest";
import { closeRedis, redisReady } from "../lib/redis.ts";
import type { SearchCriteria } from "../lib/searches/criteria.ts";
import { readSearch } from "../lib/searches/results.ts";
import { second } from "../lib/time.ts";
import { item, upsert } from "../supabase/tests/supply.ts";
import { runOnce } from "../test/run.ts";
import { startDatabase, type TestDatabase } from "../test/services.ts";
import worker from "./search.ts";

let database: TestDatabase;
beforeAll(async () => {
  await redisReady(5 * second);
  database = await startDatabase();
});
afterAll(async () => {
  await closeRedis();
  await database.stop();
});

/** Without a provider's key, as a fresh installation is. */
async function find(criteria: Partial<SearchCriteria>) {
  const id = crypto.randomUUID();
  await runOnce(worker, { id, criteria: { jobTitle: "Data Analyst", datePosted: "any", ...criteria } });
  return readSearch(id);
}

test("without any provider, our own postings are searched", async () => {
  await upsert([item({ title: "Data Analyst" })]);
  expect(await find({})).toMatchObject({
    status: "done",
    sources: [{ name: "jobping", status: "done", count: 1, cached: false }],
    results: [{ title: "Data Analyst", source: "jobping" }],
  });
  expect((await find({}))?.sources).toMatchObject([{ name: "jobping", count: 1, cached: true }]);
});

test("who names a source that is not connected is told so", async () => {
  expect(await find({ sources: ["jsearch", "theirstack"] })).toMatchObject({
    status: "done",
    results: [],
    sources: [
      { name: "jsearch", label: "JSearch", status: "skipped", message: "JSearch is not connected here." },
      { name: "theirstack", status: "skipped" },
    ],
  });
});

test("at most fifteen, the best of many", async () => {
  await upsert(
    Array.from({ length: 40 }, (_, n) => item({ title: `Nurse ${n}`, employment: n < 20 ? "part-time" : null })),
  );
  const found = await find({ jobTitle: "nurse", jobType: "part-time" });
  expect(found?.results).toHaveLength(15);
  expect(found?.results.every(({ criteria }) => criteria.type === "met")).toBe(true);
});
