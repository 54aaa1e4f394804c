import { beforeEach, describe, expect, test } from "vitest";
import { pageItems } from "../lib/postings/page-item.ts";
import type { RawPosting } from "../lib/postings/posting.ts";
import { databaseOfFile, emptied } from "../test/services.ts";
import { knownPostings, storePage } from "./scrape-store.ts";

const database = databaseOfFile();
const { sql } = database;
beforeEach(() => emptied(sql, "postings", "source_runs"));

/** What the job is about, in as many words as a short advertisement has. */
const text = `You build the reports that our shops look at every morning, and you tell the buyers what sells and why.
  You write queries, keep the tables tidy, and explain a figure to people who have never seen a database.
  You bring a degree in economics, statistics or something like it, first practice with SQL, and patience.
  We offer thirty days of holiday, a ticket for the train, a mentor in the first year and time to learn.
  The team has six members, meets twice a week, and likes to finish what it has begun before it begins more. Whoever is curious is welcome here, with or without experience in retail.`;
const elsewhere = `As a nurse on the night ward you look after twelve patients, give what the doctors have written down,
  wake whom you must and let sleep whom you can. You hold a registration, have worked on a ward before, and stay calm.
  The hospital pays by the regional table, with the supplements for nights and Sundays, and has flats for its staff.
  New colleagues go with an experienced one for six weeks; the kindergarten beside the house opens at half past five.
  Write to the head of nursing, who answers within a week and shows you the ward before you decide; nobody has to send a photograph.`;

const raw = (over: Partial<RawPosting> = {}): RawPosting => ({
  source: "arbeitnow",
  sourceId: "a-1",
  url: `https://jobs.example.com/${over.source ?? "arbeitnow"}/${over.sourceId ?? "a-1"}`,
  title: "Junior Data Analyst",
  company: "Nordlicht",
  location: ["Berlin, Germany"],
  description: text,
  postedAt: "2026-11-01T08:00:00.000Z",
  ...over,
});
const signal = AbortSignal.timeout(60_000);

/** A page of a source, as the worker stores it. */
async function crawl(raws: RawPosting[], target = "all") {
  const source = raws[0]?.source ?? "arbeitnow";
  const items = await pageItems(raws, { signal });
  expect(items).toHaveLength(raws.length);
  const ids = items.map(({ sourceId }) => sourceId);
  const known = await knownPostings(source, ids, { signal });
  const run = { p_rejected: 0, p_last: true, p_complete: true };
  return storePage({ p_source: source, p_target: target, p_body: "{}", ...run }, items, known, { signal });
}
const open = () => sql`select * from postings where closed_at is null order by first_seen_at, id`;
const cities = (row: Record<string, unknown> | undefined) =>
  ((row?.locations ?? []) as { city: string }[]).map(({ city }) => city);
const close = (reason = "unseen") => sql`
  update postings set closed_at = now(), closed_reason = ${reason}, checked_at = '2026-11-10', first_seen_at = '2026-03-02'`;

describe("the same posting", () => {
  test("from two sources is one, with two sightings, and open while one of them lasts", async () => {
    expect(await crawl([raw()])).toMatchObject({ added: 1, seen: 1 });
    const copy = raw({
      source: "himalayas",
      sourceId: "h-1",
      title: "Data Analyst (Junior) m/w/d",
      company: "Nordlicht GmbH",
    });
    expect(await crawl([copy])).toMatchObject({ added: 0, seen: 1 });
    expect(await open()).toMatchObject([{ source: "arbeitnow", title: "Junior Data Analyst" }]);
    expect(await sql`select source, target from sightings order by source`).toEqual([
      { source: "arbeitnow", target: "all" },
      { source: "himalayas", target: "all" },
    ]);
    await sql`update postings set checked_at = now() - interval '50 hours'`;
    await sql`update sightings set last_seen_at = now() - interval '50 hours' where source = 'arbeitnow'`;
    await sql`insert into source_runs (source, target, status, complete, seen) values ('arbeitnow', 'all', 'done', true, 5)`;
    expect(await sql`select close_postings(10) as closed`).toEqual([{ closed: 0 }]);
  });

  test("on one page twice is one, the better version is shown, and both count as seen", async () => {
    const short = raw({ sourceId: "a-1", title: "Junior Data Analyst - Nordlicht" });
    const full = raw({
      sourceId: "a-2",
      description: `${text} ${text.slice(0, 40)} Apply by mail, with two pages about you.`,
    });
    expect(await crawl([short, full])).toMatchObject({ added: 1, seen: 2 });
    expect(await sql`select seen, added from source_runs`).toEqual([{ seen: 2, added: 1 }]);
    expect(await open()).toMatchObject([{ source_id: "a-2" }]);
    expect(await sql`select source_id from sightings order by source_id`).toHaveLength(2);
  });

  test("in a better version is shown in that one, under its id and first day", async () => {
    await crawl([raw()]);
    const [before] = await open();
    const own = raw({
      source: "greenhouse",
      sourceId: "77",
      url: "https://boards.greenhouse.io/nordlicht/jobs/77123456",
    });
    expect(await crawl([own], "nordlicht")).toMatchObject({ added: 0, changed: 1 });
    const [after] = await open();
    expect(after).toMatchObject({
      id: before?.id,
      source: "greenhouse",
      source_id: "77",
      first_seen_at: before?.first_seen_at,
    });
    // The worse one's next crawl takes nothing back.
    expect(await crawl([raw()])).toMatchObject({ added: 0, changed: 0 });
    expect(await open()).toMatchObject([{ source: "greenhouse" }]);
  });

  test("of an employer's own feed is shown in no stranger's version, whatever number or link that carries", async () => {
    const own = raw({
      source: "greenhouse",
      sourceId: "4711001",
      url: "https://nordlicht.example/jobs/?gh_jid=4711001",
    });
    await crawl([own], "nordlicht");
    const links = ["https://elsewhere.example/?gh_jid=4711001", "https://boards.greenhouse.io/nordlicht/jobs/4711001"];
    const description = `${elsewhere} ${text} ${elsewhere}`;
    const theirs = { title: "Pay first", description, location: ["Paris, France"] };
    const strangers = links.map((url, at) => raw({ sourceId: `s-${at}`, url, ...theirs }));
    expect(await crawl(strangers)).toMatchObject({ seen: 2, added: 0, changed: 0 });
    expect(await crawl([{ ...own, postedAt: "2026-11-02T08:00:00.000Z" }], "nordlicht")).toMatchObject({ changed: 1 });
    const [shown, ...more] = await open();
    expect(more).toEqual([]);
    expect(shown).toMatchObject({ source: "greenhouse", url: own.url, title: own.title, company: own.company });
    expect(cities(shown)).toEqual(["Berlin"]);
    // Nor where the stranger was there before.
    await emptied(sql, "postings");
    expect(await crawl(strangers)).toMatchObject({ added: 1 });
    expect(await crawl([own], "nordlicht")).toMatchObject({ added: 0, changed: 1 });
    expect(cities((await open())[0])).toEqual(["Berlin"]);
  });

  test("again is only touched, also when it is another's that is shown", async () => {
    const page = [raw(), raw({ sourceId: "a-2", title: "Night Nurse", company: "Elbklinik", description: elsewhere })];
    await crawl(page);
    await crawl([raw({ source: "himalayas", sourceId: "h-1" })]);
    const rows = () => sql`select id, changed_at, content_hash from postings order by id`;
    const before = await rows();
    expect(await crawl(page)).toMatchObject({ added: 0, changed: 0, seen: 2 });
    expect(await crawl([raw({ source: "himalayas", sourceId: "h-1" })])).toMatchObject({
      added: 0,
      changed: 0,
      seen: 1,
    });
    expect(await rows()).toEqual(before);
  });

  test("after its text was purged is there with it", async () => {
    await crawl([raw()]);
    const written = () => sql`select description from postings where closed_at is null`;
    const before = await written();
    await sql`update postings set closed_at = now() - interval '181 days'`;
    await sql`delete from posting_identities`;
    expect(await sql`select purge('texts', 10) as gone`).toEqual([{ gone: 1 }]);
    await crawl([raw()]);
    expect(await written()).toEqual(before);
    expect(before).toMatchObject([{ description: expect.stringContaining(text.slice(0, 40)) }]);
  });

  test.each([
    [
      "in other words for the place",
      { a: ["Berlin, Germany"], b: ["Germany"], c: ["Berlin, Germany", "Munich, Germany"], d: [] },
    ],
    ["word for word", { a: ["Berlin"], b: ["Berlin"], c: ["Berlin"], d: ["Berlin"] }],
  ])("brought by several pages at once is one, %s", async (_, places) => {
    const jobs = ["Junior Data Analyst", "Graduate Data Analyst", "Data Analyst Trainee"];
    const page = (source: keyof typeof places) =>
      jobs.map((title, at) => raw({ source, sourceId: `${source}-${at}`, title, location: places[source] }));
    for (let round = 0; round < 4; round++) {
      await emptied(sql, "postings");
      // Each source by two workers, which also bring the same ids.
      const crawls = (["a", "b", "c", "d"] as const).flatMap((source) => [
        crawl(page(source)),
        crawl(page(source).toReversed(), "again"),
      ]);
      const results = await Promise.all(crawls);
      expect(results.reduce((sum, { added }) => sum + added, 0)).toBe(3);
      expect((await open()).map(({ title }) => title).sort()).toEqual(jobs.toSorted());
      expect(await sql`select from sightings`).toHaveLength(12);
    }
  });

  test("from two sources in other orders, better and changed at once: all end", async () => {
    const titles = ["Controller", "Nurse", "Buyer", "Cook", "Welder", "Planner", "Auditor", "Tester"];
    const page = (source: string, words: string) =>
      titles.map((title, at) => raw({ source, sourceId: `${at}`, title, description: `${text} ${words}` }));
    await Promise.all([crawl(page("a", "")), crawl(page("b", "").toReversed())]);
    for (let round = 0; round < 6; round++) {
      const words = "Come and see us. ".repeat(round * 20);
      await Promise.all([crawl(page("a", words)), crawl(page("b", words).toReversed()), crawl(page("c", words))]);
    }
    expect(await open()).toHaveLength(titles.length);
  });
});

describe("near-identical, and not the same", () => {
  test.each([
    ["another level", { title: "Senior Data Analyst" }],
    ["another trade, the same words around it", { title: "Junior Data Engineer" }],
    ["another country", { location: ["Vienna, Austria"] }],
    ["another text, another title", { title: "Night Nurse", description: elsewhere }],
    ["another text under one title", { description: elsewhere }],
  ])("%s: two", async (_, over) => {
    expect(await crawl([raw(), raw({ sourceId: "a-2", ...over })])).toMatchObject({ added: 2 });
    expect(await crawl([raw({ source: "himalayas", sourceId: "h-2", ...over })])).toMatchObject({ added: 0 });
    expect(await open()).toHaveLength(2);
  });

  const words = { description: "" };
  const board = (id: number) => ({ url: `https://job-boards.greenhouse.io/nordlicht/jobs/${id}` });
  test.each([
    ["languages by signs", ["C++", "C#", "C"].map((language) => ({ ...words, title: `${language} Developer` }))],
    ["two numbers of an employer's, no text", [board(7001), board(7002)].map((over) => ({ ...words, ...over }))],
    ["two villages", ["Obertupfing", "Untertupfing"].map((name) => ({ ...words, location: [`${name}, Bayern`] }))],
    ["nobody says who hires", [1, 2].map(() => ({ ...words, company: "" }))],
  ])("each its own: %s", async (_, overs) => {
    const page = overs.map((over, at) => raw({ sourceId: `a-${at}`, ...over }));
    expect(await crawl(page)).toMatchObject({ added: page.length });
    expect(await open()).toHaveLength(page.length);
    // Nor does the next crawl, or one page for each, bring them together.
    for (const one of page) expect(await crawl([one])).toMatchObject({ added: 0, changed: 0 });
    await emptied(sql, "postings");
    for (const one of page) expect(await crawl([one])).toMatchObject({ added: 1 });
  });
});

describe("two cities, one text", () => {
  const inMunich = raw({ sourceId: "a-2", location: ["Munich, Germany"] });

  test("on one page", async () => {
    expect(await crawl([raw(), inMunich])).toMatchObject({ added: 1, seen: 2 });
    const [row] = await open();
    expect(cities(row).sort()).toEqual(["Berlin", "Munich"]);
    const changed = row?.changed_at;
    expect(await crawl([raw(), inMunich])).toMatchObject({ added: 0, changed: 0 });
    expect(await open()).toMatchObject([{ changed_at: changed }]);
  });

  test("from two sources, the shown version's first, and also when the other takes over or it changes", async () => {
    await crawl([raw()]);
    const other = { ...inMunich, source: "himalayas", sourceId: "h-1" };
    await crawl([other]);
    expect(cities((await open())[0])).toEqual(["Berlin", "Munich"]);
    await crawl([{ ...raw(), postedAt: "2026-11-02T08:00:00.000Z" }]);
    expect(cities((await open())[0])).toEqual(["Berlin", "Munich"]);
    const own = {
      ...inMunich,
      source: "greenhouse",
      sourceId: "77",
      url: "https://boards.greenhouse.io/nordlicht/jobs/77123456",
    };
    expect(await crawl([own], "nordlicht")).toMatchObject({ changed: 1 });
    const rows = await open();
    expect(rows).toMatchObject([{ source: "greenhouse" }]);
    expect(cities(rows[0])).toEqual(["Munich", "Berlin"]);
  });

  test("which only somebody further from the employer names is one of the employer's version all the same", async () => {
    const source = "greenhouse";
    const own = raw({ source, sourceId: "77", url: "https://boards.greenhouse.io/nordlicht/jobs/77123456" });
    await crawl([own], "nordlicht");
    expect(await crawl([inMunich])).toMatchObject({ added: 0, changed: 0 });
    expect(await open()).toMatchObject([{ source }]);
    expect(cities((await open())[0])).toEqual(["Berlin", "Munich"]);
    // So it is on one page, of which one leads to the employer's system.
    await emptied(sql, "postings");
    expect(await crawl([raw({ url: own.url }), inMunich])).toMatchObject({ added: 1 });
    expect(cities((await open())[0])).toEqual(["Berlin", "Munich"]);
  });

  test("one that stands alone moves with its words", async () => {
    await crawl([raw()]);
    await crawl([raw({ location: ["Hamburg, Germany"] })]);
    expect(cities((await open())[0])).toEqual(["Hamburg"]);
  });
});

describe("a posting that comes back", () => {
  test("under another id is the old one, opened again, with its first day", async () => {
    await crawl([raw()]);
    const [before] = await open();
    await close();
    const again = raw({ sourceId: "a-9", postedAt: "2026-11-20T08:00:00.000Z" });
    expect(await crawl([again])).toMatchObject({ added: 1 });
    const [after] = await open();
    expect(after).toMatchObject({ id: before?.id, source_id: "a-9", reposts: 1, reposted_at: expect.any(Date) });
    expect(after?.first_seen_at).toEqual(new Date("2026-03-02"));
    expect(await crawl([again])).toMatchObject({ added: 0, changed: 0 });
    expect(await open()).toMatchObject([{ reposts: 1 }]);
  });

  test("under its own id was never away", async () => {
    await crawl([raw()]);
    await close();
    expect(await crawl([raw()])).toMatchObject({ added: 1 });
    expect(await open()).toMatchObject([{ reposts: 0, reposted_at: null }]);
  });

  test("as another source's old copy of what has expired does not", async () => {
    await crawl([raw()]);
    await close("expired");
    expect(await crawl([raw({ source: "himalayas", sourceId: "h-1" })])).toMatchObject({ added: 0 });
    expect(await open()).toEqual([]);
    expect(
      await crawl([raw({ source: "himalayas", sourceId: "h-1", postedAt: "2026-11-20T08:00:00.000Z" })]),
    ).toMatchObject({ added: 1 });
    expect(await open()).toMatchObject([{ reposts: 1 }]);
  });

  test("after half a year is another one", async () => {
    await crawl([raw()]);
    await sql`update postings set closed_at = now() - interval '181 days', closed_reason = 'unseen'`;
    expect(await sql`select purge('identities', 10) as gone`).toEqual([{ gone: 1 }]);
    expect(await crawl([raw({ sourceId: "a-9" })])).toMatchObject({ added: 1 });
    expect(await sql`select reposts from postings`).toEqual([{ reposts: 0 }, { reposts: 0 }]);
  });
});
