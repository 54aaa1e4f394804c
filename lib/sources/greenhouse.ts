import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { boardNamed, boardsOf } from "./boards.ts";
import { companyOfSlug, endOf, stepOf } from "./fields.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import type { Source } from "./source.ts";

const document = z.object({ jobs: z.array(z.unknown()), meta: z.object({ total: z.number() }).nullish().catch(null) });

const text = z.string().nullish().catch(null);
const named = z.object({ name: text, location: text });
const metadata = z
  .array(z.object({ name: z.string(), value: z.unknown() }).nullable().catch(null))
  .nullish()
  .catch(null);

const row = z.object({
  id: z.union([z.number().int(), z.string().min(1)]),
  absolute_url: z.string().min(1),
  title: z.string().trim().min(1),
  company_name: text,
  /** HTML, escaped once more. Absent without ?content=true. */
  content: text,
  location: named.nullish().catch(null),
  offices: z.array(named.nullable().catch(null)).nullish().catch(null),
  departments: z.array(named.nullable().catch(null)).nullish().catch(null),
  metadata,
  /** `updated_at` moves with every edit; only this says when it was new. */
  first_published: text,
  updated_at: text,
  application_deadline: text,
  language: text,
});
type Row = z.output<typeof row>;

/** The employer's own field whose name fits first, as text. */
function field(job: Row, name: RegExp): string | null {
  const found = job.metadata?.find((each) => each && name.test(each.name) && typeof each.value === "string");
  return typeof found?.value === "string" ? found.value : null;
}

function modeHint(job: Row): RawPosting["remoteHint"] {
  const value = field(job, /location type|work ?place|work(?:ing)? (?:model|mode|type|arrangement)|remote/i) ?? "";
  if (/hybrid/i.test(value)) return "hybrid";
  if (/remote/i.test(value)) return "remote";
  return /on.?site|in.?office|in.?person/i.test(value) ? "onsite" : undefined;
}

/** Greenhouse's own links have the slug first; an employer's own domain says nothing. */
function slugOf(url: string): string {
  return /(?:^|\.)greenhouse\.io$/.test(URL.parse(url)?.hostname ?? "") ? stepOf(url, 0) : "";
}

function rawPosting(job: Row, target: string): RawPosting {
  const slug = target || slugOf(job.absolute_url);
  const board = boardNamed("greenhouse", slug);
  const offices = job.offices?.flatMap((office) => office?.location || office?.name || []) ?? [];
  const place = job.location?.name?.trim();
  const updatedAt = instantOf(job.updated_at);
  const validThrough = endOf(job.application_deadline ?? null);
  const remoteHint = modeHint(job);
  const employmentHint = field(job, /employment|contract|time type|commitment/i);
  return {
    source: "greenhouse",
    sourceId: String(job.id),
    url: job.absolute_url,
    title: job.title,
    company: job.company_name?.trim() || board?.company || companyOfSlug(slug),
    location: place ? [place] : offices,
    description: job.content ?? "",
    postedAt: instantOf(job.first_published) ?? updatedAt,
    tags: job.departments?.flatMap((department) => department?.name ?? []) ?? [],
    ...(updatedAt && { updatedAt }),
    ...(validThrough && { validThrough }),
    ...(remoteHint && { remoteHint }),
    ...(employmentHint && { employmentHint }),
    ...(job.language && { language: job.language }),
    ...(board && { homeCountry: board.country }),
  };
}

/** Employers' public job boards on Greenhouse: one board a target, all of its postings in one reply. */
export const greenhouse: Source = {
  name: "greenhouse",
  baseUrl: "https://boards-api.greenhouse.io",
  kind: "boards",
  targets: () => boardsOf("greenhouse").map(({ slug }) => slug),
  request: ({ baseUrl, target }) => ({ url: `${baseUrl}/v1/boards/${encodeURIComponent(target)}/jobs?content=true` }),
  parse(reply, target) {
    const { jobs, meta } = readDocument("greenhouse", reply, document);
    const { good, dropped } = rowsOf(jobs, row);
    return {
      postings: good.map((job) => rawPosting(job, target)),
      dropped,
      next: null,
      complete: good.length > 0 && (meta?.total ?? jobs.length) === jobs.length,
    };
  },
  credentials: [],
  // No limit is published: a courtesy.
  budget: { perSecond: 5 },
  absenceCloses: true,
  attribution: { label: "Greenhouse", url: "https://www.greenhouse.com/" },
  pollEveryMs: 1 * hour,
  terms:
    "The Job Board API is public, so that anybody can show an employer's open postings; links lead to the employer's own page.",
  maxPages: 1,
};
