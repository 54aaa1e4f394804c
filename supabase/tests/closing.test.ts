import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { day, hour } from "../../lib/time.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { only } from "./arrange.ts";
import { close, item, upsert } from "./supply.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "postings", "source_runs"));

const ago = (ms: number) => new Date(Date.now() - ms);
const posting = async () => only(await sql`select * from postings`);
const run = (over: Record<string, unknown> = {}) => sql`
  insert into source_runs ${sql({ source: "greenhouse", target: "nordlicht", status: "done", complete: true, seen: 5, ...over })}`;

/** Twice, as a single crawl may have been incomplete. */
async function crawledTwice(over: Record<string, unknown> = {}): Promise<void> {
  await run({ started_at: ago(1 * hour), ...over });
  await run(over);
}

/** Makes the postings unseen for that long. */
async function unseenFor(ms: number): Promise<void> {
  await sql`update postings set checked_at = ${ago(ms)}`;
  await sql`update sightings set last_seen_at = ${ago(ms)}`;
}

describe("close_postings, by absence", () => {
  test("a posting of two targets is open until both were crawled whole without it", async () => {
    const one = item();
    await upsert([one], "greenhouse", "nordlicht");
    await upsert([one], "greenhouse", "nordlicht-eu");
    expect(only(await sql`select target, also_in from sightings`)).toEqual({
      target: "nordlicht-eu",
      also_in: ["nordlicht"],
    });
    await unseenFor(50 * hour);
    await crawledTwice({ target: "nordlicht-eu" });
    expect(await close()).toBe(0);
    await crawledTwice({ target: "nordlicht" });
    expect(await close()).toBe(1);
    expect(await posting()).toMatchObject({ closed_reason: "unseen" });
  });

  test("a crawl that could not read a good part of what it saw is no proof of absence", async () => {
    await upsert([item()]);
    await unseenFor(50 * hour);
    await crawledTwice({ seen: 100, rejected: 21 });
    expect(await close()).toBe(0);
    await crawledTwice({ seen: 100, rejected: 20 });
    expect(await close()).toBe(1);
  });

  test("after an outage of ours, one short reply closes nothing: the next crawl has to miss them too", async () => {
    await upsert([item({ title: "Analyst" }), item({ title: "Controller" })]);
    await run({ started_at: ago(50 * hour + 1) });
    await unseenFor(50 * hour);
    await run({ started_at: ago(1 * hour), seen: 1 });
    expect(await close()).toBe(0);
    await run({ seen: 1 });
    expect(await close()).toBe(2);
  });

  test("a posting that a search showed too waits for what searches can say", async () => {
    await upsert([item({ title: "Analyst" })]);
    await upsert([item({ title: "Analyst", source: "adzuna" })], "adzuna", "DE:Berlin");
    await unseenFor(50 * hour);
    await run();
    await run({ source: "adzuna", target: "DE:Berlin", complete: false });
    expect(await close()).toBe(0);
  });

  test("a board that is away closes nothing, however old its postings are, until nobody has seen them for 30 days", async () => {
    await upsert([item({ postedAt: ago(100 * day).toISOString() })]);
    await run({ started_at: ago(5 * day) });
    await unseenFor(4 * day);
    await run({ status: "failed", complete: false, seen: 0 });
    await run({ complete: false, seen: 0 });
    expect(await close()).toBe(0);
    // Such as only the newest page, where old postings never are.
    await run({ complete: false, seen: 20 });
    expect(await close()).toBe(0);
    await sql`update source_runs set started_at = ${ago(33 * day)} where complete`;
    await unseenFor(31 * day);
    expect(await close()).toBe(1);
    expect(await posting()).toMatchObject({ closed_reason: "old" });
  });
});

describe("close_postings, where absence says nothing", () => {
  const searched = (over: object = {}) => run({ source: "adzuna", target: "DE:Berlin", complete: false, ...over });
  const seen = (postedMs: number) =>
    upsert([item({ source: "adzuna", postedAt: ago(postedMs).toISOString() })], "adzuna", "DE:Berlin");

  test("not by absence, however long", async () => {
    await seen(12 * day);
    await unseenFor(11 * day);
    await searched();
    expect(await close()).toBe(0);
  });

  test("30 days after it was posted, once searches answer without it", async () => {
    await seen(31 * day);
    await searched();
    expect(await close()).toBe(0);
    await unseenFor(50 * hour);
    expect(await close()).toBe(1);
    expect(await posting()).toMatchObject({ closed_reason: "old" });
  });

  test("…and not while the provider is away or answers with nothing", async () => {
    await seen(31 * day);
    await unseenFor(50 * hour);
    await searched({ status: "failed", seen: 0 });
    await searched({ seen: 0 });
    expect(await close()).toBe(0);
  });

  test("at its own date", async () => {
    await upsert([item({ source: "adzuna", validThrough: new Date(Date.now() + hour).toISOString() })], "adzuna", "GB");
    await sql`update postings set valid_through = now() - interval '1 second'`;
    expect(await close()).toBe(1);
    expect(await posting()).toMatchObject({ closed_reason: "expired" });
  });
});

describe("purge", () => {
  test("keeps the replies of a day for replay, and the runs for the closing rule", async () => {
    const { id } = only(
      await sql`insert into source_runs (source, target) values ('greenhouse', 'nordlicht') returning id`,
    );
    await sql`insert into raw_replies (run_id, cursor, body, fetched_at) values
      (${id}, '1', 'young', now() - interval '23 hours'), (${id}, '2', 'old', now() - interval '25 hours')`;
    for (const kind of ["replies", "runs"]) await serviceDb().call("purge", { p_kind: kind, p_limit: 1000 }, z.int());
    expect(await sql`select body from raw_replies`).toEqual([{ body: "young" }]);
    expect(await sql`select from source_runs`).toHaveLength(1);
  });
});
