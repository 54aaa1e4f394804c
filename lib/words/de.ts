import type { Words } from "./en.ts";

/** German, with "du", as students are spoken to. */
export const de: Words = {
  language: "Deutsch",
  tag: "de-DE",
  names: {
    careerPaths: {
      "strategy-business-design": "Strategie und Geschäftsentwicklung",
      "data-analytics": "Daten und Analyse",
      "sales-client-success": "Vertrieb und Kundenbetreuung",
      "marketing-growth": "Marketing und Wachstum",
      "finance-investment": "Finanzen und Investment",
      "operations-supply-chain": "Betrieb und Lieferketten",
      "product-innovation": "Produkt und Innovation",
      "tech-transformation": "Technik und Digitalisierung",
      "sustainability-esg": "Nachhaltigkeit und ESG",
      unsure: "Jede Richtung",
    },
    levels: {
      internship: "Praktikum",
      graduate: "Absolventenstelle",
      entry: "Einstiegsstelle",
      mid: "Stelle mit Berufserfahrung",
      senior: "Stelle für Erfahrene",
      lead: "Leitungsstelle",
    },
    programmes: {
      internship: "Praktikum",
      "working-student": "Werkstudentenstelle",
      apprenticeship: "Ausbildung",
      thesis: "Abschlussarbeit",
      traineeship: "Traineeship",
      "graduate-scheme": "Absolventenprogramm",
    },
    workModes: { onsite: "Vor Ort", hybrid: "Hybrid", remote: "Remote" },
    periods: { hour: "pro Stunde", day: "pro Tag", week: "pro Woche", month: "pro Monat", year: "pro Jahr" },
  },
};
