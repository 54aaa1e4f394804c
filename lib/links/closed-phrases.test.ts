import { describe, expect, test } from "vitest";
import { saysClosed } from "./closed-phrases.ts";

describe("says that it is closed", () => {
  test.each([
    ["en", "This job is no longer available."],
    ["en", "Sorry, this position has been filled"],
    ["en", "The job you are looking for is no longer open"],
    ["en", "No longer accepting applications"],
    ["en", "This posting is closed"],
    ["en", "Junior Data Analyst at Nordlicht GmbH: this vacancy has now expired."],
    ["en", "Applications for this role are now closed"],
    ["en", "Job not found"],
    ["en", "Position filled"],
    ["en", "This role is closed for new applications"],
    ["de", "Diese Stelle ist leider nicht mehr verfügbar."],
    ["de", "Die Stellenanzeige „Werkstudent (m/w/d)“ ist nicht mehr online"],
    ["de", "Die Position wurde bereits besetzt."],
    ["de", "Die Bewerbungsfrist ist abgelaufen"],
    ["fr", "Cette offre n'est plus disponible."],
    ["fr", "L’offre d’emploi a expiré"],
    ["fr", "Ce poste a été pourvu"],
    ["es", "Esta oferta ya no está disponible"],
    ["es", "La vacante ha sido cubierta."],
    ["es", "Este puesto ya no acepta candidaturas"],
    ["nl", "Deze vacature is niet meer beschikbaar"],
    ["nl", "De functie is inmiddels vervuld."],
    ["it", "Questa offerta di lavoro non è più disponibile"],
    ["it", "L'annuncio è scaduto"],
    ["pl", "Ta oferta pracy jest już nieaktualna"],
    ["pl", "Ogłoszenie wygasło"],
    ["pl", "Rekrutacja na to stanowisko została zakończona"],
    ["pt", "Esta vaga já não está disponível"],
    ["pt", "A vaga foi preenchida."],
    ["pt", "Este anúncio expirou"],
    ["sv", "Tjänsten är inte längre tillgänglig"],
    ["sv", "Den här annonsen har gått ut"],
    ["sv", "Tjänsten är tillsatt"],
    ["da", "Stillingen er besat"],
    ["da", "Jobopslaget er ikke længere tilgængeligt"],
    ["da", "Ansøgningsfristen er udløbet"],
  ])("%s: %s", (_, sentence) => {
    expect(saysClosed(`Nordlicht\nJunior Data Analyst\n${sentence}\nSimilar jobs`)).toBe(true);
  });
});

describe("does not say so", () => {
  test.each([
    "We review applications until the position has been filled.",
    "If this job is no longer available, we will tell you.",
    "The vacancy will be filled as soon as possible",
    "This role is filled with variety and closed-loop control",
    "You work in a position with responsibility for our closed ecosystem",
    "We need the role filled soon to cover a vacancy",
    "This position is not available for remote work from abroad",
    "No two days are alike, and the office is closed at weekends",
    "Wir suchen, bis die Stelle besetzt ist.",
    "Die Stelle ist ab sofort zu besetzen",
    "Die Position wird zum 1. März besetzt",
    "Les candidatures sont ouvertes jusqu'à ce que le poste soit pourvu",
    "Poste à pourvoir dès que possible",
    "La oferta estará abierta hasta que el puesto esté cubierto",
    "De vacature staat open totdat de functie is vervuld",
    "L'offerta resta valida finché la posizione non è chiusa",
    "Oferta jest ważna do czasu, gdy stanowisko zostanie obsadzone",
    "A vaga fica aberta até que seja preenchida",
    "Urvalet sker löpande och tjänsten kan komma att tillsättas innan ansökningstiden har gått ut",
    "Vi holder samtaler løbende, indtil stillingen er besat",
    `${"A long story about our job, told in one breath and without an end, ".repeat(4)} which is no longer available`,
  ])("%s", (sentence) => {
    expect(saysClosed(`Junior Data Analyst\n${sentence}`)).toBe(false);
  });
});
