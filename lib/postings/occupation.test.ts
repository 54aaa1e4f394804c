import { expect, test } from "vitest";
import { handTable } from "../../scripts/eval/hand-table.ts";
import { careerPaths as asked } from "../subscribers/wishes.ts";
import { workOf } from "./occupation.ts";
import { careerPaths } from "./posting.ts";

const told = (title: string, tags: readonly string[] = []) => ({ title, text: "", lang: null, tags });

test.each([
  ["Key Account Manager", 0.19, "sales"],
  ["Key Account Manager", 0.4, "retail"],
  ["Fellow", 0.19, "retail"],
])("%s, by a guess of %s off the menu: %s", (title, confidence, occupation) => {
  const text = "You support the team in its daily work and talk to people all day. ".repeat(3);
  expect(workOf({ ...told(title), text }, () => ({ occupation: "retail", confidence })).occupation).toBe(occupation);
});

test('the Italian "ai" is no artificial intelligence', () => {
  const paths = (lang: string) => workOf({ ...told("Addetta ai social media"), lang }).careerPaths;
  expect(paths("it")).toEqual(["marketing-growth"]);
  expect(paths("en")).toContain("tech-transformation");
});

test("a posting's career paths are the signup's, without unsure", () => {
  expect([...careerPaths, "unsure"]).toEqual([...asked]);
});

test.each([
  // English
  ["Data Analyst Intern", "data", "data-analytics"],
  ["Customer Data Scientist - Experimentation", "data", "data-analytics"],
  ["Account Executive, Public Sector", "sales", "sales-client-success"],
  ["Junior Software Engineer (Payments)", "software", "tech-transformation"],
  ["C++ Developer", "software", "tech-transformation"],
  ["Product Marketing Manager", "marketing", "marketing-growth"],
  ["Product Manager, Data Platform", "product", "product-innovation"],
  ["Sustainability Analyst", "sustainability", "sustainability-esg"],
  ["Business Analyst", "consulting", "strategy-business-design"],
  ["Supply Chain Graduate", "operations", "operations-supply-chain"],
  ["Software Sales Executive", "sales", "sales-client-success"],
  ["IT Recruiter", "hr", undefined],
  ["Registered Nurse", "healthcare", undefined],
  ["Air Traffic Controller", "trades_manual", undefined],
  ["Property Developer", "engineering", undefined],
  ["Beauty Consultant", "retail", undefined],
  // German
  ["Werkstudent:in Controlling (m/w/d)", "finance", "finance-investment"],
  ["Softwareentwickler (m/w/d)", "software", "tech-transformation"],
  ["Praktikum Unternehmenskommunikation", "marketing", "marketing-growth"],
  ["Mitarbeiter Vertriebsinnendienst", "sales", "sales-client-success"],
  ["Mitarbeiter Verkaufsinnendienst", "sales", "sales-client-success"],
  ["Berater Telekom Shop", "retail", undefined],
  ["Buchhalter*in", "finance", "finance-investment"],
  ["KFZ-Mechatroniker (m/w/d)", "trades_manual", undefined],
  ["Pflegefachkraft (m/w/d)", "healthcare", undefined],
  ["Junior Nachhaltigkeitsmanager", "sustainability", "sustainability-esg"],
  // French
  ["Stage - Chargé(e) de marketing digital H/F", "marketing", "marketing-growth"],
  ["Contrôleur de gestion junior", "finance", "finance-investment"],
  ["Alternance Développeur web", "software", "tech-transformation"],
  ["Assistant achats", "operations", "operations-supply-chain"],
  ["Chargé de recrutement", "hr", undefined],
  // Dutch
  ["Stagiair Inkoop", "operations", "operations-supply-chain"],
  ["Junior Accountmanager", "sales", "sales-client-success"],
  ["Data-analist", "data", "data-analytics"],
  ["Verpleegkundige", "healthcare", undefined],
  // Spanish
  ["Ingeniero/a de datos junior", "data", "data-analytics"],
  ["Becario/a de contabilidad", "finance", "finance-investment"],
  ["Prácticas en Comunicación", "marketing", "marketing-growth"],
  ["Camarero/a", "hospitality", undefined],
  ["Asesor comercial tienda", "retail", undefined],
  // Polish
  ["Młodszy Programista Java", "software", "tech-transformation"],
  ["Księgowy/a", "finance", "finance-investment"],
  ["Stażysta ds. zakupów", "operations", "operations-supply-chain"],
  ["Kierowca kat. C+E", "trades_manual", undefined],
  // Italian, Portuguese, Swedish, Danish
  ["Stage Risorse Umane", "hr", undefined],
  ["Estágio em Vendas", "sales", "sales-client-success"],
  ["Systemutvecklare", "software", "tech-transformation"],
  ["Studentermedhjælper til regnskab", "finance", "finance-investment"],
])("%s", (title, occupation, path) => {
  const work = workOf(told(title));
  expect(work.occupation).toBe(occupation);
  expect(work.careerPaths[0]).toBe(path);
});

test.each(
  handTable<{ title: string; occupation: string }>("titles").map(({ title, occupation }) => [title, occupation]),
)("%s alone, in a table by hand: %s", (title, occupation) => {
  expect(workOf(told(title ?? "")).occupation).toBe(occupation);
});

test.each([
  ["it is in no other word", "Hospitality Sustainability Auditor Trait", "it_infra"],
  ["law is not in Lawson or flaw", "Lawson Flawless", "legal"],
  ["a gender ending is no IT", "Verkäufer:in", "it_infra"],
  ["data centre is not data analysis", "Data Center Security Lead", "data"],
  ["intern is not internal", "International Internal Auditor", "hr"],
])("no substring trap: %s", (_, title, not) => {
  expect(workOf(told(title)).occupation).not.toBe(not);
});

test("what no word names stays unknown", () => {
  for (const title of ["", "Fellows Program", "Teamleiter (m/w/d)", "🙂", "12345"]) {
    expect(workOf(told(title))).toMatchObject({ occupation: "other", careerPaths: [] });
  }
});

test("a title may lead to two paths", () => {
  expect(workOf(told("Marketing Data Analyst")).careerPaths).toEqual(["data-analytics", "marketing-growth"]);
  expect(workOf(told("Digitalisation Consultant")).careerPaths).toContain("tech-transformation");
  expect(workOf(told("ESG Data Analyst")).careerPaths).toContain("sustainability-esg");
});

test("the source's categories are asked only where the title says nothing, and shut nobody out", () => {
  expect(workOf(told("Fellows Program", ["Marketing"]))).toMatchObject({ occupation: "marketing", confidence: 0.4 });
  expect(workOf(told("Data Analyst", ["Marketing"])).occupation).toBe("data");
  expect(workOf(told("Fellows Program", ["Nursing"]))).toMatchObject({ occupation: "other", careerPaths: [] });
});
