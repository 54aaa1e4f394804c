import type { Level, Programme } from "../postings/posting.ts";
import type { Seeker } from "./seeker.ts";

/** How career paths are called in front of people. */
export const careerPathNames: Readonly<Record<Seeker["careerPaths"][number], string>> = {
  "strategy-business-design": "Strategy & business design",
  "data-analytics": "Data & analytics",
  "sales-client-success": "Sales & client success",
  "marketing-growth": "Marketing & growth",
  "finance-investment": "Finance & investment",
  "operations-supply-chain": "Operations & supply chain",
  "product-innovation": "Product & innovation",
  "tech-transformation": "Tech & transformation",
  "sustainability-esg": "Sustainability & ESG",
  unsure: "Any career path",
};

/** What was asked for, after "you asked for". */
export const levelsAsked: Readonly<Record<Seeker["levels"][number], string>> = {
  internship: "internships",
  graduate: "graduate roles",
  entry: "entry-level roles",
};

export const levelNames: Readonly<Record<Exclude<Level, "unknown">, string>> = {
  internship: "Internship",
  graduate: "Graduate role",
  entry: "Entry-level role",
  mid: "Mid-level role",
  senior: "Senior role",
  lead: "Lead role",
};

export const programmeNames: Readonly<Record<Programme, string>> = {
  internship: "Internship",
  "working-student": "Working student role",
  apprenticeship: "Apprenticeship",
  thesis: "Thesis",
  traineeship: "Traineeship",
  "graduate-scheme": "Graduate scheme",
};

export const modeNames = { onsite: "On site", hybrid: "Hybrid", remote: "Remote" } as const;

const regions = new Intl.DisplayNames("en-GB", { type: "region" });
const languages = new Intl.DisplayNames("en-GB", { type: "language" });

/** Countries that a sentence names with an article: "in the Netherlands". */
const articles = new Set(["AE", "DO", "GB", "NL", "PH", "US"]);

export function countryName(code: string): string {
  const name = regions.of(code) ?? code;
  return articles.has(code) ? `the ${name}` : name;
}

export const languageName = (code: string) => languages.of(code) ?? code;

/** "a", "a and b", "a, b and c"; `or` for alternatives. */
export function listed(items: readonly string[], word: "and" | "or" = "and"): string {
  return new Intl.ListFormat("en-GB", { type: word === "or" ? "disjunction" : "conjunction" }).format(items);
}
