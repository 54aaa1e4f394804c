import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";

vi.hoisted(() => {
  process.env.SOURCES = "greenhouse|fjordbyte|havelwerk,arbeitnow,adzuna,reed,jsearch|FR:Lyon,theirstack";
  process.env.SCRAPER_RATE_LIMITS = "adzuna:100000/minute,adzuna:40/day,reed:100000/day,jsearch:4/day";
  process.env.ADZUNA_APP_ID = "the-adzuna-id";
  process.env.ADZUNA_APP_KEY = "the-adzuna-key";
  process.env.REED_API_KEY = "the-reed-key";
  process.env.RAPID_API_KEY = "the-rapid-key";
});

import { z } from "zod";
import { serviceDb } from "../lib/db.ts";
import { closeQueues } from "../lib/queue.ts";
import { closeRedis, connected, redisKey } from "../lib/redis.ts";
import { day, hour } from "../lib/time.ts";
import { insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { emptied, startDatabase, type TestDatabase } from "../test/services.ts";
import supply from "./supply.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
});
beforeEach(async () => {
  await emptied(database.sql, "subscribers", "source_targets");
  await closeQueues();
  const redis = await connected();
  const left = await redis.keys(redisKey("s*"));
  if (left.length > 0) await redis.del(left);
});
afterAll(async () => {
  await closeQueues();
  await closeRedis();
  await database.stop();
});

interface Asked {
  source: string;
  target: string;
  complete?: boolean;
  since?: string;
}
/** The scrapes that wait, in the order they were asked for. */
async function waiting(): Promise<Asked[]> {
  const redis = await connected();
  const ids = await redis.lrange(redisKey("scrape", "wait"), 0, -1);
  const jobs = ids.map(async (id) => JSON.parse((await redis.hget(redisKey("scrape", id), "data")) ?? "{}").p);
  return (await Promise.all(jobs)).reverse();
}
const targetsOf = async (source: string) =>
  (await waiting()).filter((one) => one.source === source).map(({ target }) => target);
const clear = async () => {
  const redis = await connected();
  await redis.del(await redis.keys(redisKey("scrape*")));
  await closeQueues();
};
const note = (source: string, target: string, outcome: string) =>
  serviceDb().call("note_target", { p_source: source, p_target: target, p_outcome: outcome }, z.boolean());
const later = (ms: number) => database.sql`
  update source_targets set asked_at = asked_at - ${`${ms} ms`}::interval, done_at = done_at - ${`${ms} ms`}::interval,
    complete_at = complete_at - ${`${ms} ms`}::interval`;

describe("boards and feeds", () => {
  const boards = [
    { source: "greenhouse", target: "fjordbyte" },
    { source: "greenhouse", target: "havelwerk" },
    { source: "arbeitnow", target: "all" },
  ];

  test("what nobody ever asked is asked for, completely; twice is once", async () => {
    await runOnce(supply, { of: "crawls" });
    await runOnce(supply, { of: "crawls" });
    expect(await waiting()).toEqual(boards.map((board) => ({ ...board, complete: true })));
  });

  test("again when its time has come, for what is new; once a day for all", async () => {
    for (const { source, target } of boards) await note(source, target, "complete");
    await runOnce(supply, { of: "crawls" });
    expect(await waiting()).toEqual([]);
    await later(1 * hour);
    await runOnce(supply, { of: "crawls" });
    const asked = await waiting();
    expect(asked).toEqual(boards.map((board) => ({ ...board, since: expect.any(String) })));
    expect(Date.now() - Date.parse(asked[0]?.since ?? "")).toBeGreaterThan(25 * hour - 1000);
    await clear();
    await later(1 * day);
    await runOnce(supply, { of: "crawls" });
    expect(await waiting()).toEqual(boards.map((board) => ({ ...board, complete: true })));
  });

  test("not what is parked, nor a source that rests, waits or has used its budget up", async () => {
    for (let time = 0; time < 3; time++) await note("greenhouse", "havelwerk", "unknown");
    await later(2 * hour);
    await (await connected()).set(redisKey("source-hold", "arbeitnow"), "pause", "PX", 60_000);
    await runOnce(supply, { of: "crawls" });
    expect(await waiting()).toEqual([{ source: "greenhouse", target: "fjordbyte", complete: true }]);
    await clear();
    await (await connected()).hset(redisKey("breaker", "greenhouse"), "until", Date.now() + 60_000);
    expect(await runOnce(supply, { of: "crawls" })).toEqual({ asked: {} });
  });
});

describe("what is asked for by place and field", () => {
  const city = (name: string, country: string) => ({ geonameId: 1, name, country, lat: 1, lon: 1 });
  const wishes = (over: object) => ({
    wishes: database.sql.json({ cities: [], countries: [], careerPaths: [], ...over }),
  });
  const lisbon = { cities: [city("Lisbon", "PT")], careerPaths: ["data-analytics"] };
  const gdansk = { cities: [city("Gdańsk", "PL")], careerPaths: ["unsure"] };
  const leeds = { cities: [city("Leeds", "GB")], careerPaths: ["marketing-growth"] };

  test("the defaults while there is no subscriber, some at a time", async () => {
    await runOnce(supply, { of: "wishes" });
    expect(await targetsOf("reed")).toEqual(["GB:London"]);
    const first = await targetsOf("adzuna");
    expect(first.length).toBeGreaterThan(0);
    expect(await targetsOf("arbeitnow")).toEqual([]);
  });

  test("what subscribers want, most wanted first, where the source is at home", async () => {
    await insertSubscriber(database.sql, wishes(gdansk));
    for (let person = 0; person < 3; person++) await insertSubscriber(database.sql, wishes(leeds));
    await insertSubscriber(database.sql, { ...wishes(lisbon), status: "unverified" });
    await runOnce(supply, { of: "wishes" });
    expect(await targetsOf("reed")).toEqual(["GB:Leeds:marketing-growth"]);
    expect((await targetsOf("adzuna"))[0]).toBe("GB:Leeds:marketing-growth");
    for (const one of await waiting()) expect(one).not.toHaveProperty("complete");
  });

  test("the operator's own targets, whatever subscribers want", async () => {
    await insertSubscriber(database.sql, wishes(leeds));
    await runOnce(supply, { of: "wishes" });
    expect(await targetsOf("jsearch")).toEqual(["FR:Lyon"]);
  });

  test("what many want and nobody asked for long comes first; nothing before its time", async () => {
    await insertSubscriber(database.sql, wishes(gdansk));
    for (let person = 0; person < 3; person++) await insertSubscriber(database.sql, wishes(leeds));
    await note("adzuna", "GB:Leeds:marketing-growth", "done");
    await later(13 * hour);
    await runOnce(supply, { of: "wishes" });
    // Gdańsk was never asked for, Leeds thirteen hours ago.
    expect((await targetsOf("adzuna"))[0]).toBe("PL:Gdańsk");
    await clear();
    await note("reed", "GB:Leeds:marketing-growth", "done");
    await runOnce(supply, { of: "wishes" });
    expect(await targetsOf("reed")).toEqual([]);
  });

  test("a source without its key is not asked", async () => {
    await runOnce(supply, { of: "wishes" });
    expect(await targetsOf("theirstack")).toEqual([]);
  });
});
