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
  ["Internal Auditor"],
  ["Early Stage Investor"],
  ["Accounting Staff"],
  ["Lead Generation Specialist"],
  ["Junior/Senior Consultant"],
  ["Fellows Program"],
])("not said, so unknown: %s", (title) => {
  expect(of(title)).toEqual({ level: "unknown", programme: null, confidence: 0 });
});

test.each([
  ["a manager", "International Sales Manager", 0.25],
  ["of the stage", "Stage Manager", 0.25],
  ["of projects", "Projektleiter", 0.25],
  ["in a compound", "Produktmanagerin (m/w/d)", 0.25],
  ["HR's", "HR Business Partner", 0.25],
  ["from above beginners on", "(Senior) Product Designer", 0.25],
  ["large customers", "Enterprise Account Executive, Nordics", 0.25],
  ["second to one who leads", "Assistant Director of Finance", 0.25],
  ["who becomes one", "Associate Product Manager", undefined],
  ["large customers' beginners", "Account Executive", undefined],
  ["a talent pool", "Join our Marketing Talent Pool", 0],
  ["an application for anything", "Initiativbewerbung Vertrieb (m/w/d)", 0],
  ["an opening to come", "Product Manager (Future Opportunity)", 0],
  ["nothing yet", "Don’t see what you’re looking for?", 0],
  ["a pool of beginners", "Graduate Talent Community", 0],
  ["who keeps the pool", "Talent Pool Specialist", undefined],
  ["volunteering", "Event Assistant (Volunteer)", 0],
  ["in French", "Bénévole communication", 0],
  ["who looks after volunteers", "Volunteer Coordinator", undefined],
  ["freelance work", "Python Tutor - Freelance", 0],
  ["employed as well", "Fotograf (Festanstellung oder freelance)", undefined],
  ["who serves freelancers", "Freelancer Success Associate", undefined],
])("no level, and whether it is for beginners: %s: %s", (_, title, early) => {
  expect(of(title)).toMatchObject({ level: "unknown", programme: null });
  expect(of(title).early).toBe(early);
});

test("two years of experience name no level, and are nothing for beginners", () => {
  const after = (min: number) => rankOf("Data Analyst", [], { min, max: null });
  expect(after(2)).toMatchObject({ level: "unknown", early: 0.25 });
  expect(after(1)).toMatchObject({ level: "unknown" });
  expect(after(1).early).toBeUndefined();
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

test("years overrule the source's word for beginners, as they do a title's", () => {
  expect(of("Data Analyst", ["Entry level"], 8)).toMatchObject({ level: "senior" });
  expect(of("Data Analyst", ["Graduate"], 5)).toMatchObject({ level: "mid" });
  expect(of("Data Analyst", ["Entry level"], 2)).toMatchObject({ level: "entry", confidence: 0.8 });
});

test("years of experience say the rest, least sure", () => {
  expect(of("Data Analyst", [], 7)).toMatchObject({ level: "senior", confidence: 0.7 });
  expect(of("Data Analyst", [], 3, 5)).toMatchObject({ level: "mid" });
  expect(of("Data Analyst", [], 0, 2)).toMatchObject({ level: "entry" });
  expect(of("Data Analyst", [], 2)).toMatchObject({ level: "unknown" });
  expect(of("(Senior) Data Analyst", [], 3)).toMatchObject({ level: "unknown" });
});

test("the text says what the title does not, if it offers the internship itself", () => {
  const withText = (title: string, text: string, min?: number) =>
    rankOf(title, [], min === undefined ? null : { min, max: null }, text);
  const offer = "During your internship you will plan our events.";
  expect(withText("Event Assistant", offer)).toEqual({
    level: "internship",
    programme: "internship",
    confidence: 0.75,
  });
  expect(withText("Junior Event Assistant", offer).level).toBe("internship");
  expect(withText("Event Trainee", "A ten-month traineeship in Brussels.").level).toBe("internship");
  expect(withText("Event Trainee", "A 24-month traineeship in Brussels.").level).toBe("graduate");
  // Jobs that ask for years, lead, or run the programme are not internships.
  expect(withText("Event Assistant", offer, 3).level).toBe("mid");
  expect(withText("Head of Events", offer).level).toBe("lead");
  expect(withText("Internship Coordinator", offer).level).toBe("unknown");
});

test("a denial elsewhere in the sentence denies no internship", () => {
  const offers = ["You will not be alone during your internship.", "No âmbito de um estágio curricular, apoias-nos."];
  for (const text of offers) expect(rankOf("Analyst", [], null, text).level).toBe("internship");
});

test.each([
  "This is not a six-month internship.",
  "Internship experience is a plus.",
  "Experience as a working student in a bank is welcome.",
  "You will coach our interns and organise the internship of our students.",
  "In dit stadium van het project werk je intern en extern samen.",
  "Wymagany staż pracy: 2 lata.",
  "Conoces las buenas prácticas del sector.",
  "I praktiken innebär det många möten. I praktikken er det dig, der ringer.",
  "In einem international tätigen Team; Berufsausbildung erwünscht.",
])("offers no internship: %s", (text) => {
  expect(rankOf("Analyst", [], null, text).level).toBe("unknown");
});

test("a text of any length and any Unicode is read in a blink", () => {
  for (const word of ["internship ", "stage de ", "enrolled ", "praktik\u{1f600}", "\ud800intern ", "during your "])
    expect(rankOf("Analyst", [], null, word.repeat(20_000)).level).toBe("unknown");
});

test("a junior of many years is none", () => {
  expect(of("Junior Consultant", [], 7)).toMatchObject({ level: "senior" });
  expect(of("Junior Consultant", [], 2)).toMatchObject({ level: "entry" });
});
