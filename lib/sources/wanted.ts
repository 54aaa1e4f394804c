import type { CareerPath } from "../postings/posting.ts";

/** A place and a field that subscribers look for: what to ask a source that cannot be fetched whole. */
export interface Wanted {
  /** ISO 3166-1. */
  country: string;
  /** As the gazetteer names it; null = the whole country. */
  city: string | null;
  /** null = any field. */
  path: CareerPath | null;
}

/** As a scrape's target: `DE`, `DE:Berlin`, `DE:Berlin:data-analytics` or `DE::data-analytics`. */
export function targetOf({ country, city, path }: Wanted): string {
  return [country, city ?? "", path ?? ""].join(":").replace(/:+$/, "");
}

/** @throws if the text is not such a target */
export function wantedOf(target: string): Wanted {
  const [, country, city, path] = /^([A-Z]{2})(?::([^:]{0,80}))?(?::([a-z-]+))?$/.exec(target) ?? [];
  if (!country || (path !== undefined && !isPath(path))) {
    throw new Error(`"${target}" is no place and field such as DE:Berlin:data-analytics`);
  }
  return { country, city: city || null, path: path ?? null };
}

const isPath = (text: string): text is CareerPath => Object.hasOwn(words, text);

/** What beginners in a field type when they search; in English, as searches go to many countries. */
const words: Readonly<Record<CareerPath, readonly string[]>> = {
  "strategy-business-design": ["consultant", "strategy", "business analyst"],
  "data-analytics": ["data analyst", "data scientist", "business intelligence"],
  "sales-client-success": ["sales", "account manager", "customer success"],
  "marketing-growth": ["marketing", "social media", "growth"],
  "finance-investment": ["finance", "accounting", "investment"],
  "operations-supply-chain": ["operations", "supply chain", "logistics"],
  "product-innovation": ["product manager", "product owner", "innovation"],
  "tech-transformation": ["software engineer", "developer", "IT"],
  "sustainability-esg": ["sustainability", "ESG", "climate"],
};

/** Search words for a field, the most telling first; for any field, words for beginners' jobs. */
export function searchWords(path: CareerPath | null): readonly string[] {
  return path === null ? ["graduate", "junior", "intern"] : words[path];
}

/**
 * Where to look while nobody has subscribed: large cities of several countries, so that a new installation shows
 * something.
 */
export const defaultWanted: readonly string[] = [
  "DE:Berlin",
  "GB:London",
  "FR:Paris",
  "NL:Amsterdam",
  "ES:Madrid",
  "IT:Milan",
  "PL:Warsaw",
  "PT:Lisbon",
];
