import { describe, expect, test } from "vitest";
import { countriesCalled } from "../postings/place-scope.ts";
import { storedWishes } from "../subscribers/wishes.ts";
import { day } from "../time.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import {
  berlin,
  catalogueOf,
  entry,
  first,
  in_,
  lisbon,
  now,
  place,
  remote,
  run,
  score,
  seeker,
  why,
} from "./fixtures.ts";
import { rank } from "./rank.ts";
import { leastScore, shares } from "./weights.ts";

test("what was asked for, new and there, is a hundred", () => {
  expect(first(seeker(), { postedAt: now.toISOString() })).toMatchObject({
    score: 100,
    parts: { place: 1, path: 1, level: 1, freshness: 1 },
    gaps: [],
  });
});

test("stored wishes are a seeker", () => {
  const wishes = storedWishes.parse({ cities: [berlin], careerPaths: ["data-analytics"], levels: ["internship"] });
  expect(run(wishes, [entry()]).matches).toHaveLength(1);
});

describe("gates close on what is certain, and on nothing else", () => {
  test.each([
    ["another city", seeker(), { locations: [in_.paris] }, "place"],
    ["another city of the country", seeker(), { locations: [in_.hamburg] }, "place"],
    // To name the level would make people change the wrong wish.
    ["another city, and senior", seeker(), { locations: [in_.paris], level: "senior" }, "place"],
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
    const entries = [entry(over as Partial<CatalogueEntry>)];
    expect(run(who, entries)).toEqual({ matches: [], lookedAt: 1, more: 0 });
    expect(why(who, entries)).toEqual({ [reason]: 1 });
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
    expect(german?.gaps).toContain("German B2 required, you listed English");
    expect(german?.score).toBeLessThan(score(who, { languages: [{ code: "en", required: true, level: null }] }));
    expect(score(who, { languages: [{ code: "de", required: false, level: null }] })).toBe(score(who));
  });
});

test.each([
  ["Baur", "Bauer", 1],
  ["Mueller", "MÜLLER GMBH", 0],
  ["Mueller", "Mu\u0308ller", 0],
  ["Müller", "Muller", 0],
  ["Müller", "Müller & Söhne", 1],
  ["Blü", "Blau", 1],
])("a posting of %s, where %s is not wanted, is listed %i times", (company, excluded, times) => {
  expect(run(seeker({ excludedCompanies: [excluded] }), [entry({ company })]).matches).toHaveLength(times);
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

  test("for who takes only remote work, what says that it is comes before what is next door and does not", () => {
    const who = seeker({ cities: [lisbon], workModes: ["remote"] });
    const unsaid = score(who, { locations: [place(lisbon)] });
    const europe = { locations: [], remote: remote({ countries: [...countriesCalled("europe")] }) };
    const month = new Date(now.getTime() - 28 * day).toISOString();
    expect(score(who, { ...europe, postedAt: month })).toBeGreaterThan(unsaid);
    expect(score(who, { locations: [in_.paris], remote: remote() })).toBeGreaterThan(unsaid);
    expect(unsaid).toBeGreaterThanOrEqual(leastScore);
  });

  test("who wants only remote work needs no place", () => {
    const who = seeker({ cities: [], countries: [], workModes: ["remote"] });
    expect(score(who, { locations: [in_.paris], remote: remote({ worldwide: true }) })).toBeGreaterThan(
      score(who, { locations: [in_.paris], remote: remote({ mode: "unknown" }) }),
    );
  });
});

describe("a keyword that names work of no path", () => {
  const hr: Partial<CatalogueEntry> = { careerPaths: [], occupation: "hr" };

  test("is what is looked for where any path will do", () => {
    const who = seeker({ careerPaths: ["unsure"], keywords: ["HR"] });
    expect(first(who, hr)?.parts.path).toBe(shares.path.unsure);
    expect(score(who, hr)).toBeGreaterThan(score(who));
    expect(score(seeker({ careerPaths: ["unsure"] }), hr)).toBeLessThan(score(seeker({ careerPaths: ["unsure"] })));
  });

  test("is a branch to who named a path: what is done there is not what was asked for", () => {
    const who = seeker({ keywords: ["healthcare"] });
    expect(run(who, [entry({ careerPaths: [], occupation: "healthcare" })]).matches).toEqual([]);
    expect(first(who)?.parts).not.toHaveProperty("occupation");
    expect(first(seeker({ keywords: ["finance"] }))?.parts).toHaveProperty("occupation");
  });
});

describe("what is known of the link", () => {
  const onlyIfLive = new Set(["adzuna"]);
  const listed = (over: Partial<CatalogueEntry>, options = {}) =>
    rank(seeker(), catalogueOf([entry(over)]), { exclude: [], limit: 5, now, ...options }).matches.length;

  test.each([
    ["adzuna", "live", 1],
    ["adzuna", "uncertain", 0],
    ["adzuna", null, 0],
    ["greenhouse", "live", 1],
    ["greenhouse", "uncertain", 1],
    ["greenhouse", null, 1],
    ["greenhouse", "gone", 0],
  ] as const)("a posting of %s, %s: listed %i times where proof is asked of adzuna", (source, linkStatus, times) => {
    expect(listed({ source, linkStatus }, { onlyIfLive })).toBe(times);
  });

  test("where no proof is asked only what is gone is left out", () => {
    expect(listed({ source: "adzuna", linkStatus: "uncertain" })).toBe(1);
    expect(listed({ source: "adzuna", linkStatus: "gone" })).toBe(0);
  });
});
