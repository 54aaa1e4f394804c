import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

vi.hoisted(() => {
  const [, boards] = /=(http[^|]+)\/greenhouse/.exec(process.env.SOURCES ?? "") ?? [];
  Object.assign(process.env, {
    SOURCES: `jsearch=${boards}/jsearch,theirstack=${boards}/theirstack`,
    RAPID_API_KEY: "key-of-jsearch",
    THEIRSTACK_API_KEY: "key-of-theirstack",
    SCRAPER_RATE_LIMITS: ["jsearch", "theirstack"]
      .flatMap((name) => ["second", "minute", "hour", "day", "month"].map((window) => `${name}:1000/${window}`))
      .join(","),
    SEARCH_CACHE_MINUTES: "30",
  });
});

import { search } from "../jobs/search.ts";
import { closeChannels } from "../lib/channels.ts";
import { closeQueues, enqueue } from "../lib/queue.ts";
import { jobStatus } from "../lib/queue-admin.ts";
import { closeRedis, producer, redisKey, redisReady } from "../lib/redis.ts";
import type { SearchCriteria } from "../lib/searches/criteria.ts";
import { readSearch, type Search, watchSearch } from "../lib/searches/results.ts";
import { activeSources } from "../lib/sources/index.ts";
import { searchSource } from "../lib/sources/search-source.ts";
import { second } from "../lib/time.ts";
import { startWorker } from "../lib/worker.ts";
import { item, upsert } from "../supabase/tests/supply.ts";
import { runChild } from "../test/child.ts";
import { runOnce } from "../test/run.ts";
import { type Provider, type SearchWire, startSearchWire } from "../test/search-wire.ts";
import { emptied, play, startDatabase, type TestDatabase } from "../test/services.ts";
import { until } from "../test/until.ts";
import worker from "./search.ts";

let database: TestDatabase;
let wire: SearchWire;
beforeAll(async () => {
  await redisReady(5 * second);
  [database, wire] = await Promise.all([startDatabase(), startSearchWire()]);
  play("boards", wire.url);
});
beforeEach(async () => {
  wire.reset();
  await emptied(database.sql, "job_cache", "postings");
  await producer().del(
    ...["jsearch", "theirstack"].flatMap((name) => [redisKey("source-hold", name), redisKey("breaker", name)]),
  );
});
afterAll(async () => {
  await closeChannels();
  await closeQueues();
  await closeRedis();
  await Promise.all([database.stop(), wire.close()]);
});

const providers = ["jsearch", "theirstack"] as const satisfies Provider[];
const newId = () => randomUUID().replaceAll("-", "");
const berlin: SearchCriteria = { jobTitle: "Data Analyst", city: "Berlin", country: "DE", datePosted: "week" };

async function find(criteria: Partial<SearchCriteria> = {}): Promise<Search> {
  const id = newId();
  await runOnce(worker, { id, criteria: { ...berlin, ...criteria } });
  const found = await readSearch(id);
  expect(found?.status).toBe("done");
  return found as Search;
}
const of = (found: Search, name: string) => found.sources.find((source) => source.name === name);

describe.each(providers)("%s", (name) => {
  test("the second identical search makes no request; after the cache's time exactly one", async () => {
    const first = await find({ sources: [name] });
    expect(wire.asked[name]).toHaveLength(1);
    expect(of(first, name)).toMatchObject({ status: "done", count: 15, cached: false });

    const second = await find({ jobTitle: "  DATA   analyst ", city: "BERLIN", sources: [name, "jobping"] });
    expect(wire.asked[name]).toHaveLength(1);
    expect(of(second, name)).toMatchObject({ status: "done", count: 15, cached: true });
    expect(second.results.map(({ id, score }) => [id, score])).toEqual(
      first.results.map(({ id, score }) => [id, score]),
    );

    const [row] = await database.sql`
      select extract(epoch from expires_at - fetched_at)::int as seconds, jsonb_array_length(result) as kept
      from job_cache where source = ${name}`;
    expect(row).toEqual({ seconds: 30 * 60, kept: 15 });
    await database.sql`update job_cache set expires_at = now() - interval '1 second' where source = ${name}`;
    await find({ sources: [name] });
    expect(wire.asked[name]).toHaveLength(2);
    expect(of(await find({ sources: [name] }), name)?.cached).toBe(true);
    expect(wire.asked[name]).toHaveLength(2);
  });

  test("another question is another request", async () => {
    await find({ sources: [name] });
    await find({ sources: [name], city: "Hamburg" });
    await find({ sources: [name], datePosted: "month" });
    expect(wire.asked[name]).toHaveLength(3);
    // Judged here, of the same answer.
    expect(of(await find({ sources: [name], industry: "energy" }), name)).toMatchObject({ count: 15, cached: true });
    expect(wire.asked[name]).toHaveLength(3);
  });

  test("an empty answer is kept for a minute only", async () => {
    wire.moods[name] = "empty";
    expect(of(await find({ sources: [name] }), name)).toMatchObject({ status: "done", count: 0 });
    const asked = wire.asked[name].length;
    await find({ sources: [name] });
    expect(wire.asked[name]).toHaveLength(asked);
    const [row] = await database.sql`select extract(epoch from expires_at - fetched_at)::int as seconds from job_cache`;
    expect(row).toEqual({ seconds: 60 });
  });

  test("a failure is told, beside the others' results, and never kept", async () => {
    wire.moods[name] = 500;
    const other = name === "jsearch" ? "theirstack" : "jsearch";
    const found = await find();
    expect(of(found, name)).toMatchObject({ status: "failed", count: 0, message: expect.stringMatching(/right now/) });
    expect(of(found, other)).toMatchObject({ status: "done", count: 15 });
    expect(found.results).toHaveLength(15);
    expect(JSON.stringify(found)).not.toMatch(/key-of-/);
    expect(await database.sql`select source from job_cache where source = ${name}`).toEqual([]);
    wire.moods[name] = "found";
    expect(of(await find(), name)).toMatchObject({ status: "done", cached: false });
  });

  test.each([
    [429, /busy/],
    [401, /right now/],
    ["garbage", /could not read/],
  ] as const)("when it answers %s, the person is told", async (mood, message) => {
    wire.moods[name] = mood;
    expect(of(await find({ sources: [name] }), name)).toMatchObject({
      status: "failed",
      message: expect.stringMatching(message),
    });
  });

  test("with the cache's table gone, the search still answers", async () => {
    await database.sql`alter table job_cache rename to job_cache_away`;
    try {
      expect(of(await find({ sources: [name] }), name)).toMatchObject({ status: "done", count: 15, cached: false });
      expect(of(await find({ sources: [name] }), name)).toMatchObject({ status: "done", count: 15, cached: false });
    } finally {
      await database.sql`alter table job_cache_away rename to job_cache`;
    }
  });

  test("with it gone, those who ask at the same time still make one request", async () => {
    wire.hold();
    await database.sql`alter table job_cache rename to job_cache_away`;
    try {
      const all = Array.from({ length: 4 }, () => find({ sources: [name] }));
      await until("one has asked", () => wire.asked[name].length > 0);
      wire.release();
      for (const found of await Promise.all(all)) expect(of(found, name)?.count).toBe(15);
      expect(wire.asked[name]).toHaveLength(1);
    } finally {
      await database.sql`alter table job_cache_away rename to job_cache`;
    }
  });
});

test("of each source, ten at once from two processes make one request", async () => {
  const child = runChild(`
    import { log } from "./lib/log.ts";
    import { startWorker } from "./lib/worker.ts";
    import search from "./workers/search.ts";
    const worker = startWorker(search, { concurrency: 5 });
    await worker.ready();
    log.info("ready");`);
  await child.said("ready");
  const here = startWorker(worker, { concurrency: 5 });
  const doneThere = () => child.lines().filter(({ msg }) => msg === "job done").length;
  try {
    for (const name of providers) {
      const before = doneThere();
      wire.hold();
      const criteria: SearchCriteria = { ...berlin, sources: [name] };
      const ids = Array.from({ length: 10 }, newId);
      await Promise.all(ids.map((id) => enqueue(search, { id, criteria }, { jobId: id })));
      const states = () => Promise.all(ids.map(async (id) => (await jobStatus("search", id))?.state));
      await until("all ten run", async () => (await states()).every((state) => state === "active"));
      await until("one has asked", () => wire.asked[name].length > 0);
      wire.release();
      await until("all ten are done", async () => (await states()).every((state) => state === "completed"));
      expect(wire.asked[name]).toHaveLength(1);
      const found = await Promise.all(ids.map(readSearch));
      expect(found.map((each) => each?.results.length)).toEqual(ids.map(() => 15));
      expect(found.filter((each) => each && !of(each, name)?.cached)).toHaveLength(1);
      // Five of ten were its own. Its log comes through a pipe, later than the jobs' end through Redis.
      await until("the other process has done five", () => doneThere() === before + 5);
    }
  } finally {
    await here.close(0);
    child.kill("SIGKILL");
    await child.ended;
  }
});

test("TheirStack is asked once more with less when it finds nothing, and that reply is kept too", async () => {
  wire.moods.theirstack = "empty-then-found";
  const found = await find({ sources: ["theirstack"], jobType: "full-time", salaryMin: 40_000 });
  expect(wire.asked.theirstack).toHaveLength(2);
  expect(of(found, "theirstack")).toMatchObject({ status: "done", count: 15, cached: false });
  const again = await find({ sources: ["theirstack"], jobType: "full-time", salaryMin: 40_000 });
  expect(wire.asked.theirstack).toHaveLength(2);
  expect(of(again, "theirstack")).toMatchObject({ count: 15, cached: true });
});

test("over its budget a source is not asked, and the person is told", async () => {
  await producer().set(redisKey("source-hold", "jsearch"), "quota", "PX", 60_000);
  const found = await find({ sources: ["jsearch"] });
  expect(of(found, "jsearch")).toMatchObject({ status: "skipped", message: expect.stringMatching(/all it may/) });
  expect(wire.asked.jsearch).toEqual([]);
});

test("the same posting from two sources is one result that names both; the best comes first", async () => {
  const found = await find();
  expect(found.results).toHaveLength(29);
  const double = found.results.find(({ company }) => company === "Employer 0");
  expect(double?.via.map(({ label }) => label).sort()).toEqual(["JSearch", "TheirStack"]);
  const scores = found.results.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test("the score is the posting's: an answer from elsewhere does not meet the place it was asked for", async () => {
  Object.assign(wire.found, { city: "Boston", country: "United States", title: "Data Entry Clerk" });
  const [first] = (await find({ sources: ["theirstack"], salaryMin: 40_000, jobType: "full-time" })).results;
  expect(first).toMatchObject({
    score: 17,
    criteria: { title: "not-met", place: "not-met", salary: "unknown", type: "met", date: "met" },
    locations: ["Boston, United States"],
  });
});

describe("our own postings", () => {
  test("are found by title and place, closed and foreign ones are not", async () => {
    await upsert([
      item({ title: "Junior Data Analyst (m/w/d)", company: "A" }),
      item({
        title: "Data Analyst",
        company: "B",
        remote: { mode: "remote", worldwide: null, countries: ["DE"] },
        locations: [],
      }),
      item(
        {
          title: "Data Analyst",
          company: "C",
          locations: [{ city: "Hamburg", geonameId: 2911298, country: "DE", lat: 53.5, lon: 10, raw: "Hamburg" }],
        },
        { dedupeKey: "c" },
      ),
      item({ title: "Database Analystin for Analytics", company: "D" }),
      item({ title: "Data Analyst", company: "E" }, { dedupeKey: "e" }),
    ]);
    await database.sql`update postings set closed_at = now(), closed_reason = 'expired' where company = 'E'`;
    const found = await find({ sources: ["jobping"], datePosted: "any" });
    expect(found.results.map(({ company }) => company).sort()).toEqual(["A", "B"]);
    expect(found.results.find(({ company }) => company === "A")).toMatchObject({
      source: "jobping",
      score: 100,
      via: [{ label: "Greenhouse", url: expect.any(String) }],
      locations: ["Berlin, Germany"],
      places: [{ city: "Berlin", geonameId: 2950159, country: "DE", raw: expect.any(String) }],
    });
    expect(found.results.find(({ company }) => company === "B")?.locations).toEqual(["Germany"]);
  });

  test("with Postgres away the other sources still answer", async () => {
    play("database", "http://127.0.0.1:9");
    try {
      const found = await find();
      expect(of(found, "jobping")).toMatchObject({
        status: "failed",
        message: expect.stringMatching(/JobPing cannot/),
      });
      expect(found.results).toHaveLength(29);
    } finally {
      play("database", database.supabaseUrl);
    }
  });
});

test("whoever watches sees it fill, source by source, to its end", async () => {
  wire.hold();
  const id = newId();
  const running = runOnce(worker, { id, criteria: berlin });
  await until("it has begun", () => readSearch(id));
  const seen: Search[] = [];
  for await (const state of watchSearch(id, AbortSignal.timeout(15 * second))) {
    seen.push(state);
    if (of(state, "jobping")?.status === "done") wire.release();
  }
  await running;
  expect(seen[0]?.status).toBe("running");
  expect(seen.at(-1)).toMatchObject({
    status: "done",
    sources: [{ status: "done" }, { status: "done" }, { status: "done" }],
  });
  expect(seen.length).toBeGreaterThan(2);
});

test("credentials travel in headers only", async () => {
  const [source] = activeSources();
  if (!source) throw new Error("no source");
  await searchSource(source, berlin, { signal: new AbortController().signal });
  expect(JSON.stringify(wire.asked)).not.toContain("key-of-");
});
