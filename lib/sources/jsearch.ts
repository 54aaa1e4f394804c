import { z } from "zod";
import { day, hour } from "../time.ts";
import { countryName } from "./fields.ts";
import { rawPosting, row, withLink } from "./jsearch-row.ts";
import { readDocument, rowsOf } from "./json.ts";
import type { Ask, SearchAsk, Source, SourceRequest } from "./source.ts";
import { defaultWanted, searchWords, wantedOf } from "./wanted.ts";

const list = z.array(z.unknown());
/** v1 returns the jobs, v2 an object with them and a cursor; `status` is the vendor's own, besides that of HTTP. */
const document = z.object({
  status: z.literal("OK"),
  data: z.union([list, z.object({ jobs: list, cursor: z.string().min(1).max(500).nullish().catch(null) }), z.null()]),
});

/** SOURCES=jsearch=https://jsearch.p.rapidapi.com/search selects the older version, for keys that have no other. */
const isV1 = (baseUrl: string) => /\/search$/.test(baseUrl);

function requestOf({ baseUrl, credentials }: Pick<Ask, "baseUrl" | "credentials">, query: URLSearchParams) {
  const key = credentials.RAPID_API_KEY ?? "";
  const direct = URL.parse(baseUrl)?.host === "api.openwebninja.com";
  return {
    url: `${baseUrl}${isV1(baseUrl) ? "" : "/search-v2"}?${query}`,
    headers: direct ? { "x-api-key": key } : { "X-RapidAPI-Key": key, "X-RapidAPI-Host": "jsearch.p.rapidapi.com" },
  } satisfies SourceRequest;
}

/** The place belongs in the query: `country` only selects which country's Google is asked. */
function queryOf(title: string, city: string | null | undefined, country: string | undefined): Record<string, string> {
  const place = city?.trim() || countryName(country ?? null);
  return {
    query: place ? `${title.trim()} in ${place}` : title.trim(),
    ...(country && { country: country.toLowerCase() }),
  };
}

function ageOf(since: Date | undefined): string {
  const age = since ? Date.now() - since.getTime() : Number.POSITIVE_INFINITY;
  return age <= 1 * day ? "today" : age <= 7 * day ? "week" : "month";
}

const dates = { day: "today", week: "week", month: "month", any: "all" } as const;

function searchRequest(ask: SearchAsk, from: Pick<Ask, "baseUrl" | "credentials">, relaxed: boolean): SourceRequest {
  const v1 = isV1(from.baseUrl);
  const query = new URLSearchParams(queryOf(ask.jobTitle, relaxed ? null : ask.city, ask.country));
  query.set("date_posted", dates[(relaxed ? null : ask.datePosted) ?? "any"]);
  if (!relaxed) {
    if (ask.jobType === "remote") query.set(v1 ? "remote_jobs_only" : "work_from_home", "true");
    if (ask.jobType === "full-time") query.set("employment_types", "FULLTIME");
    if (ask.jobType === "part-time") query.set("employment_types", "PARTTIME");
  }
  if (v1) for (const name of ["page", "num_pages"]) query.set(name, "1");
  return requestOf(from, query);
}

const fullPage = 10;
const maxPages = 3;

/** More may follow if a page is as full as Google's, and the vendor says how to go on. */
function nextOf(rows: number, cursor: string | null | undefined, requestUrl: string): string | null {
  if (rows < fullPage) return null;
  const url = URL.parse(requestUrl);
  if (!url || !isV1(url.pathname)) return cursor ?? null;
  const page = Number(url.searchParams.get("page") ?? 1);
  return page < maxPages ? String(page + 1) : null;
}

/** JSearch: Google for Jobs, asked for a field in a place. */
export const jsearch: Source = {
  name: "jsearch",
  baseUrl: "https://jsearch.p.rapidapi.com",
  kind: "wanted",
  targets: () => defaultWanted,
  request({ baseUrl, target, cursor, credentials, since }) {
    const { country, city, path } = wantedOf(target);
    const [title = ""] = searchWords(path);
    const query = new URLSearchParams({
      ...queryOf(title, city, country),
      date_posted: ageOf(since),
      job_requirements: "under_3_years_experience,no_experience",
    });
    if (isV1(baseUrl)) {
      query.set("page", cursor ?? "1");
      query.set("num_pages", "1");
    } else if (cursor !== null) query.set("cursor", cursor);
    return requestOf({ baseUrl, credentials }, query);
  },
  parse(reply, _target, requestUrl) {
    const { data } = readDocument("jsearch", reply, document);
    const { jobs, cursor } = data && !Array.isArray(data) ? data : { jobs: data ?? [], cursor: null };
    const { good, dropped } = rowsOf(jobs.map(withLink), row);
    return { postings: good.map(rawPosting), dropped, next: nextOf(jobs.length, cursor, requestUrl), complete: false };
  },
  search: searchRequest,
  credentials: ["RAPID_API_KEY"],
  // The month is the free plan's, second and hour are RapidAPI's for it.
  budget: { perSecond: 1, perHour: 1000, perMonth: 200 },
  aggregator: true,
  absenceCloses: false,
  attribution: { label: "JSearch", url: "https://www.openwebninja.com/api/jsearch" },
  pollEveryMs: 12 * hour,
  terms:
    "A paid API (free plan: 200 requests a month) over what Google for Jobs shows; links lead to where one applies.",
  maxPages,
  // The account does not include this version of the search.
  statusMeans: { 404: "bad-key" },
  quotaExceeded: (status, body) => status === 429 && /exceeded the \w+ quota/i.test(body),
};
