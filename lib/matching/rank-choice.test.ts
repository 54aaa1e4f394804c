import { describe, expect, test } from "vitest";
import { day } from "../time.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { berlin, catalogueOf, entry, in_, lisbon, now, place, remote, run, score, seeker, why } from "./fixtures.ts";
import { rank } from "./rank.ts";
import type { Seeker } from "./seeker.ts";
import { leastScore } from "./weights.ts";

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
    const stale = entry({ keys: [7], company: "A", postedAt: null });
    const fresh = entry({ keys: [7], company: "A" });
    for (const entries of [
      [stale, fresh],
      [fresh, stale],
    ]) {
      expect(run(seeker(), entries)).toMatchObject({ matches: [{ postingId: fresh.id }], more: 1 });
    }
  });

  describe("what is not good enough", () => {
    const ranked = (who: Seeker, entries: CatalogueEntry[], limit = 5, least = 60) =>
      rank(who, catalogueOf(entries), { exclude: [], limit, now, least });
    const weak: Partial<CatalogueEntry> = { locations: [in_.germany], level: "unknown", programme: null };

    test("is neither listed nor counted", () => {
      const entries = [entry(), ...Array.from({ length: 9 }, () => entry(weak))];
      expect(score(seeker(), weak)).toBeLessThan(75);
      expect(ranked(seeker(), entries, 5, 75)).toMatchObject({ matches: [{}], more: 0, lookedAt: 10 });
      const good = Array.from({ length: 30 }, () => entry());
      expect(ranked(seeker(), [...good, ...entries], 10, 75).more).toBe(20);
      expect(ranked(seeker(), [...good.slice(20), ...entries], 5, 75).more).toBe(6);
    });

    test("is no more of a company that has two in the digest", () => {
      const of = (over: Partial<CatalogueEntry> = {}) => entry({ company: "Acme", ...over });
      const { matches, more } = ranked(seeker(), [of(), of(), of(), of(weak), of(weak)], 5, 75);
      expect([matches.map(({ sameCompany }) => sameCompany), more]).toEqual([[1, 1], 1]);
    });

    test("takes no room for a city's share", () => {
      const fits = Array.from({ length: 5 }, () => entry());
      const hamburg = { geonameId: 2911298, name: "Hamburg", country: "DE", lat: 53.57532, lon: 10.01534 };
      const there = [1, 2].map(() => entry({ ...weak, locations: [in_.hamburg] }));
      const who = seeker({ cities: [berlin, hamburg] });
      expect(ranked(who, [...fits, ...there], 5, 60).matches.map(({ postingId }) => postingId)).toContain(there[0]?.id);
      const chosen = ranked(who, [...fits, ...there], 5, 95).matches.map(({ postingId }) => postingId);
      expect(chosen.toSorted()).toEqual(fits.map(({ id }) => id).toSorted());
    });

    test("is what is told as less: a score is rounded first", () => {
      const edge = (age: number) => {
        const of = entry({ ...weak, postedAt: new Date(now.getTime() - age * day).toISOString() });
        const [plain] = run(seeker(), [of]).matches;
        return [plain?.score, ranked(seeker(), [of], 5, 60).matches.length];
      };
      const told = Array.from({ length: 300 }, (_, tenth) => edge(tenth / 10));
      expect(told.every(([score = 0, count]) => count === (score >= 60 ? 1 : 0))).toBe(true);
      expect(new Set(told.map(([, count]) => count)).size).toBe(2);
    });
  });

  test("never what was matched before", () => {
    const old = entry();
    const fresh = entry();
    expect(run(seeker(), [old, fresh], 10, [old.id])).toMatchObject({ matches: [{ postingId: fresh.id }], more: 0 });
    expect(why(seeker(), [old, fresh], [old.id])).toEqual({ "matched-before": 1 });
  });

  test("what is only counted is too new to the second", () => {
    const firstSeenBefore = new Date(now.getTime() - day);
    const seen = (seconds: number, age: number) => {
      const at = firstSeenBefore.getTime() + 1000 * seconds;
      return entry({
        firstSeenAt: new Date(at).toISOString(),
        postedAt: new Date(at - 1000 * age).toISOString(),
        quality: 0,
      });
    };
    // Within the minute, within the lag that an entry holds, and beyond it.
    for (const age of [0, 59, 60, 61, 3600, 3 * 86_400]) {
      const more = (seconds: number) =>
        rank(seeker(), catalogueOf([entry(), seen(seconds, age)]), { exclude: [], limit: 1, now, firstSeenBefore })
          .more;
      expect([more(-1), more(0)], `${age}`).toEqual([1, 0]);
    }
  });

  test("a city's share goes to its best, also where another place of that one is what makes it the best", () => {
    const basel = { geonameId: 2661604, name: "Basel", country: "CH", lat: 47.5584, lon: 7.5733 };
    const who = seeker({ cities: [basel, lisbon], countries: ["DE"] });
    const at = (country: string, lat: number, lon: number) =>
      entry({ locations: [place({ geonameId: 1, name: "Near Basel", country, lat, lon })] });
    // 27 km away, and in the country asked for; 22 km away, and abroad.
    const [german, french] = [at("DE", 47.801, 7.5733), at("FR", 47.5584, 7.2803)];
    const there = entry({ locations: [place(lisbon)] });
    const ids = run(who, [french, german, there], 2).matches.map(({ postingId }) => postingId);
    expect(ids).toEqual([there.id, german.id]);
  });

  test("of more cities and paths than there is room for, each still has one", () => {
    const cities = ["Berlin", "Hamburg", "Paris", "Lisbon", "Potsdam"].map((name, at) => ({
      ...{ geonameId: at + 1, name, country: "DE" },
      ...{ lat: 40 + 2 * at, lon: 10 },
    }));
    const who = seeker({ cities, careerPaths: ["data-analytics", "tech-transformation"] });
    const near = cities.map((city, at) => entry({ locations: [place(city)], quality: 1050 - at }));
    const more = Array.from({ length: 10 }, () => entry({ locations: [place(cities[0] ?? berlin)], quality: 1060 }));
    const chosen = run(who, [...more, ...near], 5).matches.map(({ postingId }) => postingId);
    for (const { id } of near.slice(1)) expect(chosen).toContain(id);
  });

  test("what is near two of the cities counts for both", () => {
    const potsdam = { geonameId: 2852458, name: "Potsdam", country: "DE", lat: 52.39886, lon: 13.06566 };
    const eastern = place({ geonameId: 1, name: "East of Berlin", country: "DE", lat: 52.524, lon: 13.78 });
    const [both, east] = [entry({ locations: [in_.berlin] }), entry({ locations: [eastern] })];
    const anywhere = entry({ locations: [], remote: remote({ countries: ["DE"] }) });
    const ids = run(seeker({ cities: [berlin, potsdam] }), [east, anywhere, both], 2).matches;
    // The first gives each city its share: the second is the better one, and need not be Berlin's.
    expect(ids.map(({ postingId }) => postingId)).toEqual([both.id, anywhere.id]);
  });

  test("of two that fit alike, the one whose kind of work is not guessed", () => {
    const [guessed, sure] = [entry({ occupationConfidence: 0.5 }), entry({ occupationConfidence: 0.95 })];
    const ids = run(seeker(), [guessed, sure]).matches.map(({ postingId }) => postingId);
    expect(ids).toEqual([sure.id, guessed.id]);
  });

  const unsaid: Partial<CatalogueEntry> = { level: "unknown", programme: null };

  test("for who asks for internships alone, what does not say it comes behind theses and what is remote", () => {
    const thesis: Partial<CatalogueEntry> = { programme: "thesis" };
    const remotely: Partial<CatalogueEntry> = { locations: [], remote: remote({ countries: ["DE"] }) };
    expect(score(seeker(), unsaid)).toBeLessThan(score(seeker(), thesis));
    expect(score(seeker(), unsaid)).toBeLessThan(score(seeker(), remotely));
    const either = seeker({ levels: ["internship", "entry"] });
    expect(score(either, unsaid) - score(seeker(), unsaid)).toBe(5);
  });

  test("of no level, what is hardly for beginners comes behind what may be, before what is for others, and is not hidden", () => {
    const [pool, manager, maybe] = [entry({ ...unsaid, early: 0 }), entry({ ...unsaid, early: 0.25 }), entry(unsaid)];
    const graduate: Partial<CatalogueEntry> = { level: "graduate", programme: null };
    for (const levels of [["internship"], ["entry"], []] as const) {
      const ids = run(seeker({ levels }), [pool, manager, maybe]).matches.map(({ postingId }) => postingId);
      expect(ids).toEqual([maybe.id, manager.id, pool.id]);
    }
    expect(score(seeker({ levels: ["entry"] }), { ...unsaid, early: 0.25 })).toBeLessThan(
      score(seeker({ levels: ["entry"] }), graduate),
    );
  });

  test("work that nobody can tell is good enough only where the rest is said", () => {
    const who = seeker({ levels: ["entry"] });
    const anyWork: Partial<CatalogueEntry> = { careerPaths: [], occupation: "other" };
    expect(score(who, { ...anyWork, level: "entry", programme: null })).toBeGreaterThan(leastScore);
    expect(score(who, { ...anyWork, ...unsaid, occupationConfidence: 0, quality: 0 })).toBeLessThan(leastScore);
  });

  test("equal scores: the newer first, then the id", () => {
    const a = entry({ postedAt: "2026-11-20T12:00:00Z" });
    const b = entry({ postedAt: "2026-11-20T13:00:00Z" });
    const c = entry({ postedAt: "2026-11-20T13:00:00+00:00" });
    expect(run(seeker(), [c, a, b]).matches.map(({ postingId }) => postingId)).toEqual([b.id, c.id, a.id]);
  });

  test("an empty catalogue is an empty ranking", () => {
    expect(run(seeker(), [])).toEqual({ matches: [], lookedAt: 0, more: 0 });
  });
});
