import { describe, expect, test } from "vitest";
import { countriesCalled } from "../postings/place-scope.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { first, in_, remote, score, seeker } from "./fixtures.ts";
import type { Seeker } from "./seeker.ts";

const said = (who: Seeker, over: Partial<CatalogueEntry> = {}) => {
  const { reasons = [], gaps = [] } = first(who, over) ?? {};
  return { reasons, gaps };
};

describe("of the mode of work", () => {
  const everywhere = seeker({ workModes: ["onsite", "hybrid", "remote"] });

  test("nothing is told to who named all modes, which is naming none", () => {
    expect(said(everywhere)).toEqual(said(seeker()));
    expect(said(seeker({ workModes: ["onsite", "hybrid"] })).gaps).toEqual(["On site, hybrid or remote: not stated"]);
  });

  test("who takes only remote work reads that it is before where its office is", () => {
    const firstTwo = (who: Seeker) => said(who, { remote: remote() }).reasons.slice(0, 2);
    expect(firstTwo(seeker({ workModes: ["remote"] }))).toEqual(["Remote, as you asked", "In Berlin"]);
    expect(firstTwo(seeker({ workModes: ["remote", "hybrid"] }))).toEqual(["In Berlin", "Internship, as you asked"]);
  });
});

describe("of languages", () => {
  const english = seeker({ languages: ["en"] });
  const asksEnglish: CatalogueEntry["languages"] = [{ code: "en", required: true, level: null }];

  test("English asked in German is not all that one must know", () => {
    const german = { languages: asksEnglish, lang: "de" };
    expect(said(english, german).reasons).toContain("English required, which you listed");
    expect(said(english, german).gaps).toEqual(["Written in German, you listed English"]);
    expect(score(english, german)).toBeLessThan(score(english, { languages: asksEnglish }));
    expect(score(english, german)).toBe(score(english, { lang: "de" }));
    expect(said(seeker({ languages: ["en", "de"] }), german).gaps).toEqual([]);
  });

  test("German asked in German is one gap, and not two", () => {
    const needs: CatalogueEntry["languages"] = [{ code: "de", required: true, level: "C1" }];
    expect(said(english, { languages: needs, lang: "de" }).gaps).toEqual(["German C1 required, you listed English"]);
  });
});

test("a keyword is said to be named only where it stands", () => {
  const who = seeker({ keywords: ["data", "BI"] });
  expect(said(who, { title: "Data Intern" }).reasons).toContain("Mentions “data”");
  const implied = said(who, { title: "BI Intern" }).reasons;
  expect(implied).toContain("Mentions “BI”");
  expect(implied).toContain("Data, as you asked");
  expect(score(who, { title: "BI Intern" })).toBe(score(who, { title: "Data BI Intern" }));
  expect(said(who, { title: "BI Intern", occupation: "finance" }).reasons).not.toContain("Data, as you asked");
});

test("what a keyword names is no gap", () => {
  const who = seeker({ careerPaths: ["unsure"], keywords: ["HR"] });
  const of = (title: string) => said(who, { title, careerPaths: [], occupation: "hr" });
  expect(of("Recruiting Intern").reasons).toContain("People and recruiting, as you asked");
  expect(of("HR Intern").reasons).toContain("Mentions “HR”");
  for (const title of ["Recruiting Intern", "HR Intern"]) expect(of(title).gaps).toEqual([]);
  expect(said(seeker({ careerPaths: ["unsure"] }), { careerPaths: [], occupation: "hr" }).gaps).toEqual([
    "People and recruiting",
  ]);
});

test("a thesis is no internship as one asks for it", () => {
  const gap = "Thesis, you asked for internships";
  expect(said(seeker(), { programme: "thesis" }).gaps).toContain(gap);
  expect(said(seeker(), { programme: "thesis" }).reasons).not.toContain(gap);
});

test("pay that was reckoned from another period has no cents", () => {
  const who = seeker({ salaryMin: { amount: 3000, currency: "EUR", period: "month" } });
  const salary = { min: null, max: 40_000, currency: "EUR", period: "year" } as const;
  expect(said(who, { salary }).reasons).toContain("Pays up to €3,333 a month, you asked for €3,000");
  const byHour = seeker({ salaryMin: { amount: 12, currency: "EUR", period: "hour" } });
  expect(said(byHour, { salary: { ...salary, max: 12.5, period: "hour" } }).reasons).toContain(
    "Pays up to €12.50 an hour, you asked for €12",
  );
});

test("pay is judged by the figure that is told", () => {
  const asked = (amount: number, period: "hour" | "month" | "year") =>
    seeker({ salaryMin: { amount, currency: "EUR", period } });
  const most = (max: number, period: "hour" | "month" | "year") =>
    ({ salary: { min: null, max, currency: "EUR", period } }) as const;
  const pay = (who: Seeker, over: Partial<CatalogueEntry>) => first(who, over)?.parts.pay;

  const from = { salary: { ...most(0, "month").salary, min: 3333.33, max: null } };
  expect(said(asked(40_000, "year"), from).reasons).toContain("Pays from €40,000 a year, you asked for €40,000");
  expect(pay(asked(40_000, "year"), from)).toBe(1);
  expect(said(asked(3333, "month"), most(39_990, "year")).gaps).toEqual([]);
  expect(pay(asked(3333, "month"), most(39_990, "year"))).toBe(1);
  expect(said(asked(12.7, "hour"), most(12.7, "hour")).gaps).toEqual([]);
  expect(pay(asked(12.7, "hour"), most(12.7, "hour"))).toBe(1);
  expect(said(asked(3334, "month"), most(40_000, "year")).gaps).toEqual([
    "Pays up to €3,333 a month, you asked for €3,334",
  ]);
  expect(pay(asked(3334, "month"), most(40_000, "year"))).toBe(0.3);
});

test("pay of which only the least is said may be more", () => {
  const who = seeker({ salaryMin: { amount: 40_000, currency: "EUR", period: "year" } });
  const from = (min: number) => ({ salary: { min, max: null, currency: "EUR", period: "year" } }) as const;
  expect(said(who, from(38_000)).gaps).toEqual(["Pays from €38,000 a year, you asked for €40,000"]);
  expect(said({ ...who, locale: "de" }, from(42_000)).reasons).toContain(
    "Zahlt ab 42.000\u00a0€ pro Jahr, du möchtest 40.000\u00a0€",
  );
  expect(score(who, from(38_000))).toBe(score(who));
  expect(score(who, from(38_000))).toBeGreaterThan(score(who, { salary: { ...from(0).salary, max: 38_000 } }));
});

test("hybrid in one place and remote in a country is for all who live there", () => {
  const mixed = { locations: [in_.hamburg], remote: remote({ mode: "hybrid", countries: ["DE"] }) };
  expect(said(seeker(), mixed).reasons).toContain("Open to people in Germany");
  expect(said(seeker({ workModes: ["hybrid", "remote"] }), mixed).reasons).toContain("Hybrid, as you asked");
  expect(first(seeker({ workModes: ["hybrid"] }), mixed)).toBeUndefined();
  for (const countries of [[], ["AT", "CH", "DE"], [...countriesCalled("emea")]])
    expect(first(seeker(), { ...mixed, remote: remote({ mode: "hybrid", countries }) })).toBeUndefined();
});
