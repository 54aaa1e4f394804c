import type { CareerPath, City } from "../postings/posting.ts";
import type { Locale } from "../words/index.ts";
import type { Taste } from "./taste.ts";

/** What a person asked for, with cities resolved: the stored wishes of lib/subscribers fit this type. */
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
  /** Reasons are written in it; without it, in lib/words' first language. */
  readonly locale?: Locale | undefined;
  /** As the person wrote them. */
  readonly excludedCompanies?: readonly string[] | undefined;
  readonly taste?: Taste | undefined;
}
