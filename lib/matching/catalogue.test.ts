import { afterAll, beforeAll, expect, test } from "vitest";
import { insertPosting } from "../../test/people.ts";
import { startDatabase, type TestDatabase } from "../../test/services.ts";
import { Catalogue } from "./catalogue.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

const signal = new AbortController().signal;
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
  await Promise.all([catalogue.refresh(signal), catalogue.refresh(signal)]);
  expect(catalogue.size).toBe(2500);

  await insertPosting(database.sql, { title: "Fresh" });
  await database.sql`update postings set title = 'Renamed', changed_at = clock_timestamp() where source_id = '7'`;
  await database.sql`update postings set closed_at = now(), changed_at = clock_timestamp() where source_id = '8'`;
  await catalogue.refresh(signal);
  expect(catalogue.size).toBe(2500);
  expect(titles(catalogue)).toEqual(expect.arrayContaining(["Fresh", "Renamed"]));
  expect(titles(catalogue)).not.toEqual(expect.arrayContaining(["Posting 8"]));
  expect([...catalogue.entries].some(({ id }) => id === closed)).toBe(false);
});

test("a writer that commits late is not missed", async () => {
  const catalogue = new Catalogue();
  await catalogue.refresh(signal);
  await insertPosting(database.sql, { title: "Late", changed_at: new Date(Date.now() - 5000) });
  await catalogue.refresh(signal);
  expect(titles(catalogue)).toContain("Late");
});
