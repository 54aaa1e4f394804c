import postgres, { type TransactionSql } from "postgres";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { until } from "../../test/until.ts";
import { callIn, only, overlapping } from "./arrange.ts";
import { type Item, item, upsert } from "./supply.ts";

const database = databaseOfFile();
const { sql } = database;
beforeEach(() => emptied(sql, "postings", "source_runs"));

const similarTo = z.strictObject({
  upTo: z.int(),
  found: z.array(z.tuple([z.uuid(), z.object({ title: z.string() })])),
  keys: z.array(z.array(z.int())),
});
const similar = (...keys: number[]) => serviceDb().call("similar_postings", { p_keys: keys }, similarTo);
const titles = async (...keys: number[]) => (await similar(...keys)).found.map(([, { title }]) => title);
const idOf = async (title: string) => only(await sql`select id from postings where title = ${title}`).id as string;

describe("similar_postings", () => {
  test("what shares a key, once, the open ones and the newest first", async () => {
    await upsert([item({ title: "closed" }, { keys: [1, 2] })]);
    await upsert([item({ title: "old" }, { keys: [1, -2_147_483_648] })]);
    await upsert([item({ title: "new" }, { keys: [1, 3] }), item({ title: "other" }, { keys: [4] })]);
    await upsert([item({ title: "not to be recognised" })]);
    await sql`update postings set closed_at = now(), closed_reason = 'unseen' where title = 'closed'`;
    expect(await titles(1)).toEqual(["new", "old", "closed"]);
    expect(await titles(1, 2, 3)).toEqual(["new", "old", "closed"]);
    expect((await similar(1, 2, 3)).keys.map((keys) => keys.toSorted())).toEqual([[1, 3], [1], [1, 2]]);
    expect(await titles(-2_147_483_648)).toEqual(["old"]);
    expect(await titles(5)).toEqual([]);
    expect(await titles()).toEqual([]);
    const [{ last } = { last: 0 }] = await sql`select max(seq)::int as last from posting_identities`;
    expect((await similar(5)).upTo).toBe(last);
  });

  test("of a key that many share, the fifty newest", async () => {
    await upsert(Array.from({ length: 60 }, (_, at) => item({}, { keys: [1, 100 + at] })));
    const { found } = await similar(1);
    expect(found).toHaveLength(50);
    const newest = await sql`select posting_id as id from posting_identities order by seq desc limit 50`;
    expect(found.map(([id]) => id)).toEqual(newest.map(({ id }) => id));
  });

  test("a change is known by its new keys, one that goes on as another by none", async () => {
    const [kept, twin] = [item({ title: "kept" }, { keys: [1] }), item({ title: "twin" }, { keys: [2] })];
    await upsert([kept, twin]);
    await upsert([item({ sourceId: kept.sourceId, title: "changed" }, { keys: [3] })]);
    expect([await titles(1), await titles(3)]).toEqual([[], ["changed"]]);
    await upsert([item({ sourceId: twin.sourceId, title: "changed" }, { keys: [4] })]);
    expect([await titles(2), await titles(4)]).toEqual([[], []]);
    expect(await sql`select key from posting_keys`).toEqual([{ key: 3 }]);
  });

  test("a posting that is deleted leaves no key, and is found by none", async () => {
    await upsert([item({ title: "deleted" }, { keys: [1, 2] }), item({ title: "kept" }, { keys: [2] })]);
    await sql`delete from postings where title = 'deleted'`;
    expect([await titles(1), await titles(2)]).toEqual([[], ["kept"]]);
    expect(await sql`select key from posting_keys`).toEqual([{ key: 2 }]);
  });
});

describe("upsert_postings, of what is the same as another one", () => {
  test("it gets the sighting, and shows the better version with its key", async () => {
    await upsert([item({ title: "first" }, { keys: [1], quality: 5 })]);
    const sameAs = await idOf("first");
    const worse = item({ title: "worse", source: "lever" }, { keys: [1], quality: 5, sameAs });
    expect(await upsert([worse], "lever")).toEqual({ added: 0, changed: 0, seen: 1 });
    const better = item({ title: "better", source: "adzuna" }, { keys: [2], quality: 6, sameAs });
    expect(await upsert([better], "adzuna")).toEqual({ added: 0, changed: 1, seen: 1 });
    expect(only(await sql`select id, title, quality, dedupe_key, source from postings`)).toEqual({
      ...{ id: sameAs, title: "better", quality: 6, dedupe_key: "better", source: "adzuna" },
    });
    expect(await sql`select from sightings where posting_id = ${sameAs}`).toHaveLength(3);
    expect([await titles(1), await titles(2)]).toEqual([[], ["better"]]);
  });

  test("a version that was not seen for 48 hours gives way to a worse one", async () => {
    await upsert([item({ title: "first" }, { quality: 5 })]);
    const copy = item({ title: "copy", source: "lever" }, { quality: 1, sameAs: await idOf("first") });
    await upsert([copy], "lever");
    await sql`update sightings set last_seen_at = now() - interval '49 hours' where source = 'greenhouse'`;
    expect(await upsert([copy], "lever")).toEqual({ added: 0, changed: 1, seen: 1 });
    expect(only(await sql`select title from postings`)).toEqual({ title: "copy" });
  });

  test("what is the same as a posting that is no more is a new one", async () => {
    const sameAs = "00000000-0000-0000-0000-000000000000";
    expect(await upsert([item({}, { sameAs })])).toEqual({ added: 1, changed: 0, seen: 1 });
  });
});

describe("what became visible meanwhile", () => {
  const again = z.object({ added: z.int(), again: z.array(z.string()) });
  const store = (items: Item[], upTo: number) => {
    const p = { p_source: "lever", p_target: "all", p: items, p_up_to: upTo };
    return serviceDb().call("upsert_postings", p, again);
  };

  test("sends back what has one of its keys, and nothing else", async () => {
    const { upTo } = await similar(1);
    await upsert([item({ title: "theirs" }, { keys: [1, 2] })]);
    const [met, twin] = [
      item({ title: "ours" }, { keys: [2, 3], quality: 2 }),
      item({ title: "ours" }, { keys: [9], quality: 1 }),
    ];
    const stored = await store([met, twin, item({ title: "free" }, { keys: [4] })], upTo);
    expect(stored.added).toBe(1);
    // Together with what was stored under its key.
    expect(stored.again.sort()).toEqual([met.sourceId, twin.sourceId].sort());
    expect((await sql`select title from postings order by title`).map(({ title }) => title)).toEqual([
      "free",
      "theirs",
    ]);
    expect(await store([met], (await similar(1)).upTo)).toEqual({ added: 1, again: [] });
  });

  test("the second of two at the same moment sees the first", async () => {
    const { upTo } = await similar(1);
    const page = (source: string) => JSON.stringify([item({ source, title: source }, { keys: [1] })]);
    const call = (source: string) => (transaction: Parameters<typeof callIn>[0]) =>
      callIn<{ added: number; again: string[] }>(
        transaction,
        "upsert_postings",
        source,
        "all",
        JSON.parse(page(source)),
        upTo,
      );
    const [first, second] = await overlapping(sql, call("a"), call("b"));
    expect([first.added, first.again.length, second.added, second.again.length]).toEqual([1, 0, 0, 1]);
  });
});

describe("store_page", () => {
  test("gives way and goes again where another page takes the same postings in another order", async () => {
    await upsert([item({ sourceId: "known", title: "theirs" })]);
    const posting = await idOf("theirs");
    const takes = (by: TransactionSql, id: string) => by`
      insert into sightings (source, source_id, posting_id, target, url)
      values ('greenhouse', ${id}, ${posting}, 'other', 'https://jobs.example.com')`;
    const page = ["1", "2", "3"].map((sourceId) => item({ sourceId, title: sourceId }));
    const p = { p_source: "greenhouse", p_target: "all", p_body: "", p_postings: page, p_rejected: 0 };
    const call = { ...p, p_last: true, p_complete: true, p_unchanged: ["known"] };
    // Postgres aborts the transaction that detects the deadlock: this one never checks.
    const connection = { deadlock_timeout: 2 ** 31 - 1 };
    const admin = postgres(database.urlAs("supabase_admin"), { max: 2, connection });
    const waiting = async () => {
      const waits = await admin`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      return waits.length;
    };
    let stored: Promise<unknown> | undefined;
    let taken: Promise<unknown> | undefined;
    await admin.begin(async (other) => {
      await takes(other, "3");
      await sql.begin(async (third) => {
        await takes(third, "2");
        stored = serviceDb().call("store_page", call, z.object({ seen: z.literal(4) }));
        await until("the page has the first and waits for the second", async () => (await waiting()) === 1);
        taken = takes(other, "1").execute();
        await until("the other waits for the first", async () => (await waiting()) === 2);
      });
      // The page now waits for the third, and checks for a deadlock after a second.
      await taken;
    });
    await stored;
    await admin.end();
    expect(await sql`select source_id, target from sightings order by source_id`).toEqual(
      ["1", "2", "3", "known"].map((source_id) => ({ source_id, target: "all" })),
    );
  });
});

describe("joined_locations", () => {
  const place = (city: string | null, geonameId: number | null, country: string | null) => ({
    city,
    geonameId,
    country,
    raw: city ?? country,
  });
  const [berlin, munich, village] = [place("Berlin", 1, "DE"), place("Munich", 2, "DE"), place("Nowhere", null, "DE")];
  const joined = async (first: object[], more: object[]) =>
    only(await sql`select joined_locations(${sql.json(first as never)}, ${sql.json(more as never)}) as all`).all;

  test.each([
    [
      "each city once, the first one's before the other's",
      [munich],
      [berlin, { ...munich, raw: "München" }, village],
      [munich, berlin, village],
    ],
    ["by its words where it has no number", [village], [village], [village]],
    [
      "a country says nothing of whom a city in it is known",
      [berlin],
      [place(null, null, "DE"), place(null, null, "FR")],
      [berlin, place(null, null, "FR")],
    ],
    ["nothing and something", [], [berlin], [berlin]],
    ["nothing", [], [], []],
  ])("%s", async (_, first, more, all) => {
    expect(await joined(first, more)).toEqual(all);
    expect(await joined(all, more)).toEqual(all);
  });

  test("twenty at most", async () => {
    const many = Array.from({ length: 30 }, (_, at) => place(`City ${at}`, at + 1, "DE"));
    expect(await joined(many.slice(0, 15), many)).toEqual(many.slice(0, 20));
  });
});
