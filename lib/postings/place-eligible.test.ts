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
    ["This is remote work within the United States.", "US"],
    ["Our team is fully remote. Remote (US only)", "US"],
    ["You can work from anywhere in the US.", "US"],
    ["This role can be located anywhere within the continental United States", "US"],
    ["You need to be based in Canada for this.", "CA"],
    ["You are already living in the UK?", "GB"],
    ["Candidates residing in Portugal or Spain are welcome.", "ES PT"],
    ["A remote role based in the Netherlands", "NL"],
    ["Must have and maintain US work authorization", "US"],
    ["It requires working from a US location.", "US"],
    ["* Remote Nordics\n* Quota", "DK FI IS NO SE"],
    ["Location: Remote - Germany or Austria\nStart: now", "AT DE"],
    ["- Based in Spain\n- Fluent in Catalan", "ES"],
    ["Remote, innerhalb Deutschlands", "DE"],
    ["Du kannst im Homeoffice aus ganz Deutschland arbeiten.", "DE"],
    ["100 % remote (deutschlandweit)", "DE"],
    ["Home-Office von überall in der Schweiz", "CH"],
    ["Télétravail complet partout en France.", "FR"],
    ["Vous êtes basé(e) en Belgique.", "BE"],
    ["Trabajo 100% remoto desde cualquier lugar de España", "ES"],
    ["Lavoro da remoto in tutta Italia, residenza in Italia", "IT"],
    ["Trabalho remoto a partir de qualquer ponto de Portugal.", "PT"],
    ["Praca zdalna z dowolnego miejsca w Polsce", "PL"],
    ["Praca zdalna na terenie całej Polski.", "PL"],
    ["Volledig remote vanuit Nederland", "NL"],
    ["Arbete på distans från hela Sverige.", "SE"],
    ["We offer dental care and a 401(k) with a match.", "US"],
    ["We offer a 401(k) for US employees, and a pension elsewhere.", ""],
    ["We offer a 401k; our team is in New York, London and Berlin.", ""],
    ["Our products ship anywhere in the US.", ""],
    ["We cannot hire candidates based in India.", ""],
    ["This is not open to candidates based in China.", ""],
    ["Salary range for candidates residing in Canada: 90,000. For applicants based in the US: 120,000.", ""],
    ["If you are based in Germany, you have 30 days off.", ""],
    ["You lead remote teams in India, with remote patient monitoring in Spain.", ""],
    ["A remote team of ten, based in Germany, our company is small.", ""],
    ["Located in Switzerland, we make watches.", ""],
    ["You report to a manager based in Germany.", ""],
    ["We were the only ones in Italy.", ""],
    ["You must be based in a quiet room.", ""],
    ["We are based in Germany.", ""],
    ["Qualified candidates only, please.", ""],
    ["Du musst in der Lage sein, in Deutschland zu reisen.", ""],
  ])("%s: %s", (text, countries) => {
    expect(eligibleByText(text).join(" ")).toBe(countries);
  });
});
