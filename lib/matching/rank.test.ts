import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { storedWishes } from "../subscribers/wishes.ts";
import { day } from "../time.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { type Ranking, rank } from "./rank.ts";
import type { Seeker } from "./seeker.ts";
import { maxPerCompany } from "./weights.ts";

const now = new Date("2026-11-21T12:00:00Z");
const berlin = { geonameId: 2950159, name: "Berlin", country: "DE", lat: 52.52437, lon: 13.41053 };
const lisbon = { geonameId: 2267057, name: "Lisbon", country: "PT", lat: 38.71667, lon: -9.13333 };
const place = (city: {
  geonameId: number | null;
  name: string | null;
  country: string | null;
  lat: number | null;
  lon: number | null;
}) => ({
  ...{ city: city.name, geonameId: city.geonameId, country: city.country, lat: city.lat, lon: city.lon },
  raw: city.name ?? "",
});
const in_ = {
  berlin: place(berlin),
  potsdam: place({ geonameId: 2852458, name: "Potsdam", country: "DE", lat: 52.39886, lon: 13.06566 }),
  hamburg: place({ geonameId: 2911298, name: "Hamburg", country: "DE", lat: 53.57532, lon: 10.01534 }),
  paris: place({ geonameId: 2988507, name: "Paris", country: "FR", lat: 48.85341, lon: 2.3488 }),
  germany: place({ geonameId: null, name: null, country: "DE", lat: null, lon: null }),
  nowhere: place({ geonameId: null, name: null, country: null, lat: null, lon: null }),
};

const seeker = (over: Partial<Seeker> = {}): Seeker => ({
  cities: [berlin],
  countries: [],
  careerPaths: ["data-analytics"],
  levels: ["internship"],
  workModes: [],
  languages: [],
  visa: "unknown",
  keywords: [],
  timeZone: "Europe/Berlin",
  ...over,
});

let count = 0;
const entry = (over: Partial<CatalogueEntry> = {}): CatalogueEntry => {
  count++;
  return {
    id: `00000000-0000-4000-8000-${String(count).padStart(12, "0")}`,
    title: "Data Analytics Intern",
    company: `Company ${count}`,
    source: "greenhouse",
    locations: [in_.berlin],
    remote: { mode: "unknown", worldwide: null, countries: [] },
    level: "internship",
    programme: "internship",
    employment: null,
    careerPaths: ["data-analytics"],
    occupation: "data",
    languages: [],
    visa: "unknown",
    salary: null,
    lang: "en",
    postedAt: new Date(now.getTime() - 2 * day).toISOString(),
    dedupeKey: `key ${count}`,
    ...over,
  };
};
const remote = (over: Partial<CatalogueEntry["remote"]> = {}): CatalogueEntry["remote"] => ({
  mode: "remote",
  worldwide: null,
  countries: [],
  ...over,
});
const run = (who: Seeker, entries: CatalogueEntry[], limit = 10, exclude: string[] = []): Ranking =>
  rank(who, entries, { exclude: new Set(exclude), limit, now });
const first = (who: Seeker, over: Partial<CatalogueEntry> = {}) => run(who, [entry(over)]).matches[0];
const score = (who: Seeker, over: Partial<CatalogueEntry> = {}) => first(who, over)?.score ?? -1;

test("what was asked for, new and there, is a hundred", () => {
  expect(first(seeker(), { postedAt: now.toISOString() })).toMatchObject({
    score: 100,
    parts: { place: 1, path: 1, level: 1, freshness: 1 },
    gaps: [],
  });
});

test("stored wishes with their time zone are a seeker", () => {
  const wishes = storedWishes.parse({ cities: [berlin], careerPaths: ["data-analytics"], levels: ["internship"] });
  expect(run({ ...wishes, timeZone: "Europe/Berlin" }, [entry()]).matches).toHaveLength(1);
});

describe("gates close on what is certain, and on nothing else", () => {
  test.each([
    ["another city", seeker(), { locations: [in_.paris] }, "place"],
    ["another city of the country", seeker(), { locations: [in_.hamburg] }, "place"],
    ["remote, but not from here", seeker(), { locations: [], remote: remote({ countries: ["US"] }) }, "place"],
    ["a senior role", seeker(), { level: "senior" }, "level"],
    ["a lead", seeker(), { level: "lead" }, "level"],
    ["a mid-level role", seeker(), { level: "mid" }, "level"],
    ["another path", seeker(), { careerPaths: ["marketing-growth"], occupation: "marketing" }, "career-path"],
    ["a trade that is on no menu", seeker(), { careerPaths: [], occupation: "healthcare" }, "career-path"],
    [
      "on site, asked for remote",
      seeker({ workModes: ["remote"] }),
      { remote: remote({ mode: "onsite" }) },
      "work-mode",
    ],
    ["remote, asked for on site", seeker({ workModes: ["onsite", "hybrid"] }), { remote: remote() }, "work-mode"],
    ["no visa for who needs one", seeker({ visa: "needed" }), { visa: "refused" }, "visa"],
  ] as const)("%s", (_, who, over, reason) => {
    expect(run(who, [entry(over as Partial<CatalogueEntry>)])).toMatchObject({
      matches: [],
      lookedAt: 1,
      more: 0,
      skipped: { [reason]: 1 },
    });
  });

  test.each([
    ["the place", seeker(), { locations: [] }],
    ["the city", seeker(), { locations: [in_.germany] }],
    ["what the place means", seeker(), { locations: [in_.nowhere] }],
    ["the level", seeker(), { level: "unknown", programme: null }],
    ["the path", seeker(), { careerPaths: [], occupation: "other" }],
    ["the mode", seeker({ workModes: ["remote"] }), {}],
    ["from where it may be done", seeker({ cities: [lisbon] }), { remote: remote() }],
    ["the visa", seeker({ visa: "needed" }), {}],
    ["the date", seeker(), { postedAt: null }],
    ["the pay", seeker({ salaryMin: { amount: 20_000, currency: "EUR", period: "year" } }), {}],
    ["the company", seeker(), { company: "" }],
  ] as const)("unknown is shown and ranks lower: %s", (what, who, over) => {
    const known = score(who, {
      locations: who.cities.map(place),
      remote: who.workModes.length > 0 ? remote({ countries: ["DE"] }) : remote({ mode: "unknown" }),
      visa: "offered",
      salary: { min: 30_000, max: 30_000, currency: "EUR", period: "year" },
    });
    const unknown = score(who, over as Partial<CatalogueEntry>);
    expect(unknown).toBeGreaterThan(0);
    if (what !== "the company") expect(unknown).toBeLessThan(known);
  });

  test("who is unsure, or asked for no level, is shown what others are not", () => {
    expect(
      score(seeker({ careerPaths: ["unsure"] }), { careerPaths: ["marketing-growth"], occupation: "marketing" }),
    ).toBeGreaterThan(0);
    expect(score(seeker({ levels: [] }), { level: "senior" })).toBeGreaterThan(0);
    expect(score(seeker({ levels: [] }), { level: "senior" })).toBeLessThan(score(seeker({ levels: [] })));
  });

  test("a language that one does not speak lowers, and is said", () => {
    const who = seeker({ languages: ["en"] });
    const german = first(who, { languages: [{ code: "de", required: true, level: "B2" }] });
    expect(german?.gaps).toContain("German B2 asked, you listed English");
    expect(german?.score).toBeLessThan(score(who, { languages: [{ code: "en", required: true, level: null }] }));
    expect(score(who, { languages: [{ code: "de", required: false, level: null }] })).toBe(score(who));
  });
});

describe("the place", () => {
  test.each([
    ["a nearer town is better", [in_.berlin, in_.potsdam]],
    ["the named country is better than an unknown place", [in_.potsdam, in_.germany]],
    ["somewhere in the country is better than nothing said", [in_.germany, in_.nowhere]],
  ])("%s", (_, [better, worse]) => {
    expect(score(seeker(), { locations: [better as never] })).toBeGreaterThan(
      score(seeker(), { locations: [worse as never] }),
    );
  });

  test("anywhere in the countries asked for", () => {
    expect(first(seeker({ cities: [], countries: ["DE"] }), { locations: [in_.hamburg] })?.parts.place).toBe(1);
    expect(first(seeker({ countries: ["FR"] }), { locations: [in_.paris] })?.parts.place).toBe(0.85);
  });

  test("one of several places is enough", () => {
    expect(first(seeker(), { locations: [in_.paris, in_.berlin] })?.parts.place).toBe(1);
  });

  test("remote from the person's country, or from anywhere", () => {
    const who = seeker({ cities: [lisbon] });
    expect(score(who, { locations: [in_.berlin], remote: remote({ countries: ["PT", "ES"] }) })).toBeGreaterThan(0);
    expect(score(who, { locations: [], remote: remote({ worldwide: true }) })).toBeGreaterThan(0);
    expect(
      score(who, { locations: [in_.berlin], remote: remote({ mode: "unknown", countries: ["PT"] }) }),
    ).toBeGreaterThan(0);
  });

  test("who wants only remote work needs no place", () => {
    const who = seeker({ cities: [], countries: [], workModes: ["remote"] });
    expect(score(who, { locations: [in_.paris], remote: remote({ worldwide: true }) })).toBeGreaterThan(
      score(who, { locations: [in_.paris], remote: remote({ mode: "unknown" }) }),
    );
  });
});

describe("the reasons", () => {
  test.each([
    ["in the city", seeker(), {}, "In Berlin"],
    ["near it", seeker(), { locations: [in_.potsdam] }, "In Potsdam, 27 km from Berlin"],
    ["off its centre", seeker(), { locations: [{ ...in_.berlin, lat: 52.56 }] }, "In Berlin, 4 km from the centre"],
    [
      "in the country",
      seeker({ countries: ["DE"] }),
      { locations: [in_.hamburg] },
      "In Hamburg; you asked for Germany",
    ],
    [
      "remote from home",
      seeker(),
      { locations: [], remote: remote({ countries: ["AT", "DE"] }) },
      "Remote, from Germany",
    ],
    [
      "open to home",
      seeker(),
      { locations: [in_.paris], remote: remote({ mode: "unknown", countries: ["DE"] }) },
      "Open to people in Germany",
    ],
    ["remote from anywhere", seeker(), { locations: [], remote: remote({ worldwide: true }) }, "Remote, from anywhere"],
    ["the level", seeker(), {}, "Internship, as you asked"],
    ["the programme", seeker(), { programme: "working-student" }, "Working student role, you asked for internships"],
    ["the path", seeker(), {}, "Data & analytics, as you asked"],
    ["the mode", seeker({ workModes: ["hybrid"] }), { remote: remote({ mode: "hybrid" }) }, "Hybrid, as you asked"],
    ["a keyword", seeker({ keywords: ["analytics", "sql"] }), {}, "Names “analytics”"],
    ["the visa", seeker({ visa: "needed" }), { visa: "offered" }, "Visa sponsorship offered"],
    [
      "the languages",
      seeker({ languages: ["en", "de"] }),
      { languages: [{ code: "de", required: true, level: null }] },
      "German asked, which you listed",
    ],
    [
      "the pay, by the month and by the year",
      seeker({ salaryMin: { amount: 1500, currency: "EUR", period: "month" } }),
      { salary: { min: 20_000, max: 24_000, currency: "EUR", period: "year" } },
      "Pays up to €2,000 a month, you asked for €1,500",
    ],
    ["today", seeker(), { postedAt: "2026-11-21T01:00:00Z" }, "Posted today"],
    ["yesterday", seeker(), { postedAt: "2026-11-20T12:00:00Z" }, "Posted yesterday"],
    ["days ago", seeker(), { postedAt: "2026-11-19T23:30:00+00:00" }, "Posted yesterday"],
    [
      "days ago, elsewhere",
      seeker({ timeZone: "America/New_York" }),
      { postedAt: "2026-11-19T23:30:00Z" },
      "Posted 2 days ago",
    ],
  ] as const)("%s", (_, who, over, reason) => {
    expect(first(who, over as Partial<CatalogueEntry>)?.reasons).toContain(reason);
  });

  test.each([
    ["the level", seeker(), { level: "unknown", programme: null }, "Level not stated"],
    [
      "another level",
      seeker({ levels: ["graduate", "entry"] }),
      {},
      "Internship, you asked for graduate roles or entry-level roles",
    ],
    ["the city", seeker(), { locations: [in_.germany] }, "Somewhere in Germany, city not stated"],
    ["from where", seeker({ cities: [lisbon] }), { remote: remote() }, "Remote, but not stated from which countries"],
    ["the path", seeker(), { careerPaths: [], occupation: "other" }, "Career path not clear from the title"],
    ["the visa", seeker({ visa: "needed" }), {}, "Visa sponsorship not stated"],
    ["the pay", seeker({ salaryMin: { amount: 1, currency: "EUR", period: "year" } }), {}, "Pay not stated"],
    [
      "pay by the hour, which would need a guess",
      seeker({ salaryMin: { amount: 1, currency: "EUR", period: "year" } }),
      { salary: { min: 15, max: 15, currency: "EUR", period: "hour" } },
      "Pay stated in another unit than you asked in",
    ],
    [
      "low pay",
      seeker({ salaryMin: { amount: 40_000, currency: "EUR", period: "year" } }),
      { salary: { min: 30_000, max: null, currency: "EUR", period: "year" } },
      "Pays up to €30,000 a year, you asked for €40,000",
    ],
    ["the mode", seeker({ workModes: ["remote"] }), {}, "On site, hybrid or remote: not stated"],
    ["the text's language", seeker({ languages: ["en"] }), { lang: "pl" }, "Written in Polish, you listed English"],
    ["age", seeker(), { postedAt: "2026-11-01T12:00:00Z" }, "Posted 20 days ago"],
    ["the date", seeker(), { postedAt: null }, "Posting date not stated"],
  ] as const)("gap: %s", (_, who, over, gap) => {
    expect(first(who, over as Partial<CatalogueEntry>)?.gaps).toContain(gap);
  });

  test("the place comes first, the age last", () => {
    expect(first(seeker())?.reasons).toEqual([
      "In Berlin",
      "Internship, as you asked",
      "Data & analytics, as you asked",
      "Posted 2 days ago",
    ]);
  });
});

describe("the choice", () => {
  test("at most two of a company, whatever its spelling; the rest is counted", () => {
    const five = ["Acme", "ACME", "acme ", "Ácme", "Acme"].map((company) => entry({ company }));
    const other = entry({ company: "Other", postedAt: null });
    const { matches, more, lookedAt } = run(seeker(), [...five, other]);
    expect(matches).toHaveLength(3);
    expect(matches.at(-1)?.postingId).toBe(other.id);
    expect({ more, lookedAt }).toEqual({ more: 3, lookedAt: 6 });
  });

  test("postings of no known company are nobody's second", () => {
    expect(
      run(
        seeker(),
        [1, 2, 3].map(() => entry({ company: "" })),
      ).matches,
    ).toHaveLength(3);
  });

  test("one posting, seen twice, is one: the better", () => {
    const stale = entry({ dedupeKey: "same", company: "A", postedAt: null });
    const fresh = entry({ dedupeKey: "same", company: "A" });
    for (const entries of [
      [stale, fresh],
      [fresh, stale],
    ]) {
      expect(run(seeker(), entries)).toMatchObject({ matches: [{ postingId: fresh.id }], more: 0 });
    }
  });

  test("never what was matched before", () => {
    const old = entry();
    const fresh = entry();
    expect(run(seeker(), [old, fresh], 10, [old.id])).toMatchObject({
      matches: [{ postingId: fresh.id }],
      skipped: { "matched-before": 1 },
    });
  });

  test("equal scores: the newer first, then the id", () => {
    const a = entry({ postedAt: "2026-11-20T12:00:00Z" });
    const b = entry({ postedAt: "2026-11-20T13:00:00Z" });
    const c = entry({ postedAt: "2026-11-20T13:00:00+00:00" });
    expect(run(seeker(), [c, a, b]).matches.map(({ postingId }) => postingId)).toEqual([b.id, c.id, a.id]);
  });

  test("an empty catalogue is an empty ranking", () => {
    expect(run(seeker(), [])).toEqual({ matches: [], lookedAt: 0, more: 0, skipped: {} });
  });
});

const places = [in_.berlin, in_.potsdam, in_.hamburg, in_.paris, in_.germany, in_.nowhere];
const anyEntry = fc.record({
  company: fc.constantFrom("A", "B", "C", ""),
  locations: fc.subarray(places),
  remote: fc.record({
    mode: fc.constantFrom("onsite", "hybrid", "remote", "unknown"),
    worldwide: fc.constantFrom(null, true),
    countries: fc.subarray(["DE", "FR"]),
  }),
  level: fc.constantFrom("internship", "graduate", "entry", "mid", "senior", "unknown"),
  careerPaths: fc.subarray(["data-analytics", "marketing-growth"] as const),
  occupation: fc.constantFrom("data", "other", "healthcare"),
  postedAt: fc.option(
    fc.integer({ min: -5, max: 60 }).map((days) => new Date(now.getTime() - days * day).toISOString()),
  ),
  dedupeKey: fc.option(fc.constantFrom("k1", "k2", "k3"), { nil: "" }),
});
const anyCatalogue = fc
  .array(anyEntry, { maxLength: 40 })
  .map((all) =>
    all.map((over, at) => entry({ ...(over as Partial<CatalogueEntry>), dedupeKey: over.dedupeKey || `own ${at}` })),
  );
const anySeeker = fc
  .record({
    cities: fc.subarray([berlin, lisbon]),
    countries: fc.subarray(["DE", "FR", "PT"]),
    careerPaths: fc.constantFrom(["data-analytics"], ["unsure"], ["marketing-growth", "data-analytics"]),
    levels: fc.subarray(["internship", "graduate", "entry"] as const),
    workModes: fc.subarray(["onsite", "hybrid", "remote"] as const),
    languages: fc.subarray(["en", "de"]),
    visa: fc.constantFrom("needed", "unknown"),
    keywords: fc.subarray(["data", "intern"]),
  })
  .map((over) => seeker(over as Partial<Seeker>));

test("for every catalogue and person: no excluded posting, no repeat, the company cap, the same answer in any order", () => {
  fc.assert(
    fc.property(anyCatalogue, anySeeker, fc.integer({ min: 1, max: 12 }), fc.nat(39), (entries, who, limit, left) => {
      const exclude = entries.slice(left).map(({ id }) => id);
      const ranking = run(who, entries, limit, exclude);
      const chosen = ranking.matches.map(({ postingId }) => entries.find(({ id }) => id === postingId));
      expect(chosen.length).toBeLessThanOrEqual(limit);
      expect(ranking.matches.filter(({ postingId }) => exclude.includes(postingId))).toEqual([]);
      expect(new Set(chosen.map((each) => each?.id)).size).toBe(chosen.length);
      expect(new Set(chosen.map((each) => each?.dedupeKey)).size).toBe(chosen.length);
      for (const company of ["A", "B", "C"])
        expect(chosen.filter((each) => each?.company === company).length).toBeLessThanOrEqual(maxPerCompany);
      for (const { score: points, parts } of ranking.matches) {
        expect(points).toBeGreaterThanOrEqual(0);
        expect(points).toBeLessThanOrEqual(100);
        for (const share of Object.values(parts)) expect(share >= 0 && share <= 1).toBe(true);
      }
      expect(ranking.matches.map(({ score: points }) => points)).toEqual(
        ranking.matches.map(({ score: points }) => points).toSorted((a, b) => b - a),
      );
      expect(run(who, entries.toReversed(), limit, exclude)).toEqual(ranking);
      const skipped = Object.values(ranking.skipped).reduce((sum, each) => sum + each, 0);
      expect(skipped + ranking.more + ranking.matches.length).toBeLessThanOrEqual(ranking.lookedAt);
    }),
    { numRuns: 200 },
  );
});

test("a better place never lowers the score", () => {
  fc.assert(
    fc.property(anyCatalogue, anySeeker, (entries, who) => {
      for (const each of entries) {
        const before = run(who, [each]).matches[0];
        const after = run(who, [{ ...each, locations: [in_.berlin] }]).matches[0];
        if (before && who.cities.includes(berlin)) expect(after?.score).toBeGreaterThanOrEqual(before.score);
      }
    }),
  );
});
