import { describe, expect, test } from "vitest";
import type { CatalogueEntry } from "./catalogue.ts";
import { first, in_, lisbon, remote, seeker } from "./fixtures.ts";

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
    [
      "the pay in other money, in round figures",
      seeker({ salaryMin: { amount: 20_000, currency: "EUR", period: "year" } }),
      { salary: { min: 9000, max: 10_000, currency: "PLN", period: "month" } },
      "Pays up to €28,000 a year, you asked for €20,000",
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
    [
      "where a village is",
      seeker(),
      { locations: [{ ...in_.germany, city: "Klein Havelow" }] },
      "In Klein Havelow; how far that is from you is not known",
    ],
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
      "pay in other money, too near for an old rate",
      seeker({ salaryMin: { amount: 40_000, currency: "EUR", period: "year" } }),
      { salary: { min: 30_000, max: 35_000, currency: "GBP", period: "year" } },
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
