import { beforeEach, describe, expect, test } from "vitest";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { only } from "./arrange.ts";
import { close, item, upsert } from "./supply.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "postings", "source_runs"));

const postings = () => sql`select * from postings order by first_seen_at, id`;
const sightings = () => sql`select * from sightings order by source, source_id`;
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
    // The old key is free again for a posting that really has it.
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
