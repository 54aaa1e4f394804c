import { beforeEach, describe, expect, test } from "vitest";
import { LaterError, PermanentError } from "../lib/errors.ts";
import { unpacked } from "../lib/sources/kept-reply.ts";
import { runOnce } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import scrape from "./scrape.ts";

const world = worldOfFile();
beforeEach(async () => {
  await faults({});
});

const faults = async (body: object) => {
  const headers = { "content-type": "application/json" };
  const put = await fetch(`${world.boards.url}/faults`, { method: "PUT", headers, body: JSON.stringify(body) });
  expect(put.status).toBeLessThan(300);
};
const board = { source: "greenhouse", target: "fjordbyte" };
const count = async () =>
  (await world.sql`select count(*)::int as open from postings where closed_at is null`)[0]?.open as number;
const runs = () =>
  world.sql`select source, target, status, complete, pages, seen, added, changed, error from source_runs order by started_at`;

test("stores a board's postings, normalised, with their sightings, the run and the raw reply", async () => {
  const result = (await runOnce(scrape, board)) as { seen: number; added: number };
  expect(result.added).toBeGreaterThan(5);
  expect(await count()).toBe(result.added);
  expect(await world.sql`select 1 from sightings`).toHaveLength(result.seen);
  expect(await runs()).toMatchObject([
    { ...board, status: "done", complete: true, pages: 1, seen: result.seen, error: null },
  ]);
  const [raw] = await world.sql`select body from raw_replies`;
  expect(JSON.parse(unpacked(raw?.body)).jobs).toHaveLength(result.seen);
  const places =
    await world.sql`select 1 from postings where jsonb_array_length(locations) > 0 or remote->>'mode' = 'remote'`;
  expect(places.length).toBe(result.added);
});

test("run again, it adds and changes nothing", async () => {
  await runOnce(scrape, board);
  const before = await world.sql`select id, changed_at from postings order by id`;
  expect(await runOnce(scrape, { ...board, complete: true })).toMatchObject({ added: 0, changed: 0 });
  expect(await world.sql`select id, changed_at from postings order by id`).toEqual(before);
});

test("a later page counts in its own run, once however often it runs", async () => {
  const first = (await runOnce(scrape, { source: "arbeitnow", target: "all" })) as { runId: string; seen: number };
  expect(await runs()).toMatchObject([{ status: "running", pages: 1 }]);
  const next = { source: "arbeitnow", target: "all", cursor: "2", runId: first.runId };
  await runOnce(scrape, next);
  await runOnce(scrape, next);
  const [run] = await runs();
  expect(run).toMatchObject({ pages: 2 });
});

describe("when a source is not well", () => {
  test("429 is later, by its own word", async () => {
    await faults({ status: 429, times: 1 });
    const error = await runOnce(scrape, board).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LaterError);
    expect((error as LaterError).ms).toBe(1000);
  });
  test("500 is tried again", async () => {
    await faults({ status: 500, times: 3 });
    await expect(runOnce(scrape, board)).rejects.not.toBeInstanceOf(PermanentError);
    expect(await count()).toBe(0);
    await runOnce(scrape, board);
    expect(await count()).toBeGreaterThan(0);
  });
  test("an unknown board is permanent, and the run says so", async () => {
    await expect(runOnce(scrape, { ...board, target: "no-such-board" })).rejects.toBeInstanceOf(PermanentError);
    expect(await runs()).toMatchObject([{ status: "failed", error: expect.stringContaining("unknown board") }]);
  });
  test("an outage closes nothing", async () => {
    await runOnce(scrape, board);
    const open = await count();
    await world.sql`update postings set checked_at = now() - interval '3 days', posted_at = now()`;
    await world.sql`update sightings set last_seen_at = now() - interval '3 days'`;
    await world.sql`update source_runs set started_at = now() - interval '3 days'`;
    await faults({ status: 500, times: 3 });
    await runOnce(scrape, board).catch(() => {});
    await world.sql`select close_postings(1000)`;
    expect(await count()).toBe(open);
  });
});

test("a source that is not active is nobody's business", async () => {
  await expect(runOnce(scrape, { source: "elsewhere", target: "all" })).rejects.toThrow(/SOURCES/);
});

test("two runs of one target do not ask its server at once", async () => {
  await faults({ delayMs: 300, times: 1 });
  const both = await Promise.allSettled([runOnce(scrape, board), runOnce(scrape, board)]);
  const refused = both.filter((run) => run.status === "rejected");
  expect(refused).toHaveLength(1);
  expect(refused[0]?.reason).toBeInstanceOf(LaterError);
});
