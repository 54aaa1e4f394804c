import type { Salary } from "../postings/posting.ts";
import type { SearchCriteria } from "./criteria.ts";
import type { Verdict } from "./results.ts";

const euro = "AD AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM VA XK".split(" ");
const currencies: Readonly<Record<string, string>> = {
  ...Object.fromEntries(euro.map((country) => [country, "EUR"])),
  AU: "AUD",
  CA: "CAD",
  CH: "CHF",
  CZ: "CZK",
  DK: "DKK",
  GB: "GBP",
  HU: "HUF",
  IN: "INR",
  IS: "ISK",
  LI: "CHF",
  NO: "NOK",
  NZ: "NZD",
  PL: "PLN",
  RO: "RON",
  RS: "RSD",
  SE: "SEK",
  SG: "SGD",
  TR: "TRY",
  UA: "UAH",
  US: "USD",
};

/** What a person means by an amount: the money of the country asked for, euros where none is. Null = we do not know it. */
function currencyOf(country: string | undefined): string | null {
  if (country === undefined) return "EUR";
  return Object.hasOwn(currencies, country) ? (currencies[country] ?? null) : null;
}

/** Full-time hours of 40 a week, 5 days a week, 52 weeks: part-time pay is compared as if it were full-time. */
const aYear: Readonly<Record<Salary["period"], number>> = { hour: 2080, day: 260, month: 12, year: 1 };

/**
 * Whether the pay stated and the pay asked for overlap, as yearly amounts. Other currencies are not converted: whose
 * rate, of which day? They are unknown, as is a posting that does not state its pay.
 */
export function payVerdict(
  salary: Salary | null,
  { salaryMin, salaryMax }: Pick<SearchCriteria, "salaryMin" | "salaryMax">,
  country: string | undefined,
): Verdict {
  if (!salary || salary.currency !== currencyOf(country)) return "unknown";
  const low = salary.min === null ? null : salary.min * aYear[salary.period];
  const high = salary.max === null ? null : salary.max * aYear[salary.period];
  const sides = [
    salaryMin === undefined ? "met" : enough(low, high, (pay) => pay >= salaryMin),
    salaryMax === undefined ? "met" : enough(high, low, (pay) => pay <= salaryMax),
  ];
  if (sides.includes("not-met")) return "not-met";
  return sides.includes("unknown") ? "unknown" : "met";
}

/** The better end decides; where only the worse one is stated it can confirm, but not deny. */
function enough(worse: number | null, better: number | null, fits: (pay: number) => boolean): Verdict {
  if (better !== null) return fits(better) ? "met" : "not-met";
  return worse !== null && fits(worse) ? "met" : "unknown";
}
