import { expect, test } from "vitest";
import { day } from "../../lib/time.ts";
import { wordsOf } from "../../lib/words/index.ts";
import { postedWords, searchDetails, searchTitle, verdictWords } from "./search-words.ts";

const en = wordsOf("en");
const de = wordsOf("de");

test("when it was posted, near in days and far as a date; the future is today", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  const daysAgo = (days: number) => postedWords(en, new Date(now - days * day).toISOString(), now);
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
  expect(searchTitle(en, "en", asked)).toBe("Élève ingénieur in Lyon, France");
  expect(searchTitle(en, "en", { jobTitle: "QA", datePosted: "any" })).toBe("QA");
  expect(searchDetails(en, { ...asked, salaryMin: 30_000, salaryMax: 40_000, jobType: "on-site" })).toEqual([
    "On site",
    "30,000 to 40,000 a year",
    "Posted in the last week",
  ]);
  expect(searchDetails(en, { jobTitle: "QA", datePosted: "any" })).toEqual([]);
  expect(verdictWords(en, "date", "met", asked)).toBe("Posted in the last week");
  expect(verdictWords(en, "type", "not-met", { ...asked, jobType: "full-time" })).toBe("Not full-time");
  expect(verdictWords(en, "type", "unknown", { ...asked, jobType: "remote" })).toBe("Remote: not stated");
  expect(verdictWords(en, "salary", "unknown", asked)).toBe("Pay not stated");
});

test("the same in German", () => {
  const now = Date.parse("2026-11-22T12:00:00Z");
  expect(postedWords(de, new Date(now - day).toISOString(), now)).toBe("Gestern veröffentlicht");
  expect(verdictWords(de, "type", "not-met", { jobTitle: "analyst", datePosted: "any", jobType: "full-time" })).toBe(
    "Vollzeit: nein",
  );
  expect(searchTitle(de, "de", { jobTitle: "analyst", city: "Lyon", country: "FR", datePosted: "any" })).toBe(
    "Analyst in Lyon, Frankreich",
  );
});
