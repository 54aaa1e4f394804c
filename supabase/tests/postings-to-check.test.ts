import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { day, hour } from "../../lib/time.ts";
import { insertPosting, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "postings", "subscribers"));

const ago = (ms: number) => new Date(Date.now() - ms);

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
