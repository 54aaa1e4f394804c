import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { type Posting, postingSchema } from "../../lib/postings/posting.ts";
import { startDatabase, type TestDatabase } from "../../test/services.ts";

let database: TestDatabase;
let sql: TestDatabase["sql"];

beforeAll(async () => {
  database = await startDatabase();
  sql = database.sql;
});
afterAll(() => database.stop());
beforeEach(() => sql`truncate postings, source_runs cascade`);

function posting(over: Partial<Posting> = {}): Posting {
  const sourceId = over.sourceId ?? randomUUID();
  return postingSchema.parse({
    id: `greenhouse/${sourceId}`,
    source: "greenhouse",
    sourceId,
    url: `https://jobs.example.com/${sourceId}`,
    title: "Junior Data Analyst",
    company: "Nordlicht",
    locations: [{ city: "Berlin", geonameId: 2950159, country: "DE", lat: 52.5, lon: 13.4, raw: "Berlin" }],
    remote: { mode: "hybrid", worldwide: null, countries: ["DE"] },
    level: "entry",
    programme: null,
    employment: "full-time",
    careerPaths: ["data-analytics", "tech-transformation"],
    occupation: "data",
    languages: [{ code: "de", required: true, level: null }],
    experienceYears: { min: 0, max: 2 },
    degree: null,
    visa: "unknown",
    salary: null,
    postedAt: new Date().toISOString(),
    validThrough: null,
    description: "Numbers.",
    lang: "en",
    confidence: { place: 1, occupation: 0.9, level: 0.8 },
    ...over,
  });
}
/** An item of a page; its key and hash follow from the title unless said otherwise. */
const item = (
  over: Partial<Posting> = {},
  { dedupeKey = over.title ?? `${randomUUID()}`, contentHash = `${randomUUID()}` } = {},
) => {
  const one = posting(over);
  return { sourceId: one.sourceId, dedupeKey, contentHash, posting: one };
};
type Item = ReturnType<typeof item>;

const counts = z.strictObject({ added: z.int(), changed: z.int(), seen: z.int() });
const upsert = (items: Item[], source = "greenhouse", target = "nordlicht") =>
  serviceDb().call("upsert_postings", { p_source: source, p_target: target, p: items }, counts);
const postings = () => sql`select * from postings order by first_seen_at, id`;
const sightings = () => sql`select * from sightings order by source, source_id`;
const only = <T>(items: readonly T[]): T => {
  expect(items).toHaveLength(1);
  return items[0] as T;
};

describe("upsert_postings", () => {
  test("stores what it is given, and parses back to it", async () => {
    const full = item({
      salary: { min: 40_000, max: 50_000, currency: "EUR", period: "year" },
      validThrough: "2030-01-01T00:00:00.000Z",
    });
    expect(await upsert([full])).toEqual({ added: 1, changed: 0, seen: 1 });
    const row = only(await postings());
    expect(row).toMatchObject({
      source: "greenhouse",
      source_id: full.sourceId,
      career_paths: full.posting.careerPaths,
      locations: full.posting.locations,
      salary: full.posting.salary,
      experience_years: { min: 0, max: 2 },
      posted_at: new Date(full.posting.postedAt ?? 0),
      valid_through: new Date("2030-01-01"),
      closed_at: null,
    });
    expect(only(await sightings())).toMatchObject({ posting_id: row.id, target: "nordlicht", url: full.posting.url });
  });

  test("what is unknown stays null", async () => {
    await upsert([item({ experienceYears: null, salary: null, postedAt: null, lang: null })]);
    expect(only(await postings())).toMatchObject({
      experience_years: null,
      salary: null,
      posted_at: null,
      lang: null,
      degree: null,
    });
  });

  test("the same page twice, also at once: the same rows, touched", async () => {
    const page = [item(), item()];
    await upsert(page);
    await sql`update postings set checked_at = now() - interval '1 hour', changed_at = now() - interval '1 hour'`;
    await sql`update sightings set last_seen_at = now() - interval '1 hour'`;
    const before = await postings();
    expect(await upsert(page)).toEqual({ added: 0, changed: 0, seen: 2 });
    expect(await Promise.all([upsert(page), upsert(page)])).toEqual(Array(2).fill({ added: 0, changed: 0, seen: 2 }));
    const after = await postings();
    expect(after.map(({ id, changed_at }) => [id, changed_at])).toEqual(
      before.map(({ id, changed_at }) => [id, changed_at]),
    );
    for (const row of after) expect(Date.now() - row.checked_at).toBeLessThan(60_000);
    for (const row of await sightings()) expect(Date.now() - row.last_seen_at).toBeLessThan(60_000);
  });

  test("a posting that stands twice on a page is stored once", async () => {
    const one = item();
    expect(await upsert([one, { ...one, contentHash: "other" }])).toEqual({ added: 1, changed: 0, seen: 1 });
  });

  test("a change is written with its new key, and counted", async () => {
    const one = item({ title: "Analyst" });
    await upsert([one]);
    await sql`update postings set changed_at = now() - interval '1 hour'`;
    const changed = item({ sourceId: one.sourceId, title: "Senior Analyst" });
    expect(await upsert([changed])).toEqual({ added: 0, changed: 1, seen: 1 });
    const row = only(await postings());
    expect(row).toMatchObject({
      title: "Senior Analyst",
      dedupe_key: "Senior Analyst",
      content_hash: changed.contentHash,
    });
    expect(Date.now() - row.changed_at).toBeLessThan(60_000);
    // The old key is free again for a posting that really is it.
    expect(await upsert([item({ title: "Analyst" })])).toEqual({ added: 1, changed: 0, seen: 1 });
  });

  test("the same posting from another source is one posting with two sightings, and only the first rewrites it", async () => {
    const one = item({ title: "Analyst" });
    await upsert([one]);
    const copy = item({ title: "Analyst", description: "Copied.", source: "arbeitnow" });
    expect(await upsert([copy], "arbeitnow", "all")).toEqual({ added: 0, changed: 0, seen: 1 });
    expect(await upsert([{ ...copy, contentHash: "new" }], "arbeitnow", "all")).toEqual({
      added: 0,
      changed: 0,
      seen: 1,
    });
    const row = only(await postings());
    expect(row).toMatchObject({ source: "greenhouse", description: "Numbers.", content_hash: one.contentHash });
    expect((await sightings()).map(({ source, posting_id }) => [source, posting_id])).toEqual([
      ["arbeitnow", row.id],
      ["greenhouse", row.id],
    ]);
  });

  test("sources that bring the same postings at once, in other orders, all end", async () => {
    const titles = Array.from({ length: 30 }, (_, at) => `Analyst ${at}`);
    const page = (order: string[], source: string) =>
      upsert(
        order.map((title) => item({ title, source })),
        source,
        "all",
      );
    const results = await Promise.all([
      page(titles, "a"),
      page(titles.toReversed(), "b"),
      page(titles, "c"),
      page(titles.toReversed(), "d"),
    ]);
    expect(results.reduce((sum, { added }) => sum + added, 0)).toBe(30);
    expect(await postings()).toHaveLength(30);
    expect(await sightings()).toHaveLength(120);
  });

  test("a posting that becomes the same as another one goes on as that one", async () => {
    const [kept, twin] = [item({ title: "Analyst" }), item({ title: "Analyst (m/f/d)" })];
    await upsert([kept, twin]);
    expect(await upsert([item({ sourceId: twin.sourceId, title: "Analyst" })])).toEqual({
      added: 0,
      changed: 1,
      seen: 1,
    });
    const [open, closed] = [
      await sql`select * from postings where closed_at is null`,
      await sql`select * from postings where closed_at is not null`,
    ];
    expect(only(open)).toMatchObject({ source_id: kept.sourceId });
    expect(only(closed)).toMatchObject({ source_id: twin.sourceId, closed_reason: "duplicate" });
    for (const { posting_id } of await sightings()) expect(posting_id).toBe(open[0]?.id);
  });

  test("a posting that was closed and is seen again is the same posting, open", async () => {
    const one = item();
    await upsert([one]);
    const { id } = only(await postings());
    await sql`update postings set closed_at = now(), closed_reason = 'unseen', changed_at = now() - interval '1 hour'`;
    expect(await upsert([one])).toEqual({ added: 1, changed: 0, seen: 1 });
    const row = only(await postings());
    expect(row).toMatchObject({ id, closed_at: null, closed_reason: null });
    expect(Date.now() - row.changed_at).toBeLessThan(60_000);
  });

  test("…unless another source has brought it meanwhile", async () => {
    const one = item({ title: "Analyst" });
    await upsert([one]);
    await sql`update postings set closed_at = now(), closed_reason = 'unseen'`;
    await upsert([item({ title: "Analyst" })], "arbeitnow", "all");
    expect(await upsert([one])).toEqual({ added: 0, changed: 0, seen: 1 });
    const open = only(await sql`select * from postings where closed_at is null`);
    expect(open.source).toBe("arbeitnow");
    for (const { posting_id } of await sightings()) expect(posting_id).toBe(open.id);
  });

  test("what is over by its own date is neither added nor opened again, however long it is listed", async () => {
    const over = { validThrough: "2020-01-01T00:00:00.000Z" };
    expect(await upsert([item(over)])).toEqual({ added: 0, changed: 0, seen: 1 });
    const one = item();
    await upsert([one]);
    expect(await upsert([item({ sourceId: one.sourceId, ...over })])).toEqual({ added: 0, changed: 1, seen: 1 });
    expect(await close()).toBe(1);
    expect(only(await postings())).toMatchObject({ closed_reason: "expired" });
    expect(await upsert([item({ sourceId: one.sourceId, ...over })])).toEqual({ added: 0, changed: 0, seen: 1 });
    expect(only(await postings()).closed_at).toBeInstanceOf(Date);
  });
});

const storedPage = counts.extend({ runId: z.uuid() });
interface Page {
  run?: string;
  cursor?: string;
  items?: Item[];
  rejected?: number;
  last?: boolean;
  complete?: boolean;
}
const storePage = ({ run, cursor, items = [item()], rejected = 0, last = true, complete = true }: Page = {}) =>
  serviceDb().call(
    "store_page",
    {
      p_source: "greenhouse",
      p_target: "nordlicht",
      p_body: "{}",
      p_postings: items,
      p_rejected: rejected,
      p_last: last,
      p_complete: complete,
      ...(run && { p_run: run }),
      ...(cursor && { p_cursor: cursor }),
    },
    storedPage,
  );
const runs = () => sql`select * from source_runs order by started_at`;

describe("store_page", () => {
  test("pages of one run add up, and the last one ends it", async () => {
    const { runId } = await storePage({ last: false, rejected: 2 });
    expect(only(await runs())).toMatchObject({
      id: runId,
      status: "running",
      complete: false,
      pages: 1,
      finished_at: null,
    });
    await storePage({ run: runId, cursor: "2", items: [item(), item()] });
    expect(only(await runs())).toMatchObject({
      status: "done",
      complete: true,
      pages: 2,
      seen: 3,
      added: 3,
      rejected: 2,
    });
    expect(await sql`select cursor from raw_replies order by cursor nulls first`).toEqual([
      { cursor: null },
      { cursor: "2" },
    ]);
  });

  test("the same page of a run again counts nothing", async () => {
    const { runId } = await storePage({ last: false });
    const page = { run: runId, cursor: "2", items: [item()] };
    await storePage(page);
    await storePage(page);
    expect(only(await runs())).toMatchObject({ pages: 2, seen: 2, added: 2, status: "done" });
  });

  test("a first page whose answer was lost goes on with its run", async () => {
    const first = { last: false, items: [item()] };
    const { runId } = await storePage(first);
    expect((await storePage(first)).runId).toBe(runId);
    expect(only(await runs())).toMatchObject({ pages: 1, seen: 1 });
    await storePage({ run: runId, cursor: "2" });
    expect((await storePage(first)).runId).not.toBe(runId);
  });

  test("a cut list is done, but not complete", async () => {
    await storePage({ complete: false });
    expect(only(await runs())).toMatchObject({ status: "done", complete: false });
  });
});

describe("fail_run", () => {
  const fail = (run?: string) => {
    const args = { p_source: "greenhouse", p_target: "nordlicht", p_error: "status 404", ...(run && { p_run: run }) };
    return serviceDb().call("fail_run", args, z.null());
  };

  test("ends the run with its error, and leaves one that is done", async () => {
    const { runId } = await storePage({ last: false });
    await fail(runId);
    expect(only(await runs())).toMatchObject({ status: "failed", error: "status 404", finished_at: expect.any(Date) });
    await sql`update source_runs set status = 'done', error = null`;
    await fail(runId);
    expect(only(await runs())).toMatchObject({ status: "done", error: null });
  });

  test("a run that never began is noted too", async () => {
    await fail();
    expect(only(await runs())).toMatchObject({ status: "failed", pages: 0, seen: 0, complete: false });
  });
});

const close = (limit = 1000) => serviceDb().call("close_postings", { p_limit: limit }, z.int());

describe("close_postings", () => {
  /** A posting of the target that was last seen so long ago. */
  async function seenAgo(interval: string): Promise<void> {
    await upsert([item()]);
    await sql`update postings set checked_at = now() - ${interval}::interval`;
    await sql`update sightings set last_seen_at = now() - ${interval}::interval`;
  }
  const run = (over: Record<string, unknown> = {}) => sql`
    insert into source_runs ${sql({ source: "greenhouse", target: "nordlicht", status: "done", complete: true, seen: 5, ...over })}`;

  test("closes what a complete run has not seen for two days", async () => {
    await seenAgo("50 hours");
    await run();
    expect(await close()).toBe(1);
    expect(only(await postings())).toMatchObject({ closed_reason: "unseen", closed_at: expect.any(Date) });
    expect(await close()).toBe(0);
  });

  test.each([
    ["there was no run since: the source is away", null],
    ["the run failed", { status: "failed", complete: false }],
    ["the run still goes on", { status: "running", complete: false }],
    ["the run saw only a part", { complete: false }],
    ["the reply was empty", { seen: 0 }],
    ["the run was of another target", { target: "other" }],
    ["the run was of another source", { source: "arbeitnow" }],
    ["the run was before the two days were over", { started_at: new Date(Date.now() - 10 * 3_600_000) }],
  ])("closes nothing when %s", async (_, over) => {
    await seenAgo("50 hours");
    if (over) await run(over);
    expect(await close()).toBe(0);
  });

  test("closes nothing that was seen within two days, or that another source still sees", async () => {
    await seenAgo("40 hours");
    await run();
    expect(await close()).toBe(0);
    await sql`update postings set checked_at = now() - interval '50 hours'`;
    await sql`update sightings set last_seen_at = now() - interval '50 hours'`;
    const { dedupe_key, id } = only(await postings());
    await sql`insert into sightings ${sql({ source: "arbeitnow", source_id: "1", posting_id: id, target: "all", url: "https://x.example" })}`;
    expect(await close(), dedupe_key).toBe(0);
  });

  test("closes what is past its own end at once", async () => {
    await upsert([item({ validThrough: new Date(Date.now() + 60_000).toISOString() })]);
    expect(await close()).toBe(0);
    await sql`update postings set valid_through = now() - interval '1 second'`;
    expect(await close()).toBe(1);
    expect(only(await postings()).closed_reason).toBe("expired");
  });

  test("closes what is 45 days old and was not seen for two", async () => {
    await upsert([item({ postedAt: new Date(Date.now() - 46 * 86_400_000).toISOString() })]);
    expect(await close()).toBe(0);
    await sql`update postings set checked_at = now() - interval '49 hours'`;
    expect(await close()).toBe(1);
    expect(only(await postings()).closed_reason).toBe("old");
  });

  test("at most as many as asked for", async () => {
    await upsert([item(), item(), item()]);
    await sql`update postings set valid_through = now() - interval '1 second'`;
    expect([await close(2), await close(2), await close(2)]).toEqual([2, 1, 0]);
  });
});

describe("catalogue_changes", () => {
  const change = z.object({
    id: z.uuid(),
    closed: z.boolean(),
    changedAt: z.string(),
    title: z.string(),
    careerPaths: z.array(z.string()),
  });
  const noId = "00000000-0000-0000-0000-000000000000";
  const changes = (since: string, after = noId, limit = 2) =>
    serviceDb().call("catalogue_changes", { p_since: since, p_after: after, p_limit: limit }, z.array(change));

  test("pages through what is open, each posting once, also when all changed in one instant", async () => {
    await upsert(Array.from({ length: 5 }, () => item()));
    await sql`update postings set changed_at = now()`;
    const seen: string[] = [];
    for (let since = "-infinity", after = noId; ; ) {
      const page = await changes(since, after);
      const last = page.at(-1);
      if (!last) break;
      seen.push(...page.map(({ id }) => id));
      ({ changedAt: since, id: after } = last);
    }
    expect(seen.sort()).toEqual((await postings()).map(({ id }) => id).sort());
  });

  test("says what closed since, but begins without what is closed", async () => {
    const [one, two] = [item(), item()];
    await upsert([one, two]);
    const [{ changedAt } = expect.fail("nothing open")] = (await changes("-infinity")).slice(-1);
    await sql`update postings set closed_at = now(), changed_at = clock_timestamp() where source_id = ${one.sourceId}`;
    expect(await changes("-infinity")).toMatchObject([{ closed: false }]);
    const since = await changes(changedAt, "ffffffff-ffff-ffff-ffff-ffffffffffff");
    expect(since).toMatchObject([{ closed: true }]);
  });
});
