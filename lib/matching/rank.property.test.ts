import fc from "fast-check";
import { expect, test } from "vitest";
import { day } from "../time.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { berlin, entry, in_, lisbon, now, run, seeker } from "./fixtures.ts";
import type { Seeker } from "./seeker.ts";
import { maxPerCompany } from "./weights.ts";

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
