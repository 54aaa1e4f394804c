import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { listOf, optionalText, payOf, placeOf } from "./fields.ts";
import { instantOf } from "./json.ts";
import { optionalLink } from "./link.ts";
import { anything, flag, identifier, inUtc, texts } from "./loose.ts";

export const document = z.object({ data: z.array(z.unknown()) });

const fields = z.object({
  id: identifier,
  job_title: z.string().trim().min(1),
  /** A free preview, which hides the employer. */
  has_blurred_data: flag.refine((blurred) => blurred !== true),
  url: optionalLink,
  /** At the employer's own site. */
  final_url: optionalLink,
  /** At the job board. */
  source_url: optionalLink,
  company: optionalText,
  company_object: z.object({ name: optionalText }).nullable().catch(null),
  locations: listOf(z.object({ display_name: z.string().trim().min(1) })),
  long_location: optionalText,
  location: optionalText,
  short_location: optionalText,
  country: optionalText,
  country_code: optionalText,
  remote: flag,
  hybrid: flag,
  employment_statuses: texts,
  min_annual_salary: anything,
  max_annual_salary: anything,
  salary_currency: optionalText,
  date_posted: optionalText,
  date_reposted: optionalText,
  /** In UTC, without a zone. */
  discovered_at: optionalText,
  closed_at: optionalText,
  description: optionalText,
});
export const row = fields.refine((job) => job.final_url ?? job.url ?? job.source_url, { path: ["url"] });
type Row = z.output<typeof row>;

function locationOf({ locations, country, ...job }: Row): string[] {
  if (locations.length > 0) return [...new Set(locations.map(({ display_name }) => display_name))];
  const said = job.location ?? job.long_location ?? job.short_location;
  const place = said && country && !said.includes(country) ? placeOf(said, country) : (said ?? country);
  return place ? [place] : [];
}

/** More than lib/postings keeps. */
const longestText = 100_000;

/** Removes Markdown's markup but keeps the lines: mails and pages show text. */
function textOf(markdown: string): string {
  return markdown
    .slice(0, longestText)
    .replace(/!\[[^\]\n]{0,300}\]\([^)\s]{0,2000}\)/g, "")
    .replace(/\[([^\]\n]{1,300})\]\([^)\s]{0,2000}\)/g, "$1")
    .replace(/^ {0,3}#{1,6} +/gm, "")
    .replace(/^ {0,3}(?:[-*_] ?){3,}$/gm, "")
    .replace(/^( *)[*+] +/gm, "$1- ")
    .replace(/(?<!\\)(\*\*\*|\*\*|__)(?=\S)([^\n]{1,500}?\S)\1/g, "$2")
    .replace(/(?<![\\*\w])\*(?=[^\s*])([^*\n]{1,500})\*(?![*\w])/g, "$1")
    .replace(/\\([\\`*_{}[\]()#+\-.!|>~&])/g, "$1");
}

export function rawPosting(job: Row): RawPosting {
  const country = /^[A-Z]{2}$/.exec(job.country_code ?? "")?.[0];
  const updatedAt = instantOf(job.date_reposted);
  const validThrough = instantOf(inUtc(job.closed_at));
  const employmentHint = job.employment_statuses.join(", ");
  const salary = payOf(job.min_annual_salary, job.max_annual_salary, job.salary_currency, "year");
  return {
    source: "theirstack",
    sourceId: job.id,
    url: job.final_url ?? job.url ?? job.source_url ?? "",
    title: job.job_title,
    company: job.company ?? job.company_object?.name ?? "",
    location: locationOf(job),
    description: textOf(job.description ?? ""),
    postedAt: instantOf(job.date_posted) ?? instantOf(inUtc(job.discovered_at)),
    ...(updatedAt && { updatedAt }),
    ...(validThrough && { validThrough }),
    // Some are marked as both; then days in the office are what counts.
    ...((job.hybrid || job.remote) && { remoteHint: job.hybrid ? ("hybrid" as const) : ("remote" as const) }),
    ...(employmentHint && { employmentHint }),
    ...(salary && { salary }),
    ...(country && { homeCountry: country }),
  };
}
