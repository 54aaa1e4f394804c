import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { isCountry } from "./countries.ts";
import { endOf, optionalText, payOf } from "./fields.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import { optionalLink } from "./link.ts";
import { anything, count, flag, identifier } from "./loose.ts";
import { postTown } from "./postcode-towns.ts";
import { roundAfter, roundOf, servedWanted, wantedIn, wantedOrNull } from "./rounds.ts";
import { type ParsedPage, type Source, SourceFormatError } from "./source.ts";
import { searchWords, type Wanted } from "./wanted.ts";

const name = "reed";
const pageSize = 100;
const pagesEach = 2;

/** A row of the list or a detail, which names some fields differently. */
const row = z.object({
  jobId: identifier,
  jobTitle: z.string().trim().min(1),
  employerName: optionalText,
  locationName: optionalText,
  minimumSalary: anything,
  maximumSalary: anything,
  yearlyMinimumSalary: anything,
  yearlyMaximumSalary: anything,
  currency: optionalText,
  salaryType: optionalText,
  date: optionalText,
  datePosted: optionalText,
  expirationDate: optionalText,
  jobDescription: optionalText,
  jobUrl: optionalLink,
  fullTime: flag,
  partTime: flag,
  contractType: optionalText,
});
type Row = z.output<typeof row>;

const list = z.object({ results: z.array(z.unknown()), totalResults: count });
const document = z.union([list, row], { error: "neither results nor a posting" });

/** `18/09/2026`: the day comes first. */
function dayOf(date: string | null): string | null {
  const [, day = "", month = "", year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date ?? "") ?? [];
  return year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : date;
}

/** Most employers give a postcode as the place. The country must be named: Boston alone is the American one. */
function placeOf({ locationName, currency }: Row): string[] {
  if (!locationName) return [];
  const abroad = isCountry(locationName) || (currency !== null && currency.toUpperCase() !== "GBP");
  if (abroad) return [locationName];
  return [[locationName, postTown(locationName), "United Kingdom"].filter((part) => part !== null).join(", ")];
}

/** The list does not say for which period an amount is: below this it may be per day or hour. */
const surelyYearly = 10_000;

function salaryOf(job: Row): RawPosting["salary"] {
  const currency = job.currency ?? "GBP";
  const stated = payOf(job.minimumSalary, job.maximumSalary, currency, job.salaryType);
  if (stated || job.salaryType)
    return stated ?? payOf(job.yearlyMinimumSalary, job.yearlyMaximumSalary, currency, "year");
  const perYear = payOf(job.minimumSalary, job.maximumSalary, currency, "year");
  return perYear && (perYear.min ?? perYear.max ?? 0) >= surelyYearly ? perYear : null;
}

function employmentOf({ contractType, fullTime, partTime }: Row): string | null {
  if (contractType && /contract|temp/i.test(contractType)) return contractType;
  return fullTime ? "Full-time" : partTime ? "Part-time" : contractType;
}

function rawPosting(job: Row): RawPosting {
  const salary = salaryOf(job);
  const validThrough = endOf(dayOf(job.expirationDate));
  const employmentHint = employmentOf(job);
  return {
    source: name,
    sourceId: job.jobId,
    // Not the employer's own page (externalUrl): Reed gives out this link.
    url: job.jobUrl ?? `https://www.reed.co.uk/jobs/${encodeURIComponent(job.jobId)}`,
    title: job.jobTitle,
    company: job.employerName ?? "",
    location: placeOf(job),
    description: job.jobDescription ?? "",
    postedAt: instantOf(dayOf(job.datePosted ?? job.date)),
    ...(validThrough && { validThrough }),
    ...(employmentHint && { employmentHint }),
    ...(salary && { salary }),
    homeCountry: "GB",
  };
}

/** For any field, Reed's own filter for graduates' postings takes the place of words. */
const wordsOf = (wanted: Wanted) => (wanted.path === null ? [""] : searchWords(wanted.path));

/** Reed cannot filter by date. The day travels to `parse` as the URL's fragment, which is never sent. */
const sinceOf = (url: URL | null) => /^#since=(\S+)$/.exec(url?.hash ?? "")?.[1] ?? "";

function readList(found: z.output<typeof list>, target: string, requestUrl: string): ParsedPage {
  const { good, dropped } = rowsOf(found.results, row);
  const url = URL.parse(requestUrl);
  const since = sinceOf(url);
  const all = good.map(rawPosting);
  const skipped = Number(url?.searchParams.get("resultsToSkip") ?? 0);
  const page = Math.floor(skipped / pageSize) + 1;
  const wanted = wantedOrNull(target);
  const more = page < pagesEach && all.length > 0 && skipped + found.results.length < (found.totalResults ?? 0);
  return {
    // Dates have no hour: a posting of the day itself may be new.
    postings: all.filter(({ postedAt }) => !since || !postedAt || postedAt >= since),
    dropped,
    next: wanted && roundAfter(wordsOf(wanted), { word: url?.searchParams.get("keywords") ?? "", page }, more),
    complete: false,
  };
}

const authorization = (key = "") => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` });

/** Reed: the UK's board, asked for a field in a place. */
export const reed: Source = {
  name,
  baseUrl: "https://www.reed.co.uk",
  kind: "wanted",
  targets: () => wantedIn((country) => country === "GB"),
  request({ baseUrl, target, cursor, credentials, since }) {
    const wanted = servedWanted(name, target, (country) => country === "GB");
    const { word, page } = roundOf(wordsOf(wanted), cursor);
    const query = new URLSearchParams({
      ...(word ? { keywords: word } : { graduate: "true" }),
      // Miles.
      ...(wanted.city && { locationName: wanted.city, distanceFromLocation: "15" }),
      resultsToTake: String(pageSize),
      resultsToSkip: String((page - 1) * pageSize),
    });
    const fragment = since ? `#since=${since.toISOString().slice(0, 10)}` : "";
    return { url: `${baseUrl}/api/1.0/search?${query}${fragment}`, headers: authorization(credentials.REED_API_KEY) };
  },
  parse(reply, target, requestUrl) {
    const found = readDocument(name, reply, document);
    if ("results" in found) return readList(found, target, requestUrl);
    return { postings: [rawPosting(found)], dropped: {}, next: null, complete: false };
  },
  detail: {
    request: ({ baseUrl, credentials }, { sourceId }) => ({
      url: `${baseUrl}/api/1.0/jobs/${encodeURIComponent(sourceId)}`,
      headers: authorization(credentials.REED_API_KEY),
    }),
    parse(reply, posting) {
      const job = readDocument(name, reply, row);
      if (job.jobId !== posting.sourceId) throw new SourceFormatError(name, "the detail is another posting's");
      const detailed = rawPosting(job);
      const { description, location, postedAt, company } = detailed;
      // The list's pay assumed a period, which the detail names.
      const { salary, ...rest } = posting;
      return {
        ...rest,
        ...(salary && !job.salaryType && { salary }),
        ...detailed,
        description: description || posting.description,
        location: location.length > 0 ? location : posting.location,
        postedAt: postedAt ?? posting.postedAt,
        company: company || posting.company,
      };
    },
  },
  credentials: ["REED_API_KEY"],
  // No limit is published: a courtesy.
  budget: { perSecond: 2 },
  absenceCloses: false,
  attribution: { label: "reed.co.uk", url: "https://www.reed.co.uk/" },
  pollEveryMs: 6 * hour,
  terms: "The Jobseeker API is for registered developers with a key of their own; links lead to reed.co.uk.",
  maxPages: 6,
  statusMeans: { 401: "bad-key", 403: "bad-key" },
};
