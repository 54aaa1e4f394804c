import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { fileURLToPath } from "node:url";
import { afterEach, beforeAll, expect, test } from "vitest";
import { insertPosting } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { Catalogue } from "./catalogue.ts";
import { changesSince } from "./catalogue-feed.ts";
import { seeker } from "./fixtures.ts";
import { rank } from "./rank.ts";

const database = databaseOfFile();
const migration = (name: string) => fileURLToPath(new URL(`../../supabase/migrations/${name}.sql`, import.meta.url));

const anyone = seeker({ careerPaths: ["unsure"], levels: [] });
/** The postings in a catalogue, found by somebody who takes anything. */
const listed = (catalogue: Catalogue) =>
  rank(anyone, catalogue, { exclude: [], limit: 10_000, now: new Date() }).matches.map(({ postingId }) => postingId);
const read = async () => {
  const catalogue = new Catalogue();
  await catalogue.refresh();
  return catalogue;
};

const insertPostings = (first: number, last: number, closedAt: Date | null = null) => database.sql`
  insert into postings (dedupe_key, content_hash, source, source_id, url, title, company, locations, remote, level,
    career_paths, occupation, languages, visa, description, confidence, closed_at)
  select n, n, 'greenhouse', n, 'https://jobs.example.com/' || n, 'Posting ' || n, 'Company ' || n, '[]',
    '{"mode": "unknown", "worldwide": null, "countries": []}', 'unknown', '{}', 'other', '[]', 'unknown', '',
    '{"place": 0, "occupation": 0, "level": 0}', ${closedAt}::timestamptz
  from generate_series(${first}::int, ${last}::int) n`;

beforeAll(async () => {
  // Three pages, which all tests read.
  await insertPostings(1, 5200);
  await insertPostings(5201, 10_200, new Date());
});
// What a test adds is removed after it.
afterEach(() => database.sql`delete from postings where source_id !~ '^[0-9]+$'`);

const live = async () => {
  const [row] = await database.sql<{ count: number }[]>`
    select count(*)::int as count from postings where closed_at is null`;
  return row?.count;
};

test("reads all pages first, then what changed, and lets go what closed", async () => {
  const size = await live();
  const closed = await insertPosting(database.sql, { title: "Gone", closed_at: new Date() });
  const catalogue = new Catalogue();
  expect(catalogue.ready).toBe(false);
  await Promise.all([catalogue.refresh(), catalogue.refresh()]);
  expect(catalogue.ready).toBe(true);
  expect(catalogue.size).toBe(size);
  expect(listed(catalogue)).toHaveLength(size ?? 0);

  const fresh = await insertPosting(database.sql);
  const [over] = await database.sql`
    update postings set closed_at = now(), changed_at = clock_timestamp() where source_id = '8' returning id`;
  await catalogue.refresh();
  expect(catalogue.size).toBe(size);
  const ids = listed(catalogue);
  expect(ids[0]).toBe(fresh);
  expect(ids).not.toContain(over?.id);
  expect(ids).not.toContain(closed);
});

test("the requests for the next two pages leave while a page is taken in", async () => {
  let sent = 0;
  const count = () => {
    sent++;
  };
  const sentBefore: number[] = [];
  subscribe("undici:client:sendHeaders", count);
  try {
    for await (const _ of changesSince()) sentBefore.push(sent);
  } finally {
    unsubscribe("undici:client:sendHeaders", count);
  }
  // The 20th slice is the first page's last. The fourth request asked where pages begin.
  expect(sentBefore[19]).toBe(4);
});

test("reads one page after the other where it cannot be known where they begin", async () => {
  const size = await live();
  await database.sql`alter function catalogue_starts rename to catalogue_starts_later`;
  try {
    expect((await read()).size).toBe(size);
  } finally {
    await database.sql`alter function catalogue_starts_later rename to catalogue_starts`;
  }
});

test("misses nothing where a page fills before the next begins", async () => {
  const size = await live();
  await database.sql`alter function catalogue_starts rename to catalogue_starts_now`;
  // The starts from before some thousand postings of another transaction became visible.
  await database.sql`
    create function catalogue_starts(p_limit int) returns json language sql stable as $$
      select json_agg(json_build_array(changed_at, id)) from (
        select changed_at, id from public.postings order by changed_at, id offset 2 * p_limit - 100 limit 1) late
    $$`;
  try {
    expect((await read()).size).toBe(size);
  } finally {
    await database.sql`drop function catalogue_starts`;
    await database.sql`alter function catalogue_starts_now rename to catalogue_starts`;
  }
});

test("what closes between its first pages is not in the catalogue", async () => {
  const size = (await live()) ?? 0;
  await database.sql`alter function catalogue_changes rename to catalogue_changes_now`;
  await database.sql`
    create function catalogue_changes(p_since timestamptz, p_after uuid, p_limit int) returns json language sql stable as $$
      select (public.catalogue_changes_now(p_since, p_after, p_limit)::jsonb || (select coalesce(jsonb_agg(jsonb_build_array(id, now())), '[]')
        from public.postings where source_id = '16' and p_since > '-infinity'))::json
    $$`;
  try {
    expect((await read()).size).toBe(size - 1);
  } finally {
    await database.sql`drop function catalogue_changes`;
    await database.sql`alter function catalogue_changes_now rename to catalogue_changes`;
  }
});

test("the catalogue that followed the changes is the one that is read anew", async () => {
  const followed = await read();
  await database.sql`update postings set level = 'internship', changed_at = clock_timestamp() where source_id like '%7'`;
  await database.sql`update postings set closed_at = now(), changed_at = clock_timestamp() where source_id like '%99'`;
  await database.sql`update postings set locations = '[{"city": "Berlin", "geonameId": 2950159, "country": "DE",
      "lat": 52.52437, "lon": 13.41053, "raw": "Berlin"}]', changed_at = clock_timestamp() where source_id like '%1'`;
  await followed.refresh();
  const [options, fresh] = [{ exclude: [], limit: 300, now: new Date() }, await read()];
  for (const who of [anyone, seeker(), seeker({ levels: ["internship", "entry"], cities: [], countries: ["DE"] })])
    expect(rank(who, followed, options)).toEqual(rank(who, fresh, options));
});

test("a posting that this process cannot read is left out, and the others are not", async () => {
  const catalogue = await read();
  const before = catalogue.size;
  const future = await insertPosting(database.sql, { level: "wizard" });
  const today = await insertPosting(database.sql);
  await catalogue.refresh();
  expect(catalogue.size).toBe(before + 1);
  expect(listed(catalogue)).toContain(today);
  expect(listed(catalogue)).not.toContain(future);
});

test("how sure a posting's occupation is comes with it, and none said is not sure", async () => {
  const sureness = [{ place: 1, occupation: 0.4, level: 1 }, { place: 1, occupation: 0.9, level: 1 }, {}];
  const [guessed, sure, unsaid] = await Promise.all(
    sureness.map((confidence) => insertPosting(database.sql, { confidence: database.sql.json(confidence) })),
  );
  const ids = listed(await read()).filter((id) => [guessed, sure, unsaid].includes(id));
  expect(ids).toEqual([sure, guessed, unsaid]);
});

test("how likely a posting is for beginners comes with it, and where nothing is said, nothing speaks against it", async () => {
  const hardly = { place: 1, occupation: 0.9, level: 0, early: 0.25 };
  const [unsaid, late] = await Promise.all(
    [{ place: 1, occupation: 0.9, level: 0 }, hardly].map((confidence) =>
      insertPosting(database.sql, { level: "unknown", programme: null, confidence: database.sql.json(confidence) }),
    ),
  );
  expect(listed(await read()).filter((id) => [unsaid, late].includes(id))).toEqual([unsaid, late]);
});

test("a database that still waits for this release's migration gives all its postings", async () => {
  const size = await live();
  await database.sql.file(migration("20261127000200_catalogue_keys"));
  try {
    expect((await read()).size).toBe(size);
  } finally {
    await database.sql.file(migration("20261201000300_catalogue_early"));
  }
});

test("a writer that commits late is not missed", async () => {
  const catalogue = await read();
  const late = await insertPosting(database.sql, { changed_at: new Date(Date.now() - 5000) });
  await catalogue.refresh();
  expect(listed(catalogue)).toContain(late);
});

test("a posting's keys come with it: of two that may be one the better is listed", async () => {
  const [one, other] = [await insertPosting(database.sql), await insertPosting(database.sql, { posted_at: null })];
  await database.sql`insert into posting_identities (posting_id, keys, identity)
    select id, '{77, -5}', '{}' from unnest(${[one, other]}::uuid[]) id`;
  const ids = listed(await read());
  expect(ids).toContain(one);
  expect(ids).not.toContain(other);
});
