import { createClient } from "@supabase/supabase-js";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { hashLinkKey } from "../../lib/tokens.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { insertMatch, only } from "./arrange.ts";

const database = databaseOfFile();
const { sql } = database;

const anon = () => createClient(database.supabaseUrl, database.anonKey, { auth: { persistSession: false } });

async function person(over: Record<string, unknown> = {}) {
  const { id, key } = await insertSubscriber(sql, over);
  const keyHash = hashLinkKey(key);
  return {
    id,
    keyHash,
    digest: () => insertDelivery(sql, id, { kind: "digest", status: "sent" }),
    row: async () => only(await sql`select * from subscribers where id = ${id}`),
    save: (change: Record<string, unknown>, askedAt = new Date().toISOString()) =>
      serviceDb().call(
        "save_preferences",
        { p: { subscriberId: id, keyHash, askedAt, fields: ["minScore"], due: null, before: {}, ...change } },
        z.string(),
      ),
  };
}

describe("save_preferences", () => {
  test("changes what is named, and nothing else", async () => {
    const { save, row } = await person();
    const before = await row();
    const change = {
      wishes: { levels: ["entry"], cadence: "daily", timeZone: "Europe/Lisbon" },
      ...{ name: null, locale: "de", minScore: 70, excludedCompanies: ["Acme"], stillLooking: true },
      ...{ pausedUntil: "2027-01-01T00:00:00Z", resetTaste: true },
    };
    const askedAt = new Date(Date.now() + 1000);
    const said = askedAt.toISOString();
    expect(await save({ ...change, fields: ["minScore", "levels"] }, said)).toBe("saved");
    expect(await row()).toEqual({
      ...before,
      wishes: { ...before.wishes, ...change.wishes },
      ...{ name: null, locale: "de", min_score: 70, excluded_companies: ["Acme"], still_looking: true },
      ...{ cadence: "daily", time_zone: "Europe/Lisbon", paused_until: new Date(change.pausedUntil) },
      ...{ taste_reset_at: askedAt, preferences_asked_at: { minScore: said, levels: said }, last_sign_at: askedAt },
      updated_at: expect.any(Date),
    });
    const emptied = { minScore: null, pausedUntil: null };
    expect(await save(emptied)).toBe("moved");
    expect(await save({ ...emptied, before: (await row()).preferences_asked_at })).toBe("saved");
    expect(await row()).toMatchObject({ min_score: null, paused_until: null, still_looking: true });
    expect((await row()).preferences_asked_at.levels).toBe(said);
  });

  test("moves the next digest only from where it was read", async () => {
    const due = "2026-12-03T07:00:00+00:00";
    const { save, row } = await person({ next_digest_at: due });
    const next = "2026-12-04T07:00:00Z";
    expect(await save({ minScore: 80, next })).toBe("moved");
    expect(await row()).toMatchObject({ min_score: null, next_digest_at: new Date(due) });
    expect(await save({ minScore: 80, next, due })).toBe("saved");
    expect(await row()).toMatchObject({ min_score: 80, next_digest_at: new Date(next) });
  });

  test("takes no change that leaves no place to look at, nor one from a replaced key or of who left", async () => {
    const one = await person();
    expect(await one.save({ wishes: { cities: [], countries: [] } })).toBe("no_place");
    expect(await one.save({ wishes: { cities: [], countries: [], workModes: ["remote"] } })).toBe("saved");
    const other = await person();
    expect(await one.save({ keyHash: other.keyHash, minScore: 1 })).toBe("gone");
    expect(await (await person({ status: "unsubscribed" })).save({ minScore: 1 })).toBe("gone");
    expect((await one.row()).min_score).toBeNull();
  });
});

describe("matches_page", () => {
  const page = async (id: string, keyHash: string, asked: Record<string, unknown> = {}) =>
    (await anon().rpc("matches_page", { p_subscriber: id, p_key_hash: keyHash, p_asked: asked }).throwOnError()).data;
  const titles = async (...args: Parameters<typeof page>) =>
    (await page(...args)).matches.map(({ title }: { title: string }) => title);

  test("an id alone opens nothing, nor does another's key or another's match", async () => {
    const [one, other] = [await person(), await person()];
    const match = await insertMatch(sql, one.id, await one.digest(), { posting: { title: "Theirs" } });
    expect(await page(one.id, other.keyHash)).toBeNull();
    expect(await page(one.id, "")).toBeNull();
    expect((await page(other.id, other.keyHash)).matches).toEqual([]);
    const single = async (p_subscriber: string, p_key_hash: string) =>
      (await anon().rpc("match_page", { p_subscriber, p_key_hash, p_match: match }).throwOnError()).data;
    expect(await single(one.id, other.keyHash)).toBeNull();
    expect(await single(other.id, other.keyHash)).toEqual({ locale: "en", match: null });
    const own = await single(one.id, one.keyHash);
    expect(own.match).toMatchObject({ id: match, title: "Theirs" });
    expect((await page(one.id, one.keyHash)).matches).toEqual([own.match]);
  });

  test("a filter looks through the newest thousand; without one the pages go on to the first", async () => {
    const { id, keyHash, digest } = await person();
    const delivery = await digest();
    const one = await insertPosting(sql);
    await sql`
      with many as (
        insert into postings
        select (jsonb_populate_record(o, jsonb_build_object(
          'id', gen_random_uuid(), 'title', n, 'dedupe_key', n || o.dedupe_key, 'source_id', n || o.source_id))).*
        from postings o, generate_series(1, 1010) n where o.id = ${one} returning id, title)
      insert into matches (subscriber_id, posting_id, delivery_id, rank, score, parts, reasons, gaps, created_at)
      select ${id}, id, ${delivery}, 1, 80, '{}', '{}', '{}', now() - title::int * interval '1 minute' from many`;
    expect(await page(id, keyHash)).toMatchObject({ all: 1010, searched: 1000, found: 1010, more: true });
    expect(await page(id, keyHash, { level: "entry" })).toMatchObject({ all: 1010, found: 1000 });
    const idOf = async (n: number) =>
      only(
        await sql`select m.id from matches m join postings o on o.id = m.posting_id
                     where m.subscriber_id = ${id} and o.title = ${n}`,
      ).id;
    expect(await titles(id, keyHash, { after: await idOf(1008) })).toEqual(["1009", "1010"]);
    expect(await titles(id, keyHash, { after: await idOf(999), level: "entry" })).toEqual(["1000"]);
  });

  test("filters, and goes on after the last one of the page before", async () => {
    const { id, keyHash, digest } = await person();
    const delivery = await digest();
    const add = (title: string, day: number, posting = {}, match = {}) =>
      insertMatch(sql, id, delivery, {
        ...{ posting: { title, ...posting }, created_at: new Date(Date.UTC(2026, 9, day)) },
        ...match,
      });
    const remote = sql.json({ mode: "remote", worldwide: null, countries: [] });
    await add("old", 1, { closed_at: new Date() });
    await add("remote", 2, { remote, locations: sql.json([]) });
    await add("intern", 3, { level: "internship" }, { score: 90 });
    for (let rank = 1; rank <= 50; rank++) await add(`${rank}`, 4, {}, { rank });
    const first = await page(id, keyHash);
    expect(first).toMatchObject({ all: 53, found: 53, more: true, places: ["Berlin"] });
    expect(first.matches.map(({ title }: { title: string }) => title)).toEqual(
      Array.from({ length: 50 }, (_, at) => `${at + 1}`),
    );
    expect(await titles(id, keyHash, { after: first.matches[49].id })).toEqual(["intern", "remote", "old"]);
    expect(await titles(id, keyHash, { mode: "remote" })).toEqual(["remote"]);
    expect(await titles(id, keyHash, { level: "internship", place: "Berlin", minScore: 90, open: "on" })).toEqual([
      "intern",
    ]);
    expect(await page(id, keyHash, { open: "on", place: "Nowhere" })).toMatchObject({ all: 53, found: 0, matches: [] });
    expect((await page(id, keyHash, { open: "on" })).found).toBe(52);
  });

  test("shows what a person may see, and no more", async () => {
    const { id, keyHash, digest } = await person();
    await insertMatch(sql, id, await digest());
    const { matches } = await page(id, keyHash);
    expect(Object.keys(matches[0]).sort()).toMatchInlineSnapshot(`
      [
        "checkedAt",
        "chosenAt",
        "closedAt",
        "company",
        "firstSeenAt",
        "gaps",
        "id",
        "level",
        "locations",
        "postedAt",
        "programme",
        "reasons",
        "remote",
        "repostedAt",
        "salary",
        "score",
        "sentence",
        "source",
        "title",
        "url",
        "verdict",
        "verdictReason",
      ]
    `);
  });
});

test("subscriber_page shows what a person may see, with what they said since they asked to forget, and no more", async () => {
  const { id, keyHash, digest, save } = await person();
  const page = async () =>
    (await anon().rpc("subscriber_page", { p_subscriber: id, p_key_hash: keyHash }).throwOnError()).data;
  const match = await insertMatch(sql, id, await digest(), { posting: { company: "Acme" } });
  await sql`insert into verdicts ${sql({ match_id: match, subscriber_id: id, verdict: "less", reason: "pay" })}`;
  const shown = await page();
  expect(shown.verdicts).toEqual([{ verdict: "less", reason: "pay", occupation: "data", company: "Acme" }]);
  expect(shown.digests).toMatchObject([{ status: "sent", postings: 1 }]);
  expect(Object.keys(shown).sort()).toMatchInlineSnapshot(`
    [
      "asked_at",
      "cadence",
      "digests",
      "excluded_companies",
      "locale",
      "masked_email",
      "min_score",
      "name",
      "next_digest_at",
      "paused_until",
      "reachable",
      "status",
      "still_looking",
      "tier",
      "time_zone",
      "verdicts",
      "wishes",
    ]
  `);
  expect(shown.reachable).toBe(true);
  await sql`insert into suppressions (mailbox_hash, reason) select mailbox_hash, 'bounce' from subscribers where id = ${id}`;
  expect((await page()).reachable).toBe(false);
  await save({ resetTaste: true }, new Date(Date.now() + 1000).toISOString());
  expect((await page()).verdicts).toEqual([]);
});

describe("record_verdict", () => {
  test("keeps the word said last, is a sign of life, and takes none about another's match", async () => {
    const { id, row, digest } = await person({ last_sign_at: new Date("2026-01-01") });
    const match = await insertMatch(sql, id, await digest());
    const say = (p_verdict: string, p_at: string, p_subscriber = id) =>
      serviceDb().call("record_verdict", { p_subscriber, p_match: match, p_verdict, p_at }, z.boolean());
    expect(await say("more", "2026-11-02T00:00:00Z")).toBe(true);
    expect(await say("less", "2026-11-01T00:00:00Z")).toBe(true);
    expect(await say("irrelevant", "2026-11-03T00:00:00Z", (await person()).id)).toBe(false);
    expect(await sql`select verdict from verdicts where match_id = ${match}`).toEqual([{ verdict: "more" }]);
    expect((await row()).last_sign_at).toEqual(new Date("2026-11-02T00:00:00Z"));
  });
});
