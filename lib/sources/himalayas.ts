import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { residence } from "./countries.ts";
import { optionalText, payOf } from "./fields.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import { optionalLink } from "./link.ts";
import { anything, count, texts } from "./loose.ts";
import { moment } from "./moment.ts";
import { countriesOf, roundAfter, roundOf, wantedOrNull } from "./rounds.ts";
import type { Source } from "./source.ts";
import { defaultWanted, searchWords, type Wanted, wantedOf } from "./wanted.ts";

const name = "himalayas";
/** Himalayas' own maximum. */
const pageSize = 20;
const pagesEach = 2;

const document = z.object({ jobs: z.array(z.unknown()), totalCount: count });

/** Countries were objects in some months. */
const places = z
  .array(
    z
      .union([z.string(), z.object({ name: z.string() }).transform((place) => place.name)])
      .nullable()
      .catch(null),
  )
  .nullable()
  .catch(null);

const row = z.object({
  /** A URL. */
  guid: z.string().trim().min(1),
  title: z.string().trim().min(1),
  applicationLink: optionalLink,
  companyName: optionalText,
  companySlug: optionalText,
  description: optionalText,
  excerpt: optionalText,
  employmentType: optionalText,
  seniority: texts,
  categories: texts,
  parentCategories: texts,
  minSalary: anything,
  maxSalary: anything,
  currency: optionalText,
  salaryPeriod: optionalText,
  locationRestrictions: places,
  pubDate: moment,
  expiryDate: moment,
});
type Row = z.output<typeof row>;

/** In August 2026 every company was called "name". */
function companyOf({ companyName, companySlug }: Row): string {
  const slug = companySlug ?? "";
  return companyName === "name" ? slug || companyName : (companyName ?? slug);
}

function rawPosting(job: Row): RawPosting {
  const validThrough = instantOf(job.expiryDate);
  // Rows without a period date from when all amounts were yearly.
  const salary = payOf(job.minSalary, job.maxSalary, job.currency, job.salaryPeriod ?? "annual");
  const restrictions = job.locationRestrictions?.flatMap((place) => residence(place?.trim() ?? "") || []);
  return {
    source: name,
    sourceId: job.guid,
    url: job.applicationLink ?? job.guid,
    title: job.title,
    company: companyOf(job),
    location: job.locationRestrictions?.length === 0 ? ["Worldwide"] : (restrictions ?? []),
    description: job.description ?? job.excerpt ?? "",
    postedAt: instantOf(job.pubDate),
    remoteHint: "remote",
    tags: [...job.seniority, ...job.parentCategories, ...job.categories.map((tag) => tag.replaceAll("-", " "))],
    ...(validThrough && { validThrough }),
    ...(job.employmentType && { employmentHint: job.employmentType }),
    ...(salary && { salary }),
  };
}

/** For any field, Himalayas' own filter for beginners takes the place of words. */
const wordsOf = (wanted: Wanted) => (wanted.path === null ? [""] : searchWords(wanted.path));

/** Himalayas: remote jobs worldwide, asked for by country and field, as fetching all would take 5,000 requests. */
export const himalayas: Source = {
  name,
  baseUrl: "https://himalayas.app",
  kind: "wanted",
  targets: () => countriesOf(defaultWanted),
  request({ baseUrl, target, cursor }) {
    const wanted = wantedOf(target);
    const { word, page } = roundOf(wordsOf(wanted), cursor);
    const query = new URLSearchParams({
      ...(word ? { q: word } : { seniority: "Entry-level" }),
      country: wanted.country,
      sort: "recent",
      page: String(page),
    });
    return { url: `${baseUrl}/jobs/api/search?${query}` };
  },
  parse(reply, target, requestUrl) {
    const { jobs, totalCount } = readDocument(name, reply, document);
    const { good, dropped } = rowsOf(jobs, row);
    const asked = URL.parse(requestUrl)?.searchParams;
    const page = Number(asked?.get("page") ?? 1);
    const wanted = wantedOrNull(target);
    const more = good.length > 0 && page < pagesEach && page * pageSize < (totalCount ?? 0);
    return {
      postings: good.map(rawPosting),
      dropped,
      next: wanted && roundAfter(wordsOf(wanted), { word: asked?.get("q") ?? "", page }, more),
      complete: false,
    };
  },
  credentials: [],
  // No limit is published, but too many requests are answered with 429: a courtesy.
  budget: { perSecond: 1, perHour: 120 },
  aggregator: true,
  absenceCloses: false,
  attribution: { label: "Himalayas", url: "https://himalayas.app/" },
  pollEveryMs: 6 * hour,
  terms: "A link back and the name Himalayas; its postings are not passed on to Jooble, Google Jobs or LinkedIn Jobs.",
  maxPages: 6,
};
