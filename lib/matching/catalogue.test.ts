import { afterAll, beforeAll, expect, test } from "vitest";
import { insertPosting } from "../../test/people.ts";
import { startDatabase, type TestDatabase } from "../../test/services.ts";
import { Catalogue } from "./catalogue.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

const titles = (catalogue: Catalogue) => [...catalogue.entries].map(({ title }) => title).sort();

test("reads all pages first, then what changed, and lets go what closed", async () => {
  await database.sql`insert into postings (dedupe_key, content_hash, source, source_id, url, title, company, locations, remote, level,
      career_paths, occupation, languages, visa, description, confidence)
    select n, n, 'greenhouse', n, 'https://jobs.example.com/' || n, 'Posting ' || n, 'Company', '[]',
      '{"mode": "unknown", "worldwide": null, "countries": []}', 'unknown', '{}', 'other', '[]', 'unknown', '',
      '{"place": 0, "occupation": 0, "level": 0}'
    from generate_series(1, 2500) n`;
  const closed = await insertPosting(database.sql, { title: "Gone", closed_at: new Date() });
  const catalogue = new Catalogue();
  await Promise.all([catalogue.refresh(), catalogue.refresh()]);
  expect(catalogue.size).toBe(2500);

  await insertPosting(database.sql, { title: "Fresh" });
  await database.sql`update postings set title = 'Renamed', changed_at = clock_timestamp() where source_id = '7'`;
  await database.sql`update postings set closed_at = now(), changed_at = clock_timestamp() where source_id = '8'`;
  await catalogue.refresh();
  expect(catalogue.size).toBe(2500);
  expect(titles(catalogue)).toEqual(expect.arrayContaining(["Fresh", "Renamed"]));
  expect(titles(catalogue)).not.toEqual(expect.arrayContaining(["Posting 8"]));
  expect([...catalogue.entries].some(({ id }) => id === closed)).toBe(false);
});

test("a posting that this process cannot read is left out, and the others are not", async () => {
  const catalogue = new Catalogue();
  await catalogue.refresh();
  const before = catalogue.size;
  await insertPosting(database.sql, { title: "From the future", level: "wizard" });
  await insertPosting(database.sql, { title: "From today" });
  await catalogue.refresh();
  expect(catalogue.size).toBe(before + 1);
  expect(titles(catalogue)).toContain("From today");
});

test("a writer that commits late is not missed", async () => {
  const catalogue = new Catalogue();
  await catalogue.refresh();
  await insertPosting(database.sql, { title: "Late", changed_at: new Date(Date.now() - 5000) });
  await catalogue.refresh();
  expect(titles(catalogue)).toContain("Late");
});
