import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { type Posting, postingSchema } from "../../lib/postings/posting.ts";
import { fold } from "../../lib/postings/text.ts";
import { neutralTitle } from "../../lib/postings/title.ts";
import { titleQuery } from "../../lib/searches/judge-title.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { item, upsert } from "./supply.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "postings", "job_cache"));

const search = (title: string, more: object = {}, limit = 60) =>
  serviceDb().call(
    "search_postings",
    { p: { query: titleQuery(title, { fold, neutral: neutralTitle }), ...more }, p_limit: limit },
    z.array(postingSchema),
  );
const titles = async (title: string, more: object = {}) =>
  (await search(title, more)).map((found) => found.title).sort();
const store = (...titles: string[]) => upsert(titles.map((title) => item({ title, company: title })));
const berlin = { city: "Berlin", geonameId: 2950159, country: "DE", lat: 52.5, lon: 13.4, raw: "Berlin" };
const boston = { city: "Boston", geonameId: 4930956, country: "US", lat: 42.3, lon: -71, raw: "Boston" };

describe("search_postings", () => {
  test("finds titles by whole words, whatever their case, accents, signs and number", async () => {
    await store("Data Analyst (m/w/d)", "DATA-ANALYST", "Dáta Analysts, Junior", "Database Analyst", "Data Scientist");
    expect(await titles("data analyst")).toEqual(["DATA-ANALYST", "Data Analyst (m/w/d)", "Dáta Analysts, Junior"]);
    await store("Entwickler:in Web", "Software Engineer", "C++ Developer", "Front-End Developer", "Java Developer");
    expect(await titles("Java developer")).toEqual(["Java Developer"]);
    expect(await titles("C++ Entwickler")).toEqual(["C++ Developer"]);
    expect(await titles("frontend developer")).toEqual(["Front-End Developer"]);
    expect(await titles("software developer")).toEqual(["Software Engineer"]);
    expect(await titles("Web-Entwicklerin")).toEqual(["Entwickler:in Web"]);
    expect(await titles("nobody")).toEqual([]);
  });

  test("takes any title without an error", async () => {
    await store("O'Neill & Söhne: Straße 7");
    for (const title of ["it's", "a & b | !c", "x:*", "(", "'", "\\", "<->", "ß", "日本", "O'Neill Straße"])
      await search(title);
    expect(await titles("ONeill Strasse")).toHaveLength(1);
  });

  test("gives whole normalised postings, texts cut short", async () => {
    const given = item({
      description: "x".repeat(9000),
      salary: { min: 1, max: null, currency: "EUR", period: "hour" },
    });
    await upsert([given]);
    const [found] = await search("junior data analyst");
    const { id: _, ...rest } = found as Posting;
    const { id: __, ...expected } = given.posting;
    expect(rest).toEqual({ ...expected, description: "x".repeat(4000) });
  });

  test("shows only open ones, at the place or remote from its country, newer than asked", async () => {
    const at = (title: string, over: Partial<Posting>) =>
      item({ title: `Data Analyst ${title}`, company: title, ...over });
    const remote = (countries: string[]) => ({ mode: "remote" as const, worldwide: null, countries });
    await upsert([
      at("A", { locations: [berlin], postedAt: "2020-01-01T00:00:00.000Z" }),
      at("B", { locations: [boston] }),
      at("C", { locations: [], remote: remote(["DE"]) }),
      at("D", { locations: [], remote: remote(["US"]) }),
      at("E", { locations: [], remote: remote([]) }),
      at("F", { locations: [berlin] }),
    ]);
    await sql`update postings set closed_at = now(), closed_reason = 'expired' where company = 'F'`;
    const found = async (more: object) =>
      (await search("data analyst", more))
        .map(({ company }) => company)
        .sort()
        .join("");
    expect(await found({})).toBe("ABCDE");
    expect(await found({ geonameId: 2950159, country: "DE" })).toBe("ACE");
    expect(await found({ country: "US" })).toBe("BDE");
    expect(await found({ newerThan: "2021-01-01T00:00:00Z" })).toBe("BCDE");
  });

  test("puts first what fits the place, the mode and the hours, then the newest", async () => {
    const at = (company: string, day: number, over: Partial<Posting>) =>
      item({ title: `Nurse ${company}`, company, postedAt: `2026-11-0${day}T00:00:00.000Z`, ...over });
    const onsite = { mode: "onsite" as const, worldwide: null, countries: [] };
    await upsert([at("A", 3, { remote: onsite }), at("B", 1, {}), at("C", 2, {})]);
    const order = async (more: object, limit = 9) => (await search("nurse", more, limit)).map(({ company }) => company);
    expect(await order({})).toEqual(["A", "C", "B"]);
    expect(await order({ mode: "hybrid" })).toEqual(["C", "B", "A"]);
    expect(await order({ mode: "onsite", employment: "full-time" }, 1)).toEqual(["A"]);
  });

  test("reads an index, not every posting", async () => {
    await upsert([item({ title: "Nurse" })]);
    const [template] = await sql`select id from postings`;
    await sql`
      insert into postings (dedupe_key, content_hash, source, source_id, url, title, company, locations, remote, level,
        career_paths, occupation, languages, visa, description, confidence)
      select 'k' || n, 'h', source, 's' || n, url,
        (array['Data Analyst', 'Software Engineer', 'Sales Manager', 'Nurse', 'Lawyer'])[1 + n % 5] || ' ' || n,
        'C' || n, locations, remote, level, career_paths, occupation, languages, visa, description, confidence
      from postings, generate_series(1, 20000) n where id = ${template?.id}`;
    await sql`analyze postings`;
    const plan = await sql.unsafe(`
      explain select id from postings
      where closed_at is null and public.folded_words(title) @@ to_tsquery('pg_catalog.simple', 'data & analyst & 777')`);
    expect(JSON.stringify(plan)).toContain("postings_title_words");
    expect(await search("data analyst", {}, 60)).toHaveLength(60);
  });
});

describe("the cache", () => {
  const call = (name: "cached_search" | "cache_search", args: Record<string, unknown>) =>
    serviceDb().call(name, args as never, z.unknown());
  const read = (key: string) => call("cached_search", { p_key: key });
  const write = (key: string, result: unknown, ms: number) =>
    call("cache_search", { p_key: key, p_source: "jsearch", p_result: result, p_ms: ms });

  test("keeps an answer for its time; the next one takes its place", async () => {
    expect(await read("k")).toBeNull();
    await write("k", [1], 60_000);
    expect(await read("k")).toEqual([1]);
    await write("k", [], 60_000);
    expect(await read("k")).toEqual([]);
    await sql`update job_cache set expires_at = now()`;
    expect(await read("k")).toBeNull();
    await write("k", [2], 60_000);
    expect(await read("k")).toEqual([2]);
  });

  test("old rows are purged, the others stay", async () => {
    await write("old", [1], 60_000);
    await write("new", [1], 60_000);
    await sql`update job_cache set expires_at = now() - interval '1 minute' where key = 'old'`;
    expect(await serviceDb().call("purge", { p_kind: "cache", p_limit: 10 }, z.int())).toBe(1);
    expect(await sql`select key from job_cache`).toMatchObject([{ key: "new" }]);
  });
});
