import { beforeEach, describe, expect, test } from "vitest";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { item, upsert } from "./supply.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "postings", "source_runs"));

const open = () => sql`select * from postings where closed_at is null order by dedupe_key`;
const sum = (all: { added: number; changed: number }[]) => ({
  added: all.reduce((total, { added }) => total + added, 0),
  changed: all.reduce((total, { changed }) => total + changed, 0),
});
const titles = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => `Analyst ${String(from + at).padStart(3, "0")}`);

describe("a page is stored in sets", () => {
  test("new, changed, unchanged, opened again, over and doubled, all on one page", async () => {
    const [same, changing, closing] = [
      item({ title: "B same" }),
      item({ title: "D old" }),
      item({ title: "F closed" }),
    ];
    await upsert([same, changing, closing]);
    await sql`update postings set closed_at = now(), closed_reason = 'unseen' where title = 'F closed'`;
    await sql`update postings set checked_at = now() - interval '1 hour'`;
    await sql`update sightings set last_seen_at = now() - interval '1 hour'`;
    const page = [
      item({ title: "G new" }),
      item({ title: "A new" }),
      same,
      item({ sourceId: changing.sourceId, title: "D newer" }),
      closing,
      item({ title: "E over", validThrough: "2020-01-01T00:00:00.000Z" }),
      // Two adverts for one posting, as boards have them.
      item({ title: "C twice" }),
      item({ title: "C twice" }),
    ];
    expect(await upsert([...page, page[0] ?? same], "greenhouse", "again")).toEqual({ added: 4, changed: 1, seen: 8 });
    const rows = await open();
    expect(rows.map(({ title }) => title)).toEqual(["A new", "B same", "C twice", "D newer", "F closed", "G new"]);
    for (const { checked_at } of rows) expect(Date.now() - checked_at).toBeLessThan(60_000);
    const seen = await sql`select * from sightings`;
    expect(seen).toHaveLength(7);
    for (const { last_seen_at, target } of seen) {
      expect(Date.now() - last_seen_at).toBeLessThan(60_000);
      expect(target).toBe("again");
    }
  });

  test("a new advertisement of a known posting touches it, and changes nothing", async () => {
    const known = item({ title: "Analyst" });
    await upsert([known]);
    await sql`update postings set checked_at = now() - interval '1 hour'`;
    expect(await upsert([item({ title: "Analyst", description: "Another." })])).toEqual({
      added: 0,
      changed: 0,
      seen: 1,
    });
    const [row] = await open();
    expect(row).toMatchObject({ source_id: known.sourceId, description: "Numbers." });
    expect(Date.now() - row?.checked_at).toBeLessThan(60_000);
  });

  test("an empty page is a page", async () => {
    expect(await upsert([])).toEqual({ added: 0, changed: 0, seen: 0 });
  });

  test("two pages with the same new postings at once: each is added by one of them", async () => {
    const page = titles(60).map((title) => item({ title }));
    for (let round = 0; round < 5; round++) {
      await emptied(sql, "postings");
      const counts = await Promise.all([upsert(page), upsert(page.toReversed()), upsert(page), upsert(page)]);
      expect(sum(counts)).toEqual({ added: 60, changed: 0 });
      expect(await open()).toHaveLength(60);
      const [orphans] = await sql`
        select count(*)::int as count from sightings s join postings o on o.id = s.posting_id where o.source_id <> s.source_id`;
      expect(orphans?.count).toBe(0);
    }
  });

  test("pages that add, change, open again and touch the same postings at once all end", async () => {
    const board = (source: string) =>
      titles(40).map((title) => item({ title, source }, { dedupeKey: `${source}:${title}` }));
    const [a, b] = [board("a"), board("b")];
    await Promise.all([upsert(a, "a", "all"), upsert(b, "b", "all")]);
    const ids = (await sql`select id from postings order by source desc, title`).map(({ id }) => `${id}`);
    // A third source has the same as both, under other ids, in another order and in better versions.
    const copies = (round: number) =>
      ids.slice(round * 10).map((sameAs, at) => item({ source: "c" }, { sameAs, quality: (round + at) % 3 }));
    for (let round = 0; round < 6; round++) {
      await sql`update postings set closed_at = now(), closed_reason = 'unseen' where id in (
        select id from postings where closed_at is null order by dedupe_key limit ${round * 3})`;
      const other = (page: typeof a) =>
        page.map((one, at) => (at % 3 === round % 3 ? { ...one, contentHash: `${round}` } : one));
      await Promise.all([
        upsert(other(a), "a", "all"),
        upsert(other(b).toReversed(), "b", "all"),
        upsert(a, "a", "some"),
        upsert(copies(round), "c", "all"),
      ]);
    }
    const rows = await open();
    expect(new Set(rows.map(({ dedupe_key }) => dedupe_key)).size).toBe(rows.length);
    // Every posting on the last pages is still open.
    const lost = await sql`
      select s.source_id from sightings s join postings o on o.id = s.posting_id
      where s.source in ('a', 'b') and o.closed_at is not null`;
    expect(lost).toEqual([]);
  });
});
