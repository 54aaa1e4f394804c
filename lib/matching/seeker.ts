import type { CareerPath, City } from "../postings/posting.ts";
import type { Locale } from "../words/index.ts";
import type { Taste } from "./taste.ts";

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
  /** Reasons are written in it; without it, in lib/words' first language. */
  readonly locale?: Locale | undefined;
  /** As the person wrote them. */
  readonly excludedCompanies?: readonly string[] | undefined;
  /** 0-100, above weights.ts' leastScore: decides whether a digest leaves, not what is listed. */
  readonly minScore?: number | undefined;
  readonly taste?: Taste | undefined;
}

/** Lower case, no diacritics, one space between words: how words and companies are compared here. */
export function plain(text: string): string {
  // The same, faster, for most.
  if (/^[ -~]*$/.test(text))
    return text
      .toLowerCase()
      .replace(/[^a-z\d+#]+/g, " ")
      .trim();
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+#]+/gu, " ")
    .trim();
}

/** At the end of a name they say how a company is registered, and not which one it is. */
const legalForms = new Set(
  "gmbh mbh ggmbh ag se kg kgaa ohg gbr ug co inc llc llp ltd limited plc corp corporation sa sas sarl srl spa sl slu bv nv ab as aps oy oyj ou kft sro doo lda pty pte sp z o zoo".split(
    " ",
  ),
);

/** How companies are compared: "Ácme GmbH & Co. KG" is "acme". One that has no other name keeps it. */
export function companyName(company: string): string {
  const words = plain(company).split(" ");
  let end = words.length;
  while (end > 1 && legalForms.has(words[end - 1] ?? "")) end--;
  return words.slice(0, end).join(" ");
}
