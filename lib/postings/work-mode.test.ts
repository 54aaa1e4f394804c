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

describe("whether a text says that one may live anywhere", () => {
  test.each([
    ["You can work from anywhere in the world, as long as you have internet.", true],
    ["Fully remote. Candidates may be based anywhere in the world.", true],
    ["Remote position open to applicants worldwide.", true],
    ["Travaillez de n'importe où dans le monde.", true],
    ["Work from anywhere in the world for 30 days per year.", false],
    ["Our customers can be anywhere in the world. This is a fully remote role.", false],
    ["You cannot work from anywhere in the world; you must be in Spain.", false],
    ["Remote role, work from anywhere in Germany.", false],
    ["You manage a remote, globally-distributed team.", false],
  ])("%s: %s", (text, worldwide) => {
    expect(isWorldwide(text)).toBe(worldwide);
  });
});
