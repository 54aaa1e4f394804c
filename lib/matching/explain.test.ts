import { describe, expect, test } from "vitest";
import type { CatalogueEntry } from "./catalogue.ts";
import { first, in_, lisbon, now, place, remote, seeker } from "./fixtures.ts";
import type { Seeker } from "./seeker.ts";

const inGerman = (who: Seeker): Seeker => ({ ...who, locale: "de" });
const munich = { geonameId: 2867714, name: "Munich", country: "DE", lat: 48.13743, lon: 11.57549 };
const inNetherlands = { ...in_.germany, country: "NL" };

describe("the reasons", () => {
  test.each([
    ["in the city", seeker(), {}, "In Berlin", "In Berlin"],
    [
      "near it",
      seeker(),
      { locations: [in_.potsdam] },
      "In Potsdam, 27 km from Berlin",
      "In Potsdam, 27 km von Berlin",
    ],
    [
      "off its centre",
      seeker(),
      { locations: [{ ...in_.berlin, lat: 52.56 }] },
      "In Berlin, 4 km from the centre",
      "In Berlin, 4 km vom Zentrum",
    ],
    [
      "in the country",
      seeker({ countries: ["DE"] }),
      { locations: [in_.hamburg] },
      "In Hamburg, you asked for Germany",
      "In Hamburg, du suchst in Deutschland",
    ],
    [
      "remote from home",
      seeker(),
      { locations: [], remote: remote({ countries: ["AT", "DE"] }) },
      "Remote, from Germany",
      "Remote, aus Deutschland",
    ],
    [
      "open to home",
      seeker(),
      { locations: [in_.paris], remote: remote({ mode: "unknown", countries: ["DE"] }) },
      "Open to people in Germany",
      "Offen für Menschen in Deutschland",
    ],
    [
      "a city with a name of its own in the language",
      seeker({ cities: [munich] }),
      { locations: [place({ ...munich, lat: 48.2 })] },
      "In Munich, 7 km from the centre",
      "In München, 7 km vom Zentrum",
    ],
    [
      "a country with an article",
      seeker({ countries: ["NL"] }),
      { locations: [inNetherlands] },
      "In the Netherlands",
      "In den Niederlanden",
    ],
    [
      "another article",
      seeker({ countries: ["GB"] }),
      { locations: [{ ...in_.germany, country: "GB" }] },
      "In the United Kingdom",
      "Im Vereinigten Königreich",
    ],
    [
      "remote from several homes",
      seeker({ countries: ["CH", "NL"] }),
      { locations: [], remote: remote({ countries: ["DE", "CH", "NL"] }) },
      "Remote, from Switzerland, the Netherlands and Germany",
      "Remote, aus der Schweiz, den Niederlanden und Deutschland",
    ],
    [
      "remote from anywhere",
      seeker(),
      { locations: [], remote: remote({ worldwide: true }) },
      "Remote, from anywhere",
      "Remote, von überall",
    ],
    ["the level", seeker(), {}, "Internship, as you asked", "Praktikum, wie gewünscht"],
    ["a level for beginners, none asked for", seeker({ levels: [] }), {}, "Internship", "Praktikum"],
    [
      "the programme",
      seeker(),
      { programme: "working-student" },
      "Working student role, you asked for internships",
      "Werkstudentenstelle, du suchst Praktika",
    ],
    ["the path", seeker(), {}, "Data and analytics, as you asked", "Daten und Analyse, wie gewünscht"],
    [
      "the mode",
      seeker({ workModes: ["hybrid"] }),
      { remote: remote({ mode: "hybrid" }) },
      "Hybrid, as you asked",
      "Hybrid, wie gewünscht",
    ],
    [
      "remote with an office there, which was asked for",
      seeker({ workModes: ["remote"] }),
      { remote: remote() },
      "Remote, as you asked",
      "Remote, wie gewünscht",
    ],
    [
      "remote with an office in the country",
      seeker({ countries: ["DE"] }),
      { locations: [in_.hamburg], remote: remote() },
      "Remote",
      "Remote",
    ],
    ["a keyword", seeker({ keywords: ["analytics", "sql"] }), {}, "Mentions “analytics”", "Nennt „analytics“"],
    [
      "the visa",
      seeker({ visa: "needed" }),
      { visa: "offered" },
      "Visa sponsorship offered",
      "Hilfe beim Visum angeboten",
    ],
    [
      "the languages",
      seeker({ languages: ["en", "de"] }),
      { languages: [{ code: "de", required: true, level: null }] },
      "German required, which you listed",
      "Deutsch verlangt, wie von dir angegeben",
    ],
    [
      "the languages with their levels",
      seeker({ languages: ["en", "de"] }),
      {
        languages: [
          { code: "de", required: true, level: "C1" },
          { code: "en", required: true, level: "native" },
          { code: "fr", required: false, level: "B1" },
        ],
      },
      "German C1 and English required, which you listed",
      "Deutsch C1 und Englisch verlangt, wie von dir angegeben",
    ],
    [
      "the pay, by the month and by the year",
      seeker({ salaryMin: { amount: 1500, currency: "EUR", period: "month" } }),
      { salary: { min: 20_000, max: 24_000, currency: "EUR", period: "year" } },
      "Pays up to €2,000 a month, you asked for €1,500",
      "Zahlt bis zu 2.000\u00a0€ pro Monat, du möchtest 1.500\u00a0€",
    ],
    [
      "the pay in other money, in round figures",
      seeker({ salaryMin: { amount: 20_000, currency: "EUR", period: "year" } }),
      { salary: { min: 9000, max: 10_000, currency: "PLN", period: "month" } },
      "Pays up to €28,000 a year, you asked for €20,000",
      "Zahlt bis zu 28.000\u00a0€ pro Jahr, du möchtest 20.000\u00a0€",
    ],
  ] as const)("%s", (_, who, over, english, german) => {
    expect(first(who, over as Partial<CatalogueEntry>)?.reasons).toContain(english);
    expect(first(inGerman(who), over as Partial<CatalogueEntry>)?.reasons).toContain(german);
  });

  test.each([
    ["the level", seeker(), { level: "unknown", programme: null }, "Level not stated", "Karrierestufe nicht genannt"],
    [
      "a level for others, none asked for",
      seeker({ levels: [] }),
      { level: "senior", programme: null },
      "Senior role",
      "Stelle für Erfahrene",
    ],
    [
      "another level",
      seeker({ levels: ["graduate", "entry"] }),
      {},
      "Internship, you asked for graduate roles or entry-level roles",
      "Praktikum, du suchst Absolventenstellen oder Einstiegsstellen",
    ],
    [
      "the city",
      seeker(),
      { locations: [in_.germany] },
      "Somewhere in Germany, city not stated",
      "Irgendwo in Deutschland, Stadt nicht genannt",
    ],
    [
      "where a village is",
      seeker(),
      { locations: [{ ...in_.germany, city: "Klein Havelow" }] },
      "In Klein Havelow, at an unknown distance from you",
      "In Klein Havelow, in unbekannter Entfernung von dir",
    ],
    [
      "from where",
      seeker({ cities: [lisbon] }),
      { remote: remote() },
      "Remote, but not stated from which countries",
      "Remote, aber ohne Angabe, aus welchen Ländern",
    ],
    [
      "the path",
      seeker(),
      { careerPaths: [], occupation: "other" },
      "Field of work not clear from the title",
      "Arbeitsfeld aus dem Titel nicht ersichtlich",
    ],
    [
      "a path, where it is clear that there is none",
      seeker({ careerPaths: ["unsure"] }),
      { careerPaths: [], occupation: "healthcare" },
      "Health care",
      "Gesundheit",
    ],
    ["the visa", seeker({ visa: "needed" }), {}, "Visa sponsorship not stated", "Hilfe beim Visum nicht erwähnt"],
    [
      "the pay",
      seeker({ salaryMin: { amount: 1, currency: "EUR", period: "year" } }),
      {},
      "Pay not stated",
      "Gehalt nicht genannt",
    ],
    [
      "pay by the hour, which would need a guess",
      seeker({ salaryMin: { amount: 1, currency: "EUR", period: "year" } }),
      { salary: { min: 15, max: 15, currency: "EUR", period: "hour" } },
      "Pay stated for another period or in another currency",
      "Gehalt für einen anderen Zeitraum oder in anderer Währung angegeben",
    ],
    [
      "pay in other money, too near for an old rate",
      seeker({ salaryMin: { amount: 40_000, currency: "EUR", period: "year" } }),
      { salary: { min: 30_000, max: 35_000, currency: "GBP", period: "year" } },
      "Pay stated for another period or in another currency",
      "Gehalt für einen anderen Zeitraum oder in anderer Währung angegeben",
    ],
    [
      "low pay",
      seeker({ salaryMin: { amount: 40_000, currency: "EUR", period: "year" } }),
      { salary: { min: 20_000, max: 30_000, currency: "EUR", period: "year" } },
      "Pays up to €30,000 a year, you asked for €40,000",
      "Zahlt bis zu 30.000\u00a0€ pro Jahr, du möchtest 40.000\u00a0€",
    ],
    [
      "the mode",
      seeker({ workModes: ["remote"] }),
      {},
      "On site, hybrid or remote: not stated",
      "Vor Ort, hybrid oder remote: nicht genannt",
    ],
    [
      "the text's language",
      seeker({ languages: ["en"] }),
      { lang: "pl" },
      "Written in Polish, you listed English",
      "Auf Polnisch geschrieben, du hast Englisch angegeben",
    ],
    [
      "a language at a level",
      seeker({ languages: ["en", "fr"] }),
      { languages: [{ code: "de", required: true, level: "B2" }] },
      "German B2 required, you listed English and French",
      "Deutsch B2 verlangt, du hast Englisch und Französisch angegeben",
    ],
    [
      "a native language",
      seeker({ languages: ["en"] }),
      { languages: [{ code: "nl", required: true, level: "native" }] },
      "Dutch as a native language required, you listed English",
      "Niederländisch als Muttersprache verlangt, du hast Englisch angegeben",
    ],
  ] as const)("gap: %s", (_, who, over, english, german) => {
    expect(first(who, over as Partial<CatalogueEntry>)?.gaps).toContain(english);
    expect(first(inGerman(who), over as Partial<CatalogueEntry>)?.gaps).toContain(german);
  });

  test("behind the place come the wishes that few postings meet", () => {
    const who = seeker({
      ...{ visa: "needed", keywords: ["analytics"], languages: ["en"] },
      salaryMin: { amount: 1500, currency: "EUR", period: "month" },
    });
    const over: Partial<CatalogueEntry> = {
      visa: "offered",
      languages: [{ code: "en", required: true, level: null }],
      salary: { min: null, max: 2000, currency: "EUR", period: "month" },
    };
    expect(first(who, over)?.reasons).toEqual([
      "In Berlin",
      "Visa sponsorship offered",
      "Mentions “analytics”",
      "Pays up to €2,000 a month, you asked for €1,500",
      "English required, which you listed",
      "Internship, as you asked",
      "Data and analytics, as you asked",
    ]);
  });

  test("the gap that costs most comes first", () => {
    const who = seeker({ levels: ["graduate"], languages: ["en"], visa: "needed", workModes: ["hybrid"] });
    const german = [{ code: "de", required: true, level: "B2" as const }];
    expect(first(who, { level: "entry", programme: null, languages: german })?.gaps).toEqual([
      "German B2 required, you listed English",
      "Entry-level role, you asked for graduate roles",
      "Visa sponsorship not stated",
      "On site, hybrid or remote: not stated",
    ]);
    expect(first(who, { languages: german })?.gaps.slice(0, 2)).toEqual([
      "Internship, you asked for graduate roles",
      "German B2 required, you listed English",
    ]);
  });

  test("nothing is told that is another thing tomorrow", () => {
    const told = ["In Berlin", "Internship, as you asked", "Data and analytics, as you asked"];
    for (const postedAt of [now.toISOString(), "2026-10-24T12:00:00Z", null])
      expect(first(seeker(), { postedAt })).toMatchObject({ reasons: told, gaps: [] });
  });
});
