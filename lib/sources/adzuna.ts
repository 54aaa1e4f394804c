import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { day, hour } from "../time.ts";
import { stateCode } from "./countries.ts";
import { optionalText, payOf } from "./fields.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import { anything, identifier, texts } from "./loose.ts";
import { nativeName } from "./native-names.ts";
import { roundAfter, roundOf, servedWanted, wantedIn, wantedOrNull } from "./rounds.ts";
import type { Source } from "./source.ts";
import { searchWords } from "./wanted.ts";

const name = "adzuna";
const pageSize = 50;
const mostDays = 30;

/**
 * The countries that Adzuna serves, with the currency of their pay, which replies do not name, and the site's domain.
 */
const countries: Readonly<Record<string, readonly [currency: string, domain: string]>> = {
  GB: ["GBP", "co.uk"],
  US: ["USD", "com"],
  AT: ["EUR", "at"],
  AU: ["AUD", "com.au"],
  BE: ["EUR", "be"],
  BR: ["BRL", "com.br"],
  CA: ["CAD", "ca"],
  CH: ["CHF", "ch"],
  DE: ["EUR", "de"],
  ES: ["EUR", "es"],
  FR: ["EUR", "fr"],
  IN: ["INR", "in"],
  IT: ["EUR", "it"],
  MX: ["MXN", "com.mx"],
  NL: ["EUR", "nl"],
  NZ: ["NZD", "co.nz"],
  PL: ["PLN", "pl"],
  SG: ["SGD", "sg"],
  ZA: ["ZAR", "co.za"],
};
const byDomain = new Map(Object.entries(countries).map(([country, [, domain]]) => [domain, country]));
const serves = (country: string) => Object.hasOwn(countries, country);

const document = z.object({ results: z.array(z.unknown()) });

const row = z.object({
  id: identifier,
  title: z.string().trim().min(1),
  /** The only link that may be used. */
  redirect_url: z.string().trim().min(1),
  /** Cut at about 500 characters. */
  description: optionalText,
  created: optionalText,
  /** May be an object without a name. */
  company: z.object({ display_name: optionalText }).nullable().catch(null),
  location: z.object({ display_name: optionalText, area: texts }).nullable().catch(null),
  category: z.object({ label: optionalText, tag: optionalText }).nullable().catch(null),
  contract_time: optionalText,
  contract_type: optionalText,
  salary_min: anything,
  salary_max: anything,
  /** "1" = Adzuna's own estimate, which no employer offers. */
  salary_is_predicted: z.union([z.string(), z.number(), z.boolean()]).nullable().catch(null),
});
type Row = z.output<typeof row>;

/**
 * The area goes from the country down to the district. Counties and regions of the UK are left out: they share names
 * with places elsewhere.
 */
function placeOf({ location }: Row): string[] {
  const [country, region, ...smaller] = location?.area ?? [];
  if (country === undefined) return location?.display_name ? [location.display_name] : [];
  const large = country === "UK" && region !== "London" && smaller.length > 0;
  const narrowing = large ? null : country === "US" && region ? (stateCode(region) ?? region) : region;
  return [[smaller.at(-1), narrowing, country].filter((part) => part).join(", ")];
}

/** The country of the site that a posting links to, whatever was asked for. */
function countryOf(job: Row, asked: string | null): string | null {
  const host = URL.parse(job.redirect_url)?.hostname ?? "";
  return byDomain.get(/(?:^|\.)adzuna\.([a-z.]+)$/.exec(host)?.[1] ?? "") ?? asked;
}

/** Amounts are yearly in every country. */
function salaryOf(job: Row, country: string | null): RawPosting["salary"] {
  if (!/^(?:0|false)$/.test(String(job.salary_is_predicted ?? 0))) return null;
  const [currency = null] = (country && countries[country]) || [];
  return payOf(job.salary_min, job.salary_max, currency, "year");
}

/** Some countries mark the words that were searched for. */
const unmarked = (text: string) => text.replace(/<\/?(?:strong|em|b)>/gi, "");

function rawPosting(job: Row, asked: string | null): RawPosting {
  const country = countryOf(job, asked);
  const salary = salaryOf(job, country);
  const employmentHint = job.contract_type === "contract" ? "contract" : (job.contract_time ?? job.contract_type);
  const { label = null, tag = null } = job.category ?? {};
  return {
    source: name,
    sourceId: job.id,
    url: job.redirect_url,
    title: unmarked(job.title),
    company: unmarked(job.company?.display_name ?? ""),
    location: placeOf(job),
    description: unmarked(job.description ?? ""),
    postedAt: instantOf(job.created),
    tags: label && tag !== "unknown" ? [label] : [],
    ...(employmentHint && { employmentHint }),
    ...(salary && { salary }),
    ...(country && { homeCountry: country }),
  };
}

/** `/v1/api/jobs/gb/search/2` */
function askedOf(requestUrl: string) {
  const url = URL.parse(requestUrl);
  const [, country, page = "1"] = /\/jobs\/([a-z]{2})\/search\/(\d+)$/.exec(url?.pathname ?? "") ?? [];
  return { country: country?.toUpperCase() ?? null, page: Number(page), word: url?.searchParams.get("what") ?? "" };
}

/** Adzuna: many boards' postings, asked for a field in a place. */
export const adzuna: Source = {
  name,
  baseUrl: "https://api.adzuna.com",
  kind: "wanted",
  targets: () => wantedIn(serves),
  // Adzuna takes its key in the query only: this URL must not be logged, stored or put into an error.
  request({ baseUrl, target, cursor, credentials, since }) {
    const { country, city, path } = servedWanted(name, target, serves);
    const { word, page } = roundOf(searchWords(path), cursor);
    const age = since ? Math.ceil((Date.now() - since.getTime()) / day) : mostDays;
    const query = new URLSearchParams({
      app_id: credentials.ADZUNA_APP_ID ?? "",
      app_key: credentials.ADZUNA_APP_KEY ?? "",
      results_per_page: String(pageSize),
      what: word,
      // Kilometres.
      ...(city && { where: nativeName(city), distance: "25" }),
      max_days_old: String(Math.min(Math.max(age, 1), mostDays)),
      sort_by: "date",
    });
    return {
      url: `${baseUrl}/v1/api/jobs/${country.toLowerCase()}/search/${page}?${query}`,
      // Without it the reply may be HTML or XML.
      headers: { accept: "application/json" },
    };
  },
  parse(reply, target, requestUrl) {
    const { results } = readDocument(name, reply, document);
    const { good, dropped } = rowsOf(results, row);
    const wanted = wantedOrNull(target);
    const asked = askedOf(requestUrl);
    // One page per word, the newest: the quota is small, and the next run comes within hours.
    const next = wanted && roundAfter(searchWords(wanted.path), asked, false);
    return {
      postings: good.map((job) => rawPosting(job, asked.country ?? wanted?.country ?? null)),
      dropped,
      next,
      complete: false,
    };
  },
  credentials: ["ADZUNA_APP_ID", "ADZUNA_APP_KEY"],
  budget: { perMinute: 25, perDay: 250, perWeek: 1_000, perMonth: 2_500 },
  aggregator: true,
  absenceCloses: false,
  attribution: { label: "Jobs by Adzuna", url: "https://www.adzuna.co.uk/" },
  pollEveryMs: 12 * hour,
  terms: "Each posting is labelled “Jobs by Adzuna” and links through Adzuna's redirect_url; a key of one's own.",
  maxPages: 3,
  // Adzuna answers 410 to a wrong key.
  statusMeans: { 401: "bad-key", 403: "bad-key", 410: "bad-key" },
};
