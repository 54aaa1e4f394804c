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

const countryNames = new Map<string, string>();
const languageNames = new Map<string, string>();

export const countryName = (code: string): string =>
  remembered(countryNames, code, () => {
    const name = regions.of(code) ?? code;
    return articles.has(code) ? `the ${name}` : name;
  });

export const languageName = (code: string): string => remembered(languageNames, code, () => languages.of(code) ?? code);

/** "a", "a and b", "a, b and c"; `or` for alternatives. By hand, as Intl.ListFormat takes microseconds. */
export function listed(items: readonly string[], word: "and" | "or" = "and"): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} ${word} ${last}`;
}

const amounts = new Map<string, Intl.NumberFormat>();

/** "€1,500", "€12.50". */
export const money = (amount: number, currency: string): string =>
  remembered(amounts, currency, () => {
    const options = { maximumFractionDigits: 2, trailingZeroDisplay: "stripIfInteger" } as const;
    return new Intl.NumberFormat("en-GB", { style: "currency", currency, ...options });
  }).format(amount);

/** Formatters and their answers cost microseconds, and there are few of them. */
function remembered<T>(known: Map<string, T>, key: string, make: () => T): T {
  const before = known.get(key);
  if (before !== undefined) return before;
  const made = make();
  known.set(key, made);
  return made;
}
