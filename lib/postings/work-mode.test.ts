import { describe, expect, test } from "vitest";
import { modeOfText, modeOfTitle } from "./work-mode.ts";

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
  ] as const)("%s: %s", (text, mode) => {
    expect(modeOfText(text)).toBe(mode);
  });
});
