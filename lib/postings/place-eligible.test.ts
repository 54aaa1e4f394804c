import { describe, expect, test } from "vitest";
import { areaNamed } from "./areas.ts";
import { eligibleByText, eligibleByTitle } from "./place-eligible.ts";

describe("who may apply, by the title", () => {
  test.each([
    ["Analyst (US only)", "US"],
    ["Analyst - Germany", "DE"],
    ["Analyst, UK & Ireland", "GB IE"],
    ["Analyst (Germany, Austria)", "AT DE"],
    ["Germany Analyst", ""],
    ["Analyst (m/w/d)", ""],
    ["Analyst - IT", ""],
    ["Analyst, Berlin", ""],
  ])("%s: %s", (title, countries) => {
    expect(eligibleByTitle(title).join(" ")).toBe(countries);
  });

  test("an area is all of its countries", () => {
    expect(eligibleByTitle("Analyst, EMEA")).toEqual([...(areaNamed("emea") ?? [])].sort());
  });
});

describe("who may apply, by the text", () => {
  test.each([
    ["You must be located in the United States.", "US"],
    ["US citizens only.", "US"],
    ["Only U.S. citizens are considered.", "US"],
    ["Must be a US citizen or permanent resident.", "US"],
    ["You must reside in Germany, Austria or Switzerland. We are nice.", "AT CH DE"],
    ["Applicants must be based in the UK; we sponsor nobody.", "GB"],
    ["Candidates must have the right to work in Ireland.", "IE"],
    ["Open to candidates based in Spain or Portugal.", "ES PT"],
    ["We only hire in Germany, but our customers are everywhere.", "DE"],
    ["Dein Wohnsitz ist in Deutschland.", "DE"],
    ["Du musst in Österreich wohnen.", "AT"],
    ["Nur für Bewerber mit Wohnsitz in Deutschland", "DE"],
    ["Vous devez résider en France.", "FR"],
    ["Poste à distance, résidence obligatoire en Belgique", "BE"],
    ["Debes residir en España.", "ES"],
    ["Imprescindible residencia en España", "ES"],
    ["Je moet in Nederland wonen.", "NL"],
    ["Je bent woonachtig in België.", "BE"],
    ["You must be based in a quiet room.", ""],
    ["We are based in Germany.", ""],
    ["Qualified candidates only, please.", ""],
    ["Du musst in der Lage sein, in Deutschland zu reisen.", ""],
  ])("%s: %s", (text, countries) => {
    expect(eligibleByText(text).join(" ")).toBe(countries);
  });
});
