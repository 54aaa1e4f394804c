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
  readonly taste?: Taste | undefined;
}

/** Letters that are no other with a mark: people without them on their keyboard write these. */
const spelt: Readonly<Record<string, string>> = {
  ...{ ß: "ss", ø: "o", ł: "l", æ: "ae", œ: "oe", đ: "d", ð: "d", þ: "th", ı: "i" },
};

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
    .replace(/[ßøłæœđðþı]/g, (letter) => spelt[letter] ?? letter)
    .replace(/[^\p{L}\p{N}+#]+/gu, " ")
    .trim();
}

/** At the end of a name they say how a company is registered, and not which one it is. */
const legalForms = new Set(
  "gmbh mbh ggmbh ag se kg kgaa ohg gbr ug ev eg co inc llc llp lp ltd limited plc corp corporation sa sas sasu sarl srl spa sl slu sau bv nv ab as aps asa oy oyj ou sia uab kft zrt sro doo ood eood lda ltda pty pte pvt sp zoo".split(
    " ",
  ),
);
/** Letters of the longest that is written with a dot behind each: "S.A.R.L." */
const mostInitials = 4;

/** How companies are compared: "Ácme GmbH & Co. KG" is "acme", as is "Acme S.p.A.". One that has no other name keeps it. */
export function companyName(company: string): string {
  const words = plain(company).split(" ");
  let end = words.length;
  for (let form = formAt(words, end); form > 0; form = formAt(words, end)) end -= form;
  return words.slice(0, end).join(" ");
}

/** Of how many words the legal form is that ends there; 0 = none does, or nothing would be left. */
function formAt(words: readonly string[], end: number): number {
  if (end > 1 && legalForms.has(words[end - 1] ?? "")) return 1;
  let initials = 0;
  while (initials < mostInitials && initials + 1 < end && words[end - initials - 1]?.length === 1) initials++;
  for (; initials > 1; initials--) if (legalForms.has(words.slice(end - initials, end).join(""))) return initials;
  return 0;
}
