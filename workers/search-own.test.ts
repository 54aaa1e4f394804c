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

test.each([
  ["C#", "Backend Developer (C# / .NET)"],
  ["F#", "Backend Developer (F# / .NET)"],
  ["Werkstudent", "Werkstudierende (m/w/d) Marketing"],
  ["Azubi", "Ausbildung zum Fachinformatiker (m/w/d)"],
  ["Leiter Buchhaltung", "Leiter der Buchhaltung"],
  ["frontend developer", "Senior Front-End Engineer"],
])("%s finds %s", async (jobTitle, title) => {
  await upsert([item({ title }), item({ title: "Cook (m/w/d)" })]);
  const found = await find({ jobTitle });
  expect(found?.results.map((result) => result.title)).toEqual([title]);
});

test("in a region are found behind many others of its country", async () => {
  const inHamburg = { city: "Hamburg", geonameId: 2911298, country: "DE", lat: 53.5, lon: 10, raw: "Hamburg" };
  const inMunich = { city: "Munich", geonameId: 2867714, country: "DE", lat: 48.1, lon: 11.6, raw: "Munich" };
  await upsert([
    ...Array.from({ length: 80 }, (_, n) => item({ title: `Archivist ${n}`, locations: [inHamburg] })),
    item({ title: "Archivist", company: "Isar", locations: [inMunich], postedAt: "2026-11-20T00:00:00.000Z" }),
  ]);
  const { results = [] } = (await find({ jobTitle: "Archivist", city: "Bayern" })) ?? {};
  expect(results[0]).toMatchObject({ company: "Isar", score: 100 });
  expect(results.filter(({ criteria }) => criteria.place === "met")).toHaveLength(1);
});

test("what was meant by a country in the city's field is what is shown and searched", async () => {
  await upsert([item({ title: "Beekeeper" })]);
  expect(await find({ jobTitle: "Beekeeper", city: "Deutschland" })).toMatchObject({
    criteria: { jobTitle: "Beekeeper", country: "DE", datePosted: "any" },
    results: [{ title: "Beekeeper", score: 100, criteria: { title: "met", place: "met" } }],
  });
});
