import fc from "fast-check";
import { expect, test } from "vitest";
import { plainRank } from "../../test/plain-rank.ts";
import { companyName } from "../company-name.ts";
import { day } from "../time.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { berlin, catalogueOf, entry, in_, lisbon, now, place, seeker } from "./fixtures.ts";
import { type Ranking, type RankOptions, rank, whyNone } from "./rank.ts";
import type { Seeker } from "./seeker.ts";
import { maxPerCompany, mostCounted, type Part } from "./weights.ts";

const potsdam = { geonameId: 2852458, name: "Potsdam", country: "DE", lat: 52.39886, lon: 13.06566 };
const village = { ...in_.germany, city: "Klein Havelow" };
const namesakes = { ...in_.nowhere, candidates: [{ country: "FR" }, { country: "US" }] };
const known = [in_.berlin, in_.potsdam, in_.hamburg, in_.paris, in_.germany, place(lisbon)];
const places = [...known, in_.nowhere, namesakes, village];
const anyEntry = fc.record({
  title: fc.constantFrom(
    "Data Analytics Intern",
    "Junior Marketing Manager (m/f/d)",
    "Nurse",
    "Werkstudent Data Science",
  ),
  company: fc.constantFrom("A", "B GmbH", "C", "D", "E Inc.", ""),
  source: fc.constantFrom("greenhouse", "adzuna"),
  locations: fc.subarray(places, { maxLength: 3 }),
  remote: fc.record({
    mode: fc.constantFrom("onsite", "hybrid", "remote", "unknown"),
    worldwide: fc.constantFrom(null, null, true),
    countries: fc.subarray(["DE", "FR", "PT"]),
  }),
  level: fc.constantFrom("internship", "graduate", "entry", "mid", "senior", "unknown"),
  programme: fc.constantFrom(null, null, "internship", "working-student", "thesis"),
  careerPaths: fc.subarray(["data-analytics", "marketing-growth", "finance-investment"] as const),
  occupation: fc.constantFrom("data", "marketing", "other", "healthcare"),
  languages: fc.subarray([
    { code: "de", required: true, level: "B2" },
    { code: "en", required: true, level: null },
    { code: "fr", required: false, level: null },
  ] as const),
  lang: fc.constantFrom("en", "de", null),
  visa: fc.constantFrom("offered", "refused", "unknown"),
  salary: fc.option(
    fc.record({
      min: fc.constantFrom(null, 20_000),
      max: fc.constantFrom(null, 2500, 32_000.5),
      currency: fc.constantFrom("EUR", "GBP", "XYZ"),
      period: fc.constantFrom("hour", "month", "year"),
    }),
  ),
  // Whole days, so that many postings score the same.
  postedAt: fc.option(
    fc.integer({ min: -2, max: 40 }).map((days) => new Date(now.getTime() - days * day).toISOString()),
  ),
  firstSeenAt: fc.integer({ min: 0, max: 40 }).map((days) => new Date(now.getTime() - days * day).toISOString()),
  quality: fc.constantFrom(0, 44, 1044),
  occupationConfidence: fc.constantFrom(0, 0.5, 0.9, 1),
  early: fc.constantFrom(0, 0.25, 1),
  linkStatus: fc.constantFrom(null, null, "live", "uncertain", "gone"),
  keys: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 2 }),
});
/** Similar enough to share a few long lists, and from many companies. */
const likeEntry = fc.record({
  company: fc.integer({ min: 1, max: 60 }).map((number) => `Company ${number}`),
  locations: fc.constantFrom([in_.berlin], [in_.potsdam], [in_.potsdam, in_.paris], [place(lisbon)]),
  level: fc.constantFrom("internship", "entry"),
  languages: fc.constantFrom([], [], [{ code: "fr", required: true, level: null }]),
  postedAt: fc.option(
    fc.integer({ min: 0, max: 29 }).map((days) => new Date(now.getTime() - days * day).toISOString()),
  ),
});
const entriesOf = (all: readonly object[]) => all.map((over) => entry(over as Partial<CatalogueEntry>));
const anyCatalogue = fc.oneof(
  fc.array(anyEntry, { maxLength: 120, size: "max" }).map(entriesOf),
  fc.array(likeEntry, { maxLength: 120, size: "max" }).map(entriesOf),
);
const anySeeker = fc
  .record({
    cities: fc.subarray([berlin, potsdam, lisbon]),
    countries: fc.subarray(["DE", "FR", "PT"]),
    careerPaths: fc.constantFrom(
      ["data-analytics"],
      ["unsure"],
      ["unsure", "data-analytics"],
      ["marketing-growth", "data-analytics"],
      ["marketing-growth", "data-analytics", "finance-investment"],
    ),
    levels: fc.subarray(["internship", "graduate", "entry"] as const),
    workModes: fc.subarray(["onsite", "hybrid", "remote"] as const),
    languages: fc.subarray(["en", "de"]),
    visa: fc.constantFrom("needed", "unknown"),
    keywords: fc.subarray(["data", "healthcare", "intern", "marketing manager", "a", "!"]),
    salaryMin: fc.option(
      fc.record({
        amount: fc.constantFrom(1500, 28_000),
        currency: fc.constantFrom("EUR", "GBP"),
        period: fc.constantFrom("month", "year"),
      }),
      { nil: undefined },
    ),
    excludedCompanies: fc.option(fc.subarray(["b", "E"]), { nil: undefined }),
    taste: fc.option(
      fc.record({
        weights: fc.record({ place: fc.constantFrom(0.5, 1.5), level: fc.constant(1.25) }, { requiredKeys: [] }),
        occupations: fc.constantFrom({}, { data: 0.5, marketing: -1 }),
        companies: fc.constantFrom({}, { a: -0.75, c: 1 }),
      }),
      { nil: undefined },
    ),
  })
  .map((over) => seeker(over as Partial<Seeker>));
const anyOptions = fc.record({
  limit: fc.integer({ min: 1, max: 12 }),
  left: fc.nat(120),
  onlyIfLive: fc.constantFrom(undefined, new Set(["adzuna"])),
  firstSeenBefore: fc.constantFrom(undefined, new Date(now.getTime() - day)),
  least: fc.constantFrom(undefined, undefined, 60, 75),
});
const optionsOf = (
  entries: readonly CatalogueEntry[],
  { limit, left, onlyIfLive, firstSeenBefore, least }: Options,
): RankOptions => ({
  ...{ limit, now, exclude: entries.slice(left).map(({ id }) => id) },
  ...(onlyIfLive && { onlyIfLive }),
  ...(firstSeenBefore && { firstSeenBefore }),
  ...(least && { least }),
});
type Options = typeof anyOptions extends fc.Arbitrary<infer T> ? T : never;

const listed = ({ matches, more, lookedAt }: Pick<Ranking, "more" | "lookedAt"> & { matches: readonly Named[] }) => ({
  ...{ more, lookedAt },
  matches: matches.map(({ postingId, sameCompany }) => ({ postingId, sameCompany })),
});
type Named = Pick<Ranking["matches"][number], "postingId" | "sameCompany">;

/** Generating a catalogue costs more than ranking it: each is queried several times. */
const severalAsk = fc.array(fc.tuple(anySeeker, anyOptions), { minLength: 5, maxLength: 5 });

test("the ranking is that of looking at everything", () => {
  fc.assert(
    fc.property(anyCatalogue, severalAsk, (entries, asking) => {
      const catalogue = catalogueOf(entries);
      for (const [who, some] of asking) {
        const options = optionsOf(entries, some);
        const ranking = rank(who, catalogue, options);
        const plain = plainRank(who, entries, options);
        expect(listed(ranking)).toEqual(listed(plain));
        for (const [at, { score, parts }] of ranking.matches.entries()) {
          // Rounded here but not there.
          expect(Math.abs(score - (plain.matches[at]?.score ?? 0))).toBeLessThan(0.5 + 1e-9);
          const told = Object.entries(plain.matches[at]?.parts ?? {}) as [Part, number][];
          for (const [part, share] of told) expect(Math.abs((parts[part] ?? -1) - share)).toBeLessThan(0.005 + 1e-9);
        }
      }
    }),
    { numRuns: 60 },
  );
});

const anyRanking = fc.tuple(anyCatalogue, anySeeker, anyOptions);
const ranked = ([entries, who, some]: [CatalogueEntry[], Seeker, Options], order = entries) =>
  rank(who, catalogueOf(order), optionsOf(entries, some));

test("no posting that was matched before or excluded, none twice, and at most two of a company", () => {
  fc.assert(
    fc.property(anyRanking, (given) => {
      const [entries, who, some] = given;
      const { matches } = ranked(given);
      const chosen = matches.map(({ postingId }) => entries.find(({ id }) => id === postingId));
      const { exclude, limit, least = 0 } = optionsOf(entries, some);
      expect(chosen.length).toBeLessThanOrEqual(limit);
      expect(matches.every(({ score }) => score >= least)).toBe(true);
      expect(new Set(chosen).size).toBe(chosen.length);
      expect(chosen.some((entry) => !entry || [...exclude].includes(entry.id))).toBe(false);
      const companies = chosen.flatMap((entry) => (entry?.company ? [companyName(entry.company)] : []));
      for (const name of companies)
        expect(companies.filter((each) => each === name).length).toBeLessThanOrEqual(maxPerCompany);
      for (const name of who.excludedCompanies ?? []) expect(companies).not.toContain(companyName(name));
      const keys = chosen.flatMap((entry) => [...new Set(entry?.keys)]);
      expect(new Set(keys).size).toBe(keys.length);
      expect(matches.map(({ score }) => score)).toEqual(matches.map(({ score }) => score).sort((a, b) => b - a));
    }),
  );
});

test("the same postings in another order, or after changes, give the same ranking", () => {
  fc.assert(
    fc.property(anyRanking, anyCatalogue, fc.infiniteStream(fc.boolean()), (given, others, coins) => {
      const [entries, who, some] = given;
      const expected = ranked(given);
      expect(ranked(given, entries.toReversed())).toEqual(expected);
      // First other postings, and old versions of half of these; ranked in between, so that lists are built and
      // rebuilt.
      const catalogue = catalogueOf(others);
      const old = entries.filter(() => coins.next().value);
      for (const [at, { id }] of old.entries()) catalogue.take({ ...entry(others[at % (others.length || 1)]), id });
      for (const { id } of others.slice(0, others.length / 2)) catalogue.remove(id);
      rank(who, catalogue, optionsOf(entries, some));
      for (const each of entries) catalogue.take(each);
      for (const { id } of others) catalogue.remove(id);
      expect(rank(who, catalogue, optionsOf(entries, some))).toEqual(expected);
    }),
  );
});

test("a better place or a newer date never lowers a score", () => {
  fc.assert(
    fc.property(anyCatalogue, anySeeker, (entries, who) => {
      const scoreOf = (each: CatalogueEntry) => {
        const { matches } = rank(who, catalogueOf([each]), { exclude: [], limit: 1, now });
        return matches[0]?.score ?? -1;
      };
      for (const each of entries.slice(0, 8)) {
        const score = scoreOf(each);
        const home = who.cities[0];
        if (home)
          expect(scoreOf({ ...each, locations: [...each.locations, place(home)] })).toBeGreaterThanOrEqual(score);
        if (each.postedAt) expect(scoreOf({ ...each, postedAt: now.toISOString() })).toBeGreaterThanOrEqual(score);
      }
    }),
  );
});

test("what is counted by reason and what fits is everything", () => {
  fc.assert(
    fc.property(anyRanking, ([entries, who, some]) => {
      const options = { ...optionsOf(entries, { ...some, least: undefined }), limit: 1000 };
      const { matches, more } = rank(who, catalogueOf(entries), options);
      const counts = Object.values(whyNone(who, catalogueOf(entries), options));
      const skipped = counts.reduce((sum, each) => sum + each, 0);
      if (more < mostCounted) expect(skipped + matches.length + more).toBe(entries.length);
    }),
  );
});
