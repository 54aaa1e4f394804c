import { describe, expect, test } from "vitest";
import { normalise } from "../lib/postings/normalise.ts";
import type { SearchCriteria } from "../lib/searches/criteria.ts";
import { placeVerdict } from "../lib/searches/judge-place.ts";
import { questionOf, understood } from "./search-question.ts";

const asked = (city: string, over: Partial<SearchCriteria> = {}): SearchCriteria => ({
  ...{ jobTitle: "Nurse", datePosted: "any", city },
  ...over,
});

describe("what was typed for a city", () => {
  test.each([
    ["Deutschland", { country: "DE" }],
    ["UK", { country: "GB" }],
    // There is a Nederland in Texas.
    ["Nederland", { country: "NL" }],
    ["home office", { jobType: "remote" }],
    ["Remote, Germany", { jobType: "remote", country: "DE" }],
    ["hybrid", { jobType: "hybrid" }],
    ["anywhere", { jobType: "remote" }],
  ])("%s is no city", (city, meant) => {
    expect(understood(asked(city))).toEqual({ jobTitle: "Nurse", datePosted: "any", ...meant });
  });

  test.each(["Berlin", "Luxembourg", "Scotland", "Bayern", "Europe", "10115 Berlin", "SW1A 1AA", "Little Snoring"])(
    "%s stays",
    (city) => expect(understood(asked(city))).toEqual(asked(city)),
  );

  test("what was chosen stands", () => {
    expect(understood(asked("France", { country: "DE" }))).toEqual(asked("France", { country: "DE" }));
    expect(understood(asked("remote", { jobType: "hybrid" }))).toMatchObject({ jobType: "hybrid" });
  });
});

describe("a posting's place", () => {
  const verdict = (city: string, location: string, country?: string) => {
    const raw = { source: "s", sourceId: "1", url: "https://example.com/1", title: "Nurse", company: "Nordlicht" };
    const posting = normalise({ ...raw, location: location ? [location] : [], description: "", postedAt: null });
    if (!posting) throw new Error("no posting");
    const { place, fold } = questionOf(asked(city, { ...(country && { country }) }), new Date());
    return placeVerdict(posting, place, fold);
  };

  test.each([
    ["Scotland", "Glasgow, United Kingdom", "met"],
    ["Scotland", "London, United Kingdom", "not-met"],
    ["England", "London, United Kingdom", "met"],
    ["England", "Berlin, Germany", "not-met"],
    ["Bayern", "Munich, Germany", "met"],
    ["Bayern", "Bavaria, Germany", "met"],
    ["Bayern", "Hamburg, Germany", "not-met"],
    ["Bayern", "Germany", "unknown"],
    ["NRW", "Cologne, Germany", "met"],
    ["Europe", "Lisbon, Portugal", "met"],
    ["Europe", "Austin, TX", "not-met"],
    ["DACH", "Vienna, Austria", "met"],
    ["Berlin or Hamburg", "Hamburg, Germany", "met"],
    ["Berlin, Hamburg", "Munich, Germany", "not-met"],
    ["Germany or Austria", "Graz, Austria", "met"],
    ["Germany or Austria", "Paris, France", "not-met"],
    ["10115 Berlin", "Berlin, Germany", "met"],
    ["London UK", "London, United Kingdom", "met"],
    ["anywhere but London", "London, United Kingdom", "not-met"],
    ["Washington", "Seattle, WA", "met"],
    ["Washington", "Washington, DC", "met"],
    // Nobody here knows which places are in Kent.
    ["Kent", "London, United Kingdom", "unknown"],
    ["Little Snoring", "London, United Kingdom", "not-met"],
  ])("for %s, %s is %s", (city, location, expected) => {
    expect(verdict(city, location)).toBe(expected);
  });

  test.each([
    ["Vic", "ES"],
    ["Alba", "IT"],
    ["Norden", "DE"],
  ])("%s is the town, not a region elsewhere", (city, country) => {
    expect(questionOf(asked(city), new Date()).place).toMatchObject({ city: { country }, country, within: null });
  });

  test("the country that was chosen decides between namesakes", () => {
    expect(verdict("England", "London, United Kingdom", "US")).toBe("not-met");
    expect(questionOf(asked("England", { country: "US" }), new Date()).place.city?.country).toBe("US");
    expect(questionOf(asked("England"), new Date()).place.country).toBe("GB");
  });
});
