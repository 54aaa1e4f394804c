import { expect, test } from "vitest";
import { rankOf } from "./level.ts";

const of = (title: string, hints: string[] = [], min?: number, max?: number) =>
  rankOf(title, hints, min === undefined ? null : { min, max: max ?? null });

test.each([
  // internships
  ["Marketing Intern", "internship", "internship"],
  ["Pflichtpraktikum Marketing (m/f/x)", "internship", "internship"],
  ["Praktikant:in Controlling", "internship", "internship"],
  ["Stage Marketing Digital H/F", "internship", "internship"],
  ["Stagiaire audit", "internship", "internship"],
  ["Meewerkstage Finance", "internship", "internship"],
  ["Stagiair(e) HR", "internship", "internship"],
  ["Becario/a de marketing", "internship", "internship"],
  ["Prácticas RRHH", "internship", "internship"],
  ["Stażysta / Stażystka", "internship", "internship"],
  ["Praktyki letnie", "internship", "internship"],
  ["Tirocinio curriculare", "internship", "internship"],
  ["Estágio curricular", "internship", "internship"],
  // told apart, all internships
  ["Werkstudent Customer Success (x/f/m)", "internship", "working-student"],
  ["Studentische Hilfskraft", "internship", "working-student"],
  ["Studentermedhjælper", "internship", "working-student"],
  ["Ausbildung zum Fachinformatiker", "internship", "apprenticeship"],
  ["Alternance - Data Analyst", "internship", "apprenticeship"],
  ["Duales Studium BWL", "internship", "apprenticeship"],
  ["Masterarbeit im Bereich KI", "internship", "thesis"],
  ["Afstudeerstage Logistiek", "internship", "thesis"],
  // graduates
  ["Trainee Sales (m/w/d)", "graduate", "traineeship"],
  ["Traineeship Finance", "graduate", "traineeship"],
  ["Graduate Programme 2027", "graduate", "graduate-scheme"],
  ["V.I.E Controller", "graduate", "graduate-scheme"],
  ["Graduate Consultant", "graduate", null],
  ["Jeune diplômé ingénieur", "graduate", null],
  ["Recién graduado en ADE", "graduate", null],
  // entry
  ["Junior Produktmanager (m/w/d)", "entry", null],
  ["Młodszy specjalista ds. HR", "entry", null],
  ["Android Engineer I", "entry", null],
  // above
  ["Data Engineer II", "mid", null],
  ["Medior Developer", "mid", null],
  ["Senior Sales Manager (all genders)", "senior", null],
  ["Starszy księgowy", "senior", null],
  ["Staff Engineer", "senior", null],
  ["Ingénieur confirmé", "senior", null],
  ["Country Lead, Data Center Security", "lead", null],
  ["Teamleiter m/w/d", "lead", null],
  ["Directeur commercial", "lead", null],
  ["Kierownik projektu", "lead", null],
  ["Head of Growth", "lead", null],
])("%s", (title, level, programme) => {
  expect(of(title)).toMatchObject({ level, programme });
});

test.each([
  ["Synthesis Chemist"],
  ["International Sales Manager"],
  ["Internal Auditor"],
  ["Early Stage Investor"],
  ["Stage Manager"],
  ["Accounting Staff"],
  ["Lead Generation Specialist"],
  ["Projektleiter"],
  ["HR Business Partner"],
  ["(Senior) Product Designer"],
  ["Junior/Senior Consultant"],
  ["Fellows Program"],
])("not said, so unknown: %s", (title) => {
  expect(of(title)).toEqual({ level: "unknown", programme: null, confidence: 0 });
});

test("who runs a programme is not in it", () => {
  expect(of("Senior Internship Coordinator")).toMatchObject({ level: "senior", programme: null });
  expect(of("Apprenticeship Manager").programme).toBeNull();
});

test("the source's words help where the title is silent, and do not overrule it", () => {
  expect(of("Marketing Assistant", ["Internship"])).toMatchObject({ level: "internship", confidence: 0.8 });
  expect(of("Marketing Assistant", ["entry"])).toMatchObject({ level: "entry" });
  expect(of("Senior Manager", ["entry"])).toMatchObject({ level: "lead" });
});

test("years of experience say the rest, least sure", () => {
  expect(of("Data Analyst", [], 7)).toMatchObject({ level: "senior", confidence: 0.7 });
  expect(of("Data Analyst", [], 3, 5)).toMatchObject({ level: "mid" });
  expect(of("Data Analyst", [], 0, 2)).toMatchObject({ level: "entry" });
  expect(of("Data Analyst", [], 2)).toMatchObject({ level: "unknown" });
  expect(of("(Senior) Data Analyst", [], 3)).toMatchObject({ level: "unknown" });
});
