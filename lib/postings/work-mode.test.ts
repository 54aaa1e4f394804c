import { describe, expect, test } from "vitest";
import { modeOfTitle } from "./work-mode.ts";
import { isWorldwide, modeOfText } from "./work-mode-text.ts";

describe("the mode in a title", () => {
  test.each([
    ["Data Analyst (Remote)", "remote"],
    ["Remote Data Analyst", "remote"],
    ["Werkstudent Marketing - 100 % Homeoffice", "remote"],
    ["Tester (80 % remote)", "hybrid"],
    ["Stage marketing – télétravail partiel", "hybrid"],
    ["Analista de datos (híbrido)", "hybrid"],
    ["Controller, on-site", "onsite"],
    ["Analyst, onsite or remote", "hybrid"],
    ["Remote Sensing Scientist", "unknown"],
    ["Remote Support Engineer", "unknown"],
    ["Engineer Hybrid Vehicles", "unknown"],
    ["Plug-in Hybrid Calibration", "unknown"],
    ["Hybrid Cloud Architect", "unknown"],
    ["Hybrid Cloud Architect (remote)", "remote"],
    ["Manager Online-Präsenz", "unknown"],
    ["Onsite Service Technician", "unknown"],
    ["Virtual Reality Developer", "unknown"],
    ["Data Analyst (no remote)", "unknown"],
    ["Data Analyst (kein Homeoffice)", "unknown"],
    ["Data Analyst, not remote but hybrid", "hybrid"],
    ["Delivery Driver - anywhere in the UK", "unknown"],
    ["Field Engineer anywhere in London", "unknown"],
    ["Data Analyst - anywhere in the EU", "remote"],
    ["Data Analyst (work from anywhere in Germany)", "remote"],
    ["Koordinator Heimarbeit", "unknown"],
    ["We meet 2 days at our office for onboarding", "unknown"],
    ["Data Analyst", "unknown"],
  ] as const)("%s: %s", (title, mode) => {
    expect(modeOfTitle(title).mode).toBe(mode);
  });
});

describe("the mode in a text", () => {
  test.each([
    ["We’re an in-office company, driven by a shared commitment.", "onsite"],
    ["The position requires 5 days on-site in our Leeds office.", "onsite"],
    ["This role is five days per week on-site.", "onsite"],
    ["The position requires 5-days on-site in our Leeds office.", "onsite"],
    ["A fully remote role: we meet on-site 2 days per quarter.", "remote"],
    ["Breakfast and lunch (in-office), gym (on-site). Interviews are in-person only.", "unknown"],
    ["This position is fully on-site.", "onsite"],
    ["Location: Leeds (On-site)", "onsite"],
    ["Die Arbeit ist ausschließlich vor Ort, kein Homeoffice.", "onsite"],
    ["Poste en présentiel à Lyon", "onsite"],
    ["Modalidad presencial en Bilbao", "onsite"],
    ["Praca stacjonarna w Łodzi", "onsite"],
    ["Our weekly schedule is 4 days in-office and 1 day working remotely", "hybrid"],
    ["You are onsite 2-3 days per week in our Leeds HQ.", "hybrid"],
    ["Our engineering roles are hybrid in our office 3x/wk", "hybrid"],
    ["This is a hybrid (3x/week) position", "hybrid"],
    ["Twee dagen thuiswerken is normaal", "hybrid"],
    ["This is not an on-site role.", "unknown"],
    ["We have an on-site gym and in-office lunches.", "unknown"],
    ["You give on-site support to customers.", "unknown"],
    ["This is a fully remote role.", "remote"],
    ["This is not a remote role.", "unknown"],
    ["We offer no visas. This is a remote position.", "remote"],
    ["Wir sind keine remote-first Firma.", "unknown"],
    ["We have a hybrid working policy.", "hybrid"],
    ["Trabajo híbrido en Bilbao", "hybrid"],
    ["3 giorni in ufficio", "hybrid"],
    ["2 dagar hemifrån i veckan", "hybrid"],
    ["3 dage om ugen på kontoret", "hybrid"],
    ["You support remote teams.", "unknown"],
    ["Fully remote is unfortunately not possible.", "unknown"],
    ["We cannot offer fully remote work.", "unknown"],
    ["This is a fully remote role, and relocation is not possible.", "remote"],
    ["Our hybrid working policy does not apply to this role.", "unknown"],
    ["Monday to Friday, 5 days a week in our office", "onsite"],
    ["You are five days in the office.", "onsite"],
    ["You are 3 to 5 days in the office.", "hybrid"],
    ["You are two days in the office.", "hybrid"],
    ["Work from anywhere for up to 4 weeks a year.", "unknown"],
    ["Enjoy our work from anywhere policy.", "unknown"],
    ["Our customers work from anywhere.", "unknown"],
    ["Remote role, work from anywhere in Germany.", "remote"],
    ["Trabaja desde cualquier parte del mundo.", "remote"],
  ] as const)("%s: %s", (text, mode) => {
    expect(modeOfText(text)).toBe(mode);
  });
});

test.each([
  "We aren't a remote-first company.",
  "We can’t offer you a fully remote role.",
  "We do not currently offer any fully remote roles.",
  "A fully remote role isn’t an option.",
  "Applicants seeking a 100% remote role won't be considered.",
  "This vacancy doesn't come with hybrid working.",
  "Remote position: no",
  "Neither a fully remote role nor an easy one.",
  "100 % Homeoffice können wir leider nicht anbieten.",
  "Komplett remote ist für uns keine Option.",
  "Le mode hybride n'est malheureusement pas proposé.",
  "Poste sans télétravail complet",
  "El modelo híbrido no está disponible para este puesto.",
  "Il lavoro ibrido non è previsto.",
  "Volledig op afstand kan niet.",
  "Hybride werken is geen optie.",
  "Praca hybrydowa nie jest możliwa.",
  "O regime híbrido não é uma opção.",
  "Helt på distans är inget alternativ.",
  "Fuldt remote tilbydes ikke.",
  "Our app helps distributed teams work from anywhere.",
  "The tool lets staff work from anywhere.",
  "We advise companies on hybrid working.",
  "Payroll for fully remote teams",
  "Proven experience of managing people in a fully remote environment.",
  "Ervaring met hybride werken is een pré.",
  "We sell hybrid work solutions.",
  "Benefits:\nWork from anywhere 3 weeks a year",
])("denied, or somebody else's: %s", (text) => {
  expect(modeOfText(text)).toBe("unknown");
});

test.each([
  ["This isn't just a remote position, it's a career.", "remote"],
  ["This is not hybrid but fully remote.", "remote"],
  ["Wir arbeiten nicht im Büro, sondern komplett remote.", "remote"],
  ["Visa sponsorship: no\nFully remote position", "remote"],
  ["Fully remote role\nRelocation is not possible", "remote"],
  ["This fully remote role does not require travel.", "remote"],
  ["Zatrudnienie na podstawie umowy zlecenia praca zdalna", "remote"],
  ["We enable our employees to work from anywhere.", "remote"],
  ["We let you work from anywhere.", "remote"],
  ["We are a remote-first company.", "remote"],
  ["Gain experience with SQL, fully remote.", "remote"],
  ["Do you have to be in the office? Not with us, hybrid working is the norm.", "hybrid"],
  ["Sin horarios fijos, modalidad híbrida.", "hybrid"],
  ["Trabalho no regime híbrido.", "hybrid"],
  ["We support our employees with hybrid working.", "hybrid"],
] as const)("of this job, and not denied: %s", (text, mode) => {
  expect(modeOfText(text)).toBe(mode);
});

describe("whether a text says that one may live anywhere", () => {
  test.each([
    ["You can work from anywhere in the world, as long as you have internet.", true],
    ["Fully remote. Candidates may be based anywhere in the world.", true],
    ["Remote position open to applicants worldwide.", true],
    ["Work from anywhere in the world for 30 days per year.", false],
    ["Our customers can be anywhere in the world. This is a fully remote role.", false],
    ["You cannot work from anywhere in the world; you must be in Spain.", false],
    ["Remote role, work from anywhere in Germany.", false],
    ["You manage a remote, globally-distributed team.", false],
    ["You can work from anywhere in the world with an internet connection.", true],
  ])("%s: %s", (text, worldwide) => {
    expect(isWorldwide(text)).toBe(worldwide);
  });
});

test.each([
  "Location: Fully Remote, Anywhere in the world",
  "Work from anywhere in the world.",
  "You can work from anywhere in the world",
  "Arbeite von überall auf der Welt.",
  "Du kannst von überall auf der Welt arbeiten.",
  "Travaillez de n'importe où dans le monde.",
  "Vous pouvez travailler n'importe où dans le monde.",
  "Trabaja desde cualquier parte del mundo.",
  "Puedes trabajar en remoto desde cualquier lugar del mundo.",
  "Werk vanaf elke plek ter wereld.",
  "Je kunt vanuit iedere plek ter wereld werken.",
  "Lavora da qualsiasi parte del mondo.",
  "Puoi lavorare da qualunque luogo del mondo.",
  "Pracuj z dowolnego miejsca na świecie.",
  "Możesz pracować zdalnie z dowolnego miejsca na świecie.",
  "Trabalha de qualquer lugar do mundo.",
  "Podes trabalhar a partir de qualquer parte do mundo.",
  "Remote von überall auf der Welt",
  "100 % remote, desde cualquier parte del mundo",
  "Location: Anywhere in the world",
  "This is a remote role, worldwide.",
])("remote, worldwide: %s", (text) => {
  expect([modeOfText(text), isWorldwide(text)]).toEqual(["remote", true]);
});

test.each([
  "Unsere Kunden überall auf der Welt vertrauen uns.",
  "Enviamos dinero a cualquier parte del mundo.",
  "Amsterdam is de leukste plek ter wereld om te werken",
  "Spediamo in qualsiasi parte del mondo",
  "Przelewy z dowolnego miejsca na świecie",
  "Nos clients sont n'importe où dans le monde",
  "We help companies hire anywhere in the world",
  "Our clients are located anywhere in the world",
  "Our community is open to everyone worldwide",
  "We provide remote worldwide monitoring",
  "You must be willing to work anywhere in the world",
  "4 weeks per year to work from anywhere in the world",
  "20 days work from anywhere in the world",
  "Bis zu 20 Tage Workation überall auf der Welt",
  "Can I work from anywhere in the world? No.",
  "Du kannst überall auf der Welt eingesetzt werden.",
  "Puedes trabajar 20 días al año desde cualquier parte del mundo.",
  "Vous livrez n'importe où dans le monde",
  "Możesz pracować zdalnie z dowolnego miejsca na świecie przez 4 tygodnie",
  "Podes trabalhar de qualquer lugar do mundo durante 30 dias por ano",
  "Travaillez avec des clients n'importe où dans le monde",
  "Puoi lavorare da qualsiasi parte del mondo? No.",
  "Je kunt tot 4 weken vanaf elke plek ter wereld werken",
  "We deliver in two days from our office",
])("neither remote nor worldwide: %s", (text) => {
  expect([modeOfText(text), isWorldwide(text)]).toEqual(["unknown", false]);
});
