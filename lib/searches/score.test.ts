import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalise } from "../postings/normalise.ts";
import { resolveCity } from "../postings/places.ts";
import type { Posting, RawPosting } from "../postings/posting.ts";
import { fold } from "../postings/text.ts";
import { neutralTitle } from "../postings/title.ts";
import type { SearchCriteria } from "./criteria.ts";
import { titleQuery, titleVerdict } from "./judge-title.ts";
import { type Question, scoreOf } from "./score.ts";

const reading = { fold, neutral: neutralTitle };
const question = (criteria: Partial<SearchCriteria>): Question => ({
  ...reading,
  criteria: { jobTitle: "Data Analyst", datePosted: "any", ...criteria },
  place: {
    name: criteria.city,
    city: criteria.city ? resolveCity(criteria.city) : null,
    country: criteria.country ?? (criteria.city ? resolveCity(criteria.city)?.country : undefined),
    within: null,
  },
  now: new Date("2026-11-22T12:00:00Z"),
});
const posting = (raw: Partial<RawPosting>): Posting => {
  const normalised = normalise({
    ...{ source: "s", sourceId: "1", url: "https://example.com/1", title: "Data Analyst", company: "Nordlicht" },
    ...{ location: ["Berlin, Germany"], description: "", postedAt: null, ...raw },
  });
  if (!normalised) throw new Error("not a posting");
  return normalised;
};
const score = (criteria: Partial<SearchCriteria>, raw: Partial<RawPosting> = {}) =>
  scoreOf(posting(raw), question(criteria));

describe("a score", () => {
  const all: Partial<SearchCriteria> = {
    ...{ city: "Berlin", salaryMin: 40_000, jobType: "full-time", datePosted: "week", industry: "energy" },
  };
  const fits: Partial<RawPosting> = {
    ...{ company: "Nordwind Energy", description: "We run offshore wind farms.", employmentHint: "full-time" },
    ...{ salary: { min: 42_000, max: 50_000, currency: "EUR", period: "year" }, postedAt: "2026-11-20" },
  };

  test("is 100 for what meets all, and names each criterion", () => {
    expect(score(all, fits)).toEqual({
      score: 100,
      criteria: { title: "met", place: "met", salary: "met", type: "met", date: "met", industry: "met" },
    });
  });

  test.each([
    [{ title: "Cook" }, 60, { title: "not-met" }],
    [{ location: ["Hamburg, Germany"] }, 80, { place: "not-met" }],
    [{ salary: null }, 85, { salary: "unknown" }],
    [{ employmentHint: "part-time" }, 90, { type: "not-met" }],
    [{ postedAt: "2026-01-01" }, 95, { date: "not-met" }],
    [{ company: "Nord", description: "Cakes from our bakery for the brewery." }, 90, { industry: "not-met" }],
  ] as const)("loses what %j fails, by its weight", (change, points, criteria) => {
    expect(score(all, { ...fits, ...change })).toMatchObject({ score: points, criteria });
  });

  test("counts only what was asked for, and unknown as not met", () => {
    expect(score({})).toEqual({ score: 100, criteria: { title: "met" } });
    expect(score({ salaryMin: 1 })).toEqual({ score: 73, criteria: { title: "met", salary: "unknown" } });
    expect(score({ city: "Berlin" }, { location: [] })).toEqual({
      score: 67,
      criteria: { title: "met", place: "unknown" },
    });
  });

  test("comes from the posting: one that says nothing meets nothing but its title", () => {
    const { criteria } = score(all, { location: [] });
    expect(criteria).toEqual({
      ...{ title: "met", place: "unknown", salary: "unknown", type: "unknown", date: "unknown", industry: "unknown" },
    });
  });
});

test("whatever is asked of whatever posting, there is a score and a query", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("Data Analyst", "c++ & (Berlin)", "intern", "and"),
  );
  fc.assert(
    fc.property(text, text, text, text, (jobTitle, title, industry, description) => {
      const asked = question({ jobTitle, industry, city: title.slice(0, 80) || "x" });
      const given = { ...posting({}), title, company: title, description };
      const { score, criteria } = scoreOf(given, asked);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(100);
      expect(Object.keys(criteria)).toEqual(["title", "place", "industry"]);
      expect(titleQuery(jobTitle, reading)).not.toMatch(/\(\s*\)|&\s*$/);
    }),
    { numRuns: 500 },
  );
});

test("what a title is, it is by its own name", () => {
  const titles = fc.constantFrom(
    "Data Analyst (m/w/d)",
    "Chef(fe) de projet",
    "C++ Entwickler:in",
    "Junior UX/UI Designer",
  );
  fc.assert(fc.property(titles, (title) => void expect(titleVerdict(title, title, reading)).toBe("met")));
});

test.each([
  ["HR", "Frontend Developer - up to $85/hr", "not-met"],
  ["HR Intern", "Summer 2026 HR Intern", "met"],
  ["frontend developer", "Frontend and Mobile Developer (f/m/x)", "met"],
  ["backend developer", "Java BackendDeveloper(m/f/d) Insurance", "met"],
  ["HR", "Receptionist, 20 hrs a week, £12 per hr", "not-met"],
  ["HR", "HR Business Partner", "met"],
  ["Java Entwickler", "Java Backend-Entwickler (m/w/d)", "met"],
  ["frontend developer", "Senior Frontend Engineer", "met"],
  ["frontend developer", "Entwickler Frontend (m/w/d)", "met"],
  ["backend engineer", "Backend-Entwickler:in", "met"],
  ["react developer", "Frontend Engineer (React)", "met"],
  ["frontend developer", "Developer Relations (Frontend)", "not-met"],
  ["data scientist", "Data Analyst/Scientist", "met"],
  ["data scientist", "Data Analyst and Research Scientist", "not-met"],
  ["product manager", "Product Marketing & Sales Manager", "not-met"],
  ["C#", "Software-Entwickler .NET/C# (m/w/d)", "met"],
  ["C#", "C/C++ Engineer", "not-met"],
  ["Werkstudent Marketing", "Werkstudierende Marketing (m/w/d)", "met"],
  ["Azubi Fachinformatiker", "Ausbildung zum Fachinformatiker (m/w/d)", "met"],
  ["alternance développeur", "Apprenti développeur web (H/F)", "met"],
  ["Leiter Buchhaltung", "Leiter der Buchhaltung", "met"],
  ["chargé de marketing", "Chargé du marketing digital", "met"],
] as const)("who looks for %s: %s is %s", (asked, title, verdict) => {
  expect(titleVerdict(asked, title, reading)).toBe(verdict);
});
