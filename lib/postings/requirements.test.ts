import { expect, test } from "vitest";
import { degreeOf } from "./degree.ts";
import { employmentOf } from "./employment.ts";
import { experienceOf } from "./experience.ts";
import { visaOf } from "./visa.ts";

test.each([
  ["We offer visa sponsorship for this role.", "offered"],
  ["Visa sponsorship is available", "offered"],
  ["We do sponsor visas! However, we aren't able to sponsor visas for every role.", "offered"],
  ["Relocation and visa support", "offered"],
  ["Wir unterstützen dich bei deinem Visum", "offered"],
  ["We are unable to offer visa sponsorship", "refused"],
  ["We do not sponsor visas.", "refused"],
  ["Visa sponsorship\nWe do not sponsor visas.", "refused"],
  ["Sponsorship is not available for this position", "refused"],
  ["Candidates must be able to work without visa sponsorship", "refused"],
  ["We cannot provide visa sponsorships as we are a start-up.", "refused"],
  ["We offer relocation and visa sponsorships.", "offered"],
  ["You sell sponsorships of our conference.", "unknown"],
  ["Pas de sponsoring de visa", "refused"],
  ["You must have the right to work in the UK", "unknown"],
  ["We sponsor the local football club", "unknown"],
  ["", "unknown"],
])("visa: %s", (text, visa) => {
  expect(visaOf(text)).toBe(visa);
});

test.each([
  ["3+ years of experience in sales", { min: 3, max: null }],
  ["2-4 years of professional experience", { min: 2, max: 4 }],
  ["At least 5 years of experience in X. 1 year of experience in Y", { min: 5, max: null }],
  ["Mindestens 3 Jahre Berufserfahrung", { min: 3, max: null }],
  ["2 bis 3 Jahre Erfahrung im Marketing", { min: 2, max: 3 }],
  ["Vous avez 2 ans d'expérience", { min: 2, max: null }],
  ["Experiencia de 2 a 3 años", { min: 2, max: 3 }],
  ["Minimaal 2 jaar werkervaring", { min: 2, max: null }],
  ["Co najmniej 2 lata doświadczenia", { min: 2, max: null }],
  ["No prior experience required", { min: 0, max: null }],
  ["Keine Berufserfahrung nötig", { min: 0, max: null }],
  ["At least 1.5 years of experience in payroll", { min: 1, max: null }],
  ["Minimaal 2,5 jaar ervaring", { min: 2, max: null }],
  ["A bachelor's degree (or the like).2+ years of experience in support", { min: 2, max: null }],
  ["With over 25 years of experience, we are a leader", null],
  ["Founded 12 years ago", null],
  ["", null],
])("experience: %s", (text, years) => {
  expect(experienceOf(text)).toEqual(years);
});

test.each([
  ["Bachelor's degree in economics", "bachelor"],
  ["Abgeschlossenes Studium der Informatik", "bachelor"],
  ["Bachelor or Master degree", "bachelor"],
  ["Master's degree required", "master"],
  ["Bac +5, école de commerce", "master"],
  ["Abgeschlossene kaufmännische Ausbildung", "vocational"],
  ["PhD in physics", "doctorate"],
  ["Wykształcenie wyższe", "bachelor"],
  ["You master the art of selling", null],
])("degree: %s", (text, degree) => {
  expect(degreeOf(text)).toBe(degree);
});

test.each([
  ["Full-time", "x", "full-time"],
  ["FullTime", "x", "full-time"],
  [undefined, "Data Scientist (m/w/d) - Vollzeit/Teilzeit", "full-time"],
  [undefined, "Verkäufer Teilzeit", "part-time"],
  ["Freelance", "x", "contract"],
  [undefined, "Vendeur CDD 6 mois", "temporary"],
  [undefined, "Sprzedawca pół etatu", "part-time"],
  ["unbefristet", "x", "full-time"],
  ["befristet", "x", "temporary"],
  ["Permanent, part-time", "x", "part-time"],
  ["CDI temps partiel", "x", "part-time"],
  ["Regular Part-Time", "x", "part-time"],
  ["Permanent", "Verkäufer Teilzeit", "part-time"],
  ["Regular", "x", "full-time"],
  [undefined, "Camarero temporal", "temporary"],
  [undefined, "Temporal Data Engineer", null],
  [undefined, "Regular Expressions Engineer", null],
  [undefined, "Data Analyst", null],
] as const)("employment: %s, %s", (hint, title, employment) => {
  expect(employmentOf(hint, title)).toBe(employment);
});
