import type { CareerPath, City } from "../postings/posting.ts";

/** What a person asked for, its cities resolved: lib/subscribers' stored wishes fit. */
export interface Seeker {
  readonly cities: readonly City[];
  /** ISO 3166-1: anywhere in them. */
  readonly countries: readonly string[];
  readonly careerPaths: readonly (CareerPath | "unsure")[];
  readonly levels: readonly ("internship" | "graduate" | "entry")[];
  readonly workModes: readonly ("onsite" | "hybrid" | "remote")[];
  /** ISO 639-1. */
  readonly languages: readonly string[];
  readonly visa: "needed" | "not-needed" | "unknown";
  readonly keywords: readonly string[];
  readonly salaryMin?: { amount: number; currency: string; period: "hour" | "day" | "month" | "year" } | undefined;
  /** IANA; "2 days ago" is counted in it. */
  readonly timeZone: string;
}

/** A seeker made ready for looking at many postings. */
export interface Prepared extends Seeker {
  /** Countries where the person may be: those asked for and those of the cities. */
  readonly home: ReadonlySet<string>;
  readonly takesRemote: boolean;
  readonly foldedKeywords: readonly string[];
}

export function prepare(seeker: Seeker): Prepared {
  return {
    ...seeker,
    home: new Set([...seeker.countries, ...seeker.cities.map(({ country }) => country)]),
    takesRemote: seeker.workModes.length === 0 || seeker.workModes.includes("remote"),
    foldedKeywords: seeker.keywords.map(plain).filter(Boolean),
  };
}

/** Lower case, no diacritics, one space between words: how words and companies are compared here. */
export function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+#]+/gu, " ")
    .trim();
}
