import { expect, test } from "vitest";
import { day } from "../../lib/time.ts";
import { payWords, postedWords, searchDetails, searchTitle, verdictWords } from "./search-words.ts";

test("pay as people say it, and that it is not stated", () => {
  const pay = { min: 42_000, max: 48_000, currency: "EUR", period: "year" } as const;
  expect(payWords(pay)).toMatch(/^€42,000\s?–\s?€48,000 a year$/);
  expect(payWords({ ...pay, max: null })).toBe("from €42,000 a year");
  expect(payWords({ ...pay, min: null })).toBe("up to €48,000 a year");
  expect(payWords({ min: 20, max: 20, currency: "GBP", period: "hour" })).toBe("£20 an hour");
  for (const none of [null, { ...pay, min: null, max: null }]) expect(payWords(none)).toBe("Pay not stated");
});

test("when it was posted, near in days and far as a date; the future is today", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const daysAgo = (days: number) => postedWords(new Date(now - days * day).toISOString(), now);
  expect([-1, 0.5, 1, 9, 90].map(daysAgo)).toEqual([
    "Posted today",
    "Posted today",
    "Posted yesterday",
    "Posted 9 days ago",
    "Posted on 24 August 2026",
  ]);
});

test("a search and what a posting makes of it, in its own words", () => {
  const asked = { jobTitle: "élève ingénieur", city: "Lyon", country: "FR", datePosted: "week" } as const;
  expect(searchTitle(asked)).toBe("Élève ingénieur in Lyon, France");
  expect(searchTitle({ jobTitle: "QA", datePosted: "any" })).toBe("QA");
  expect(searchDetails({ ...asked, salaryMin: 30_000, salaryMax: 40_000, jobType: "on-site" })).toEqual([
    "On site",
    "30,000 to 40,000 a year",
    "Posted in the last week",
  ]);
  expect(searchDetails({ jobTitle: "QA", datePosted: "any" })).toEqual([]);
  expect(verdictWords("date", "met", asked)).toBe("Posted in the last week");
  expect(verdictWords("type", "not-met", { ...asked, jobType: "full-time" })).toBe("Not full-time");
  expect(verdictWords("type", "unknown", { ...asked, jobType: "remote" })).toBe("Remote: not stated");
  expect(verdictWords("salary", "unknown", asked)).toBe("Pay not stated");
});
