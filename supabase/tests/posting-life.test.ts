import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { emptied, startDatabase, type TestDatabase } from "../../test/services.ts";
import { claimDeliveries, only } from "./arrange.ts";
import { close, item, upsert } from "./supply.ts";

let database: TestDatabase;
let sql: TestDatabase["sql"];

beforeAll(async () => {
  database = await startDatabase();
  sql = database.sql;
});
afterAll(() => database.stop());
beforeEach(() => emptied(sql, "postings", "source_runs", "subscribers"));

const hour = 3_600_000;
const day = 24 * hour;
const ago = (ms: number) => new Date(Date.now() - ms);
const posting = async () => only(await sql`select * from postings`);
const run = (over: Record<string, unknown> = {}) => sql`
  insert into source_runs ${sql({ source: "greenhouse", target: "nordlicht", status: "done", complete: true, seen: 5, ...over })}`;

/** As if nobody had seen the postings since. */
async function unseenFor(ms: number): Promise<void> {
  await sql`update postings set checked_at = ${ago(ms)}`;
  await sql`update sightings set last_seen_at = ${ago(ms)}`;
}

const link = (over: Record<string, unknown> = {}) => ({ status: "live", reason: "names the posting", ...over });
const record = (...links: object[]) => serviceDb().call("record_links", { p: links }, z.int());
/** Notes what was found behind the only posting's link. */
const found = async (status: string, reason = "") => {
  const { id, url } = await posting();
  return record(link({ id, url, status, reason }));
};

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
    await run({ target: "nordlicht-eu" });
    expect(await close()).toBe(0);
    await run({ target: "nordlicht" });
    expect(await close()).toBe(1);
    expect(await posting()).toMatchObject({ closed_reason: "unseen" });
  });

  test("a crawl that could not read a good part of what it saw is no proof of absence", async () => {
    await upsert([item()]);
    await unseenFor(50 * hour);
    await run({ seen: 100, rejected: 21 });
    expect(await close()).toBe(0);
    await run({ seen: 100, rejected: 20 });
    expect(await close()).toBe(1);
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
    // Its newest page, say: what is old does not stand there anyway.
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

describe("record_links", () => {
  test("notes what was found; the catalogue hears of a new finding, not of the same one again", async () => {
    await upsert([item()]);
    await sql`update postings set changed_at = now() - interval '1 hour'`;
    expect(await found("live", "names the posting")).toBe(0);
    const noted = await posting();
    expect(noted).toMatchObject({ link_status: "live", link_reason: "names the posting", closed_at: null });
    expect(Date.now() - noted.link_checked_at).toBeLessThan(60_000);
    expect(Date.now() - noted.changed_at).toBeLessThan(60_000);
    await found("live");
    expect((await posting()).changed_at).toEqual(noted.changed_at);
  });

  test("a link that is gone closes its posting, also when it is recorded twice", async () => {
    await upsert([item()]);
    const { id, url } = await posting();
    expect(await record(link({ id, url, status: "gone", reason: "404" }))).toBe(1);
    expect(await record(link({ id, url, status: "gone", reason: "404" }))).toBe(0);
    expect(await posting()).toMatchObject({ closed_reason: "link", link_reason: "404" });
  });

  test("of a link that has changed meanwhile nothing is noted, and a changed link is looked at anew", async () => {
    const one = item();
    await upsert([one]);
    const { id, url } = await posting();
    await found("live");
    await upsert([item({ sourceId: one.sourceId, url: "https://jobs.example.com/moved" })]);
    expect(await posting()).toMatchObject({ link_status: null, link_checked_at: null, link_reason: null });
    expect(await record(link({ id, url, status: "gone", reason: "404" }))).toBe(0);
    expect(await posting()).toMatchObject({ link_status: null, closed_at: null });
  });

  test("another source that showed it lately takes over, with its own link", async () => {
    const [own, copy] = [item({ title: "Analyst" }), item({ title: "Analyst", source: "lever" })];
    await upsert([own]);
    await upsert([copy], "lever", "nordlicht");
    const { id } = await posting();
    expect(await found("gone", "404")).toBe(0);
    expect(await posting()).toMatchObject({
      ...{ id, source: "lever", source_id: copy.sourceId, url: copy.posting.url, link_status: null, closed_at: null },
    });
    // Its next crawl writes what it says; the first one's is not heard any more.
    expect(await upsert([{ ...copy, posting: { ...copy.posting, description: "New." } }], "lever")).toMatchObject({
      changed: 1,
    });
    expect(await upsert([own])).toEqual({ added: 0, changed: 0, seen: 1 });
    expect(await posting()).toMatchObject({ source: "lever", description: "New." });
    expect(await found("gone", "410")).toBe(1);
    expect(await posting()).toMatchObject({ closed_reason: "link" });
  });

  test("what is listed on though its link is gone stays closed for a week, then has to prove itself", async () => {
    const one = item();
    await upsert([one]);
    await found("gone", "404");
    expect(await upsert([one])).toEqual({ added: 0, changed: 0, seen: 1 });
    expect(await posting()).toMatchObject({ closed_reason: "link" });
    await sql`update sightings set gone_at = now() - interval '8 days'`;
    expect(await upsert([one])).toMatchObject({ added: 1 });
    expect(await posting()).toMatchObject({ closed_at: null, link_status: "uncertain", link_checked_at: null });
    expect(only(await sql`select gone_at from sightings`)).toEqual({ gone_at: null });
  });

  test("a source whose link was gone and that moved is asked again when the other one's goes", async () => {
    const [own, copy] = [item({ title: "Analyst" }), item({ title: "Analyst", source: "lever" })];
    await upsert([own]);
    await upsert([copy], "lever", "nordlicht");
    await found("gone", "404");
    await upsert([item({ sourceId: own.sourceId, title: "Analyst", url: "https://jobs.example.com/moved" })]);
    expect(await found("gone", "404")).toBe(0);
    expect(await posting()).toMatchObject({
      source: "greenhouse",
      url: "https://jobs.example.com/moved",
      closed_at: null,
    });
  });

  test("…unless it comes with another link", async () => {
    const one = item();
    await upsert([one]);
    await found("gone", "404");
    expect(await upsert([item({ sourceId: one.sourceId, url: "https://jobs.example.com/again" })])).toMatchObject({
      added: 1,
    });
    expect(await posting()).toMatchObject({ closed_at: null, link_status: null });
  });
});

describe("postings_to_check", () => {
  const chosen = z.array(z.strictObject({ id: z.uuid(), url: z.string(), title: z.string(), company: z.string() }));
  const toCheck = async (limit = 100) =>
    (await serviceDb().call("postings_to_check", { p_limit: limit }, chosen)).map(({ id }) => id);
  const wisher = (over: object = {}, next = new Date(Date.now() + hour)) =>
    insertSubscriber(sql, {
      next_digest_at: next,
      wishes: sql.json({ countries: ["DE"], cities: [], careerPaths: ["data-analytics"], ...over }),
    });
  const inCountry = (...countries: (string | null)[]) => sql.json(countries.map((country) => ({ country })));

  test("nothing while nobody waits for a digest", async () => {
    await insertPosting(sql);
    expect(await toCheck()).toEqual([]);
    await insertSubscriber(sql, { status: "unsubscribed", next_digest_at: new Date() });
    expect(await toCheck()).toEqual([]);
  });

  test("what is wanted and was not looked at for 24 hours", async () => {
    await wisher();
    const never = await insertPosting(sql);
    const long = await insertPosting(sql, { link_status: "live", link_checked_at: ago(25 * hour) });
    await insertPosting(sql, { link_status: "uncertain", link_checked_at: ago(23 * hour) });
    await insertPosting(sql, { closed_at: new Date() });
    await insertPosting(sql, { locations: inCountry("FR") });
    await insertPosting(sql, { career_paths: ["marketing-growth"] });
    await insertPosting(sql, { first_seen_at: ago(40 * day) });
    expect((await toCheck()).sort()).toEqual([never, long].sort());
  });

  test("the most wanted country first, what is remote or nowhere last, experienced levels behind all", async () => {
    await wisher();
    await wisher({ countries: [], cities: [{ name: "Berlin", country: "DE" }] });
    await wisher({ countries: ["PT"], careerPaths: ["unsure"] });
    const remote = await insertPosting(sql, { locations: sql.json([]), remote: sql.json({ mode: "remote" }) });
    const senior = await insertPosting(sql, { level: "senior" });
    const portuguese = await insertPosting(sql, { locations: inCountry("PT", null), first_seen_at: ago(hour) });
    const german = await insertPosting(sql, { locations: inCountry("PT", "DE"), first_seen_at: ago(2 * hour) });
    const order = await toCheck();
    expect(order[0]).toBe(german);
    expect(order.slice(1, 3).sort()).toEqual([portuguese, remote].sort());
    expect(order[3]).toBe(senior);
    expect(await toCheck(1)).toEqual([german]);
  });

  test("no host takes all of it", async () => {
    await wisher();
    await sql`insert into postings (dedupe_key, content_hash, source, source_id, url, title, company, locations, remote, level,
        career_paths, occupation, languages, visa, description, confidence)
      select n, n, 'adzuna', n, 'https://Big.example/' || n, 'Posting ' || n, 'Company', '[{"country": "DE"}]',
        '{"mode": "unknown"}', 'entry', '{data-analytics}', 'data', '[]', 'unknown', '', '{}'
      from generate_series(1, 100) n`;
    const other = await insertPosting(sql, { first_seen_at: ago(day) });
    const all = await toCheck(200);
    expect(all).toHaveLength(61);
    expect(all).toContain(other);
  });

  test("wishes that are broken break nothing", async () => {
    await insertSubscriber(sql, { next_digest_at: new Date(), wishes: sql.json({ countries: "DE", cities: 7 }) });
    await insertPosting(sql);
    expect(await toCheck()).toEqual([]);
    await wisher();
    expect(await toCheck()).toHaveLength(1);
  });
});

describe("a digest", () => {
  const store = (deliveryId: string, postings: string[]) => {
    const matches = postings.map((postingId) => ({ postingId, score: 80, parts: {}, reasons: [], gaps: [] }));
    const p = [{ deliveryId, lookedAt: 1, more: 0, matches }];
    return serviceDb().call("store_digests", { p }, z.array(z.object({ status: z.string() }).loose()));
  };
  const promised = async (over: object = {}) => {
    const { id } = await insertSubscriber(sql);
    return insertDelivery(sql, id, { kind: "digest", status: "planned", ...over });
  };
  const deliveryOf = async (id: string) => only(await sql`select status, reason from deliveries where id = ${id}`);

  test("freezes what is known of the link, and when it was last seen to be there", async () => {
    const checked = ago(hour);
    const [live, unsure] = [
      await insertPosting(sql, { checked_at: ago(day), link_status: "live", link_checked_at: checked }),
      await insertPosting(sql, { checked_at: ago(2 * day), link_status: "uncertain", link_checked_at: checked }),
    ];
    const delivery = await promised();
    await store(delivery, [live, unsure]);
    await sql`update postings set link_status = 'live'`;
    const { batches } = await claimDeliveries([delivery]);
    const [first, second] = only(only(batches).items).matches as { linkStatus: string; checkedAt: string }[];
    expect([first?.linkStatus, second?.linkStatus]).toEqual(["live", "uncertain"]);
    expect(new Date(first?.checkedAt ?? 0)).toEqual(checked);
    expect(Date.now() - Date.parse(second?.checkedAt ?? "")).toBeGreaterThan(47 * hour);
  });

  test("does not take what is past its own end, though nobody has closed it yet", async () => {
    const delivery = await promised();
    expect(await store(delivery, [await insertPosting(sql, { valid_through: ago(1000) })])).toMatchObject([
      { status: "skipped" },
    ]);
  });

  test("loses what closes while it waits, and is not sent for nothing", async () => {
    const [open, closing] = [await insertPosting(sql), await insertPosting(sql)];
    const [both, one, welcome] = [await promised(), await promised(), await promised({ period: "welcome" })];
    await store(both, [closing, open]);
    await store(one, [closing]);
    await store(welcome, [closing]);
    await sql`update postings set closed_at = now(), closed_reason = 'link' where id = ${closing}`;
    const { batches } = await claimDeliveries([both, one, welcome]);
    const sent = new Map(only(batches).items.map(({ id, matches }) => [id, matches]));
    expect(sent.get(both)).toMatchObject([{ postingId: open }]);
    expect(sent.get(welcome)).toEqual([]);
    expect(sent.has(one)).toBe(false);
    expect(await deliveryOf(one)).toEqual({ status: "skipped", reason: "closed" });
  });

  test("that may have been sent stays as it was composed", async () => {
    const closing = await insertPosting(sql);
    const delivery = await promised();
    await store(delivery, [closing]);
    await claimDeliveries([delivery]);
    await sql`update postings set closed_at = now()`;
    await sql`update email_batches set lease_until = now() - interval '1 second'`;
    const { batches } = await claimDeliveries([delivery]);
    expect(only(only(batches).items).matches).toMatchObject([{ postingId: closing }]);
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
