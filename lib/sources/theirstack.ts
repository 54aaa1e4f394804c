import { day, hour } from "../time.ts";
import { readDocument, rowsOf } from "./json.ts";
import type { Ask, SearchAsk, Source, SourceRequest } from "./source.ts";
import { geonameIdOf } from "./theirstack-cities.ts";
import { document, rawPosting, row } from "./theirstack-row.ts";
import { defaultWanted, searchWords, wantedOf } from "./wanted.ts";

/** Every posting returned costs a credit: this is the free plan's page size. */
const perPage = 25;
const perSearch = 15;
const maxPages = 2;
/** A filter by age or by company is mandatory. Older postings are rarely open. */
const longestDays = 30;

/** The parameters of https://theirstack.com/en/docs/api-reference/jobs/search_jobs_v1 that we use. */
interface Filters {
  page: number;
  limit: number;
  posted_at_max_age_days: number;
  /** A UTC time, unlike posted_at_*, which are dates. */
  discovered_at_gte?: string;
  job_title_or: readonly string[];
  job_country_code_or?: readonly string[];
  job_location_or?: readonly { id: number }[];
  job_seniority_or?: readonly string[];
  employment_statuses_or?: readonly string[];
  remote?: boolean;
  min_salary_usd?: number;
  max_salary_usd?: number;
}

/** The page is only in the body, but `parse` gets the URL: hence the fragment, which is never sent. */
function requestOf({ baseUrl, credentials }: Pick<Ask, "baseUrl" | "credentials">, filters: Filters): SourceRequest {
  return {
    url: `${baseUrl}/v1/jobs/search${filters.page > 0 ? `#${filters.page}` : ""}`,
    method: "POST",
    headers: {
      authorization: `Bearer ${credentials.THEIRSTACK_API_KEY ?? ""}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(filters),
  };
}

const pageOf = (requestUrl: string) => Number(URL.parse(requestUrl)?.hash.slice(1) ?? 0) || 0;

function placeOf(country: string | undefined, city: string | null | undefined) {
  const code = country?.toUpperCase();
  const id = code && city ? geonameIdOf(code, city) : null;
  return { ...(code && { job_country_code_or: [code] }), ...(id && { job_location_or: [{ id }] }) };
}

/** Rough dollar rates: for filtering with a tenth to spare, never to be shown. */
const dollars: Readonly<Record<string, number>> = { GB: 1.3, CH: 1.2, PL: 0.27, SE: 0.1, NO: 0.1, DK: 0.155 };
const euro = 1.12;
const euroCountries = new Set("AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK".split(" "));

function salaryOf({ country = "", salaryMin, salaryMax }: SearchAsk) {
  const code = country.toUpperCase();
  const rate = code === "US" ? 1 : euroCountries.has(code) ? euro : dollars[code];
  if (!rate) return {};
  const spare = rate === 1 ? 0 : 0.1;
  return {
    ...(salaryMin && { min_salary_usd: Math.round(salaryMin * rate * (1 - spare)) }),
    ...(salaryMax && { max_salary_usd: Math.round(salaryMax * rate * (1 + spare)) }),
  };
}

const types: Readonly<Record<NonNullable<SearchAsk["jobType"]>, Partial<Filters>>> = {
  remote: { remote: true },
  "on-site": { remote: false },
  // Known for few postings, and not a filter: the score decides.
  hybrid: {},
  "full-time": { employment_statuses_or: ["full_time"] },
  "part-time": { employment_statuses_or: ["part_time"] },
};
const ages = { day: 1, week: 7, month: longestDays, any: 3 * longestDays } as const;

/** TheirStack: the postings of employers' sites and job boards, asked for a field in a place. */
export const theirstack: Source = {
  name: "theirstack",
  baseUrl: "https://api.theirstack.com",
  kind: "wanted",
  targets: () => defaultWanted,
  request({ baseUrl, target, cursor, credentials, since }) {
    const { country, city, path } = wantedOf(target);
    const sinceDays = since ? Math.ceil((Date.now() - since.getTime()) / day) + 1 : longestDays;
    return requestOf(
      { baseUrl, credentials },
      {
        page: Number(cursor ?? 0),
        limit: perPage,
        // What was discovered since then may have been posted earlier.
        posted_at_max_age_days: Math.min(longestDays, Math.max(7, sinceDays)),
        ...(since && { discovered_at_gte: since.toISOString().replace(/\.\d+Z$/, "Z") }),
        job_title_or: searchWords(path),
        ...placeOf(country, city),
        // The words for any field say "beginner" by themselves.
        ...(path && { job_seniority_or: ["junior"] }),
      },
    );
  },
  parse(reply, _target, requestUrl) {
    const { data } = readDocument("theirstack", reply, document);
    const { good, dropped } = rowsOf(data, row);
    const page = pageOf(requestUrl) + 1;
    const more = data.length >= perPage && page < maxPages;
    return { postings: good.map(rawPosting), dropped, next: more ? String(page) : null, complete: false };
  },
  // Names and profiles of the people who hire: we do not need them.
  kept: (text) => JSON.stringify(JSON.parse(text, (key, value) => (key === "hiring_team" ? undefined : value))),
  search(ask, from, relaxed) {
    const title = { job_title_or: [ask.jobTitle.trim()] };
    const size = { page: 0, limit: perSearch, posted_at_max_age_days: ages[ask.datePosted ?? "any"] };
    if (relaxed) return requestOf(from, { ...size, ...title, ...placeOf(ask.country, null) });
    return requestOf(from, {
      ...size,
      ...title,
      ...placeOf(ask.country, ask.city),
      ...(ask.jobType && types[ask.jobType]),
      ...salaryOf(ask),
    });
  },
  credentials: ["THEIRSTACK_API_KEY"],
  // The free plan.
  budget: { perSecond: 4, perMinute: 10, perHour: 50, perDay: 400 },
  aggregator: true,
  absenceCloses: false,
  attribution: { label: "TheirStack", url: "https://theirstack.com/" },
  pollEveryMs: 12 * hour,
  terms:
    "A paid API: each posting that it returns costs a credit; polling more often than every hour or two is discouraged.",
  maxPages,
  // 402: no credits are left.
  statusMeans: { 402: "quota" },
};
