import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import type { Source } from "./source.ts";

const document = z.object({
  data: z.array(z.unknown()),
  links: z
    .object({ next: z.string().nullish().catch(null) })
    .nullish()
    .catch(null),
});

const words = z.array(z.string().nullable().catch(null)).nullish().catch(null);

const row = z.object({
  slug: z.string().min(1),
  url: z.string().min(1),
  title: z.string().trim().min(1),
  company_name: z.string().nullish().catch(null),
  /** HTML in most rows, escaped HTML in others, also within one page. */
  description: z.string().nullish().catch(null),
  /** true is set deliberately; false also stands beside "2 days home office". */
  remote: z.boolean().nullish().catch(null),
  tags: words,
  job_types: words,
  location: z.string().nullish().catch(null),
  /** Unix seconds. */
  created_at: z.number().nullish().catch(null),
});
type Row = z.output<typeof row>;

/** The site's advert for itself, below every text: it names languages and places that the posting does not. */
const footer = /(?:<p>|&lt;p&gt;)?Find\b[^\n]{0,200}\bon Arbeitnow(?:<\/a>)?(?:<\/p>)?\s*$/;

function rawPosting(job: Row): RawPosting {
  const types = job.job_types?.filter((type) => type !== null).join(", ");
  return {
    source: "arbeitnow",
    sourceId: job.slug,
    url: job.url,
    title: job.title,
    company: job.company_name ?? "",
    location: job.location?.trim() ? [job.location] : [],
    description: (job.description ?? "").replace(footer, ""),
    postedAt: instantOf(job.created_at),
    tags: job.tags?.filter((tag) => tag !== null) ?? [],
    ...(job.remote && { remoteHint: "remote" as const }),
    ...(types && { employmentHint: types }),
    homeCountry: "DE",
  };
}

const pageOf = (requestUrl: string) => Number(new URL(requestUrl).searchParams.get("page") ?? 1);

/** Arbeitnow's job board: one feed, newest first, a hundred postings a page. */
export const arbeitnow: Source = {
  name: "arbeitnow",
  baseUrl: "https://www.arbeitnow.com",
  kind: "feed",
  targets: () => ["all"],
  request: ({ baseUrl, cursor }) => ({ url: `${baseUrl}/api/job-board-api?page=${Number(cursor ?? 1)}` }),
  parse(reply, _target, requestUrl) {
    const { data, links } = readDocument("arbeitnow", reply, document);
    const { good, dropped } = rowsOf(data, row);
    // We count the pages ourselves: a reply must not decide where we go.
    const more = data.length > 0 && Boolean(links?.next) && pageOf(requestUrl) < arbeitnow.maxPages;
    return {
      postings: good.map(rawPosting),
      dropped,
      next: more ? String(pageOf(requestUrl) + 1) : null,
      complete: good.length > 0 && links?.next === null,
    };
  },
  credentials: [],
  // "Not to be abused" is all it asks: we need ten pages an hour.
  budget: { perSecond: 1, perHour: 60 },
  absenceCloses: true,
  attribution: { label: "Arbeitnow", url: "https://www.arbeitnow.com/" },
  pollEveryMs: 1 * hour,
  terms: "A free public API, not to be abused, updated every hour; a link back to the site is appreciated.",
  maxPages: 10,
};
