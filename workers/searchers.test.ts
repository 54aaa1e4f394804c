import { describe, expect, test } from "vitest";
import { type SearchCriteria, type SearchSource, searchSources } from "../lib/searches/criteria.ts";
import { sourceNamed } from "../lib/sources/index.ts";
import { questionOf } from "./search-question.ts";
import { searcherOf, searchers } from "./searchers.ts";

const key = (source: SearchSource, over: Partial<SearchCriteria> = {}) => {
  const criteria: SearchCriteria = { jobTitle: "Data Analyst", city: "Köln", datePosted: "any", ...over };
  const searcher = source === "jobping" ? searchers()[0] : searcherOf(sourceNamed(source), source);
  return searcher?.keptUnder(questionOf(criteria, new Date()));
};

describe.each(searchSources)("what %s answered is kept", (name) => {
  test("for everybody who asks the same, however typed, and whoever else is asked", () => {
    expect(key(name, { jobTitle: " DATA   analyst ", city: "KO\u0308LN ", sources: ["jobping", "jsearch"] })).toBe(
      key(name),
    );
  });

  test("for nobody who asks something else", () => {
    const others: Partial<SearchCriteria>[] = [
      ...[{}, { jobTitle: "Data Analysts" }, { city: "Bonn" }, { city: undefined }, { country: "FR" }],
      ...([{ jobType: "remote" }, { jobType: "full-time" }, { datePosted: "day" }] as const),
    ];
    expect(new Set(others.map((over) => key(name, over))).size).toBe(others.length);
  });
});

test("who narrows by what only we judge spends no request of a vendor", () => {
  for (const over of [{ industry: "energy" }, { country: "DE" }, { jobType: "hybrid" }] as const) {
    expect([over, key("jsearch", over), key("theirstack", over)]).toEqual([over, key("jsearch"), key("theirstack")]);
  }
  expect(key("jsearch", { salaryMin: 40_000 })).toBe(key("jsearch"));
  // TheirStack filters by pay itself; our own best fifteen are chosen by all that was asked for.
  expect(key("theirstack", { salaryMin: 40_000 })).not.toBe(key("theirstack"));
  expect(key("jobping", { industry: "energy" })).not.toBe(key("jobping"));
});
