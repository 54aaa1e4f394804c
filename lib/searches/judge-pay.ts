import type { Salary } from "../postings/posting.ts";
import { compared } from "../rates.ts";
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

/** The currency of an amount: that of the country asked for, else euros. null = we do not know it. */
function currencyOf(country: string | undefined): string | null {
  if (country === undefined) return "EUR";
  return Object.hasOwn(currencies, country) ? (currencies[country] ?? null) : null;
}

/** Full-time hours of 40 a week, 5 days a week, 52 weeks: part-time pay is compared as if it were full-time. */
const aYear: Readonly<Record<Salary["period"], number>> = { hour: 2080, day: 260, month: 12, year: 1 };

/**
 * Whether stated and wanted pay overlap, as yearly amounts. Other currencies are converted by our table of rates, and
 * unknown when too close to call; so is a posting that states no pay.
 */
export function payVerdict(
  salary: Salary | null,
  { salaryMin, salaryMax }: Pick<SearchCriteria, "salaryMin" | "salaryMax">,
  country: string | undefined,
): Verdict {
  const currency = currencyOf(country);
  if (!salary || currency === null) return "unknown";
  const against = (bound: number) => (end: number) =>
    compared({ amount: end * aYear[salary.period], currency: salary.currency }, { amount: bound, currency });
  const { min, max } = salary;
  const sides = [
    salaryMin === undefined ? "met" : enough(min, max, against(salaryMin), (more) => more >= 0),
    salaryMax === undefined ? "met" : enough(max, min, against(salaryMax), (more) => more <= 0),
  ];
  if (sides.includes("not-met")) return "not-met";
  return sides.includes("unknown") ? "unknown" : "met";
}

/** The better end of the stated range decides; the worse one alone can confirm, but not deny. */
function enough(
  worse: number | null,
  better: number | null,
  compare: (end: number) => number | null,
  fits: (more: number) => boolean,
): Verdict {
  const end = better ?? worse;
  const more = end === null ? null : compare(end);
  if (more === null) return "unknown";
  if (fits(more)) return "met";
  return better === null ? "unknown" : "not-met";
}
