import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { boardNamed, boardsOf } from "./boards.ts";
import { companyOfSlug, countryName, dateOf, listOf, modeOf, optionalText, placeOf, stepOf } from "./fields.ts";
import { readDocument, rowsOf } from "./json.ts";
import { optionalLink } from "./link.ts";
import type { Source } from "./source.ts";

const document = z.object({ name: optionalText, jobs: z.array(z.unknown()) });

/** Missing values are `""`. */
const row = z.object({
  shortcode: z.string().trim().min(1),
  title: z.string().trim().min(1),
  url: optionalLink,
  shortlink: optionalLink,
  employment_type: optionalText,
  /** Remote; false also for hybrid work. */
  telecommuting: z.boolean().nullable().catch(null),
  workplace_type: optionalText,
  department: optionalText,
  function: optionalText,
  experience: optionalText,
  /** Days, without a time. */
  published_on: optionalText,
  created_at: optionalText,
  country: optionalText,
  state: optionalText,
  city: optionalText,
  locations: listOf(
    z.object({
      country: optionalText,
      countryCode: optionalText,
      city: optionalText,
      region: optionalText,
      hidden: z.boolean().nullable().catch(null),
    }),
  ),
  description: optionalText,
});
type Row = z.output<typeof row>;

/** Hidden places are not shown; if all are hidden, only the country is. */
function placesOf(job: Row): string[] {
  if (job.locations.length === 0) return [placeOf(job.city, job.state, job.country) ?? []].flat();
  const shown = job.locations.filter(({ hidden }) => !hidden);
  const places = (shown.length > 0 ? shown : job.locations).map((each) => {
    const country = each.country ?? countryName(each.countryCode) ?? job.country;
    if (shown.length === 0) return country;
    // Old rows have the city only outside the list.
    const city = each.city ?? (job.locations.length === 1 ? job.city : null);
    return placeOf(city, each.region ?? (job.locations.length === 1 ? job.state : null), country);
  });
  return [...new Set(places.flatMap((place) => place ?? []))];
}

function rawPosting(job: Row, name: string | null, target: string): RawPosting {
  const url = job.url ?? job.shortlink ?? `https://apply.workable.com/j/${encodeURIComponent(job.shortcode)}`;
  // apply.workable.com/SLUG/j/CODE; the short form has no slug.
  const slug = target || (stepOf(url, 1) === "j" ? stepOf(url, 0) : "");
  const board = boardNamed("workable", slug);
  const remoteHint = modeOf(job.workplace_type) ?? (job.telecommuting ? "remote" : undefined);
  const employmentHint = [job.employment_type, job.experience].filter(Boolean).join(", ");
  return {
    source: "workable",
    sourceId: job.shortcode,
    url,
    title: job.title,
    company: name ?? board?.company ?? companyOfSlug(slug),
    location: placesOf(job),
    description: job.description ?? "",
    postedAt: dateOf(job.published_on) ?? dateOf(job.created_at),
    tags: [job.department, job.function].flatMap((tag) => tag ?? []),
    ...(remoteHint && { remoteHint }),
    ...(employmentHint && { employmentHint }),
    ...(board && { homeCountry: board.country }),
  };
}

/** A posting for several places has a row for each: joined into one. */
function merged(rows: readonly RawPosting[]): RawPosting[] {
  const byId = new Map<string, RawPosting>();
  for (const each of rows) {
    const before = byId.get(each.sourceId);
    const location = [...new Set([...(before?.location ?? []), ...each.location])];
    byId.set(each.sourceId, before ? { ...before, location } : each);
  }
  return [...byId.values()];
}

/** Employers' boards on Workable, all postings in one reply: the widget of their own career pages. */
export const workable: Source = {
  name: "workable",
  baseUrl: "https://apply.workable.com",
  kind: "boards",
  targets: () => boardsOf("workable").map(({ slug }) => slug),
  // The older www.workable.com/api/accounts redirects here, to another origin.
  request: ({ baseUrl, target }) => ({
    url: `${baseUrl}/api/v1/widget/accounts/${encodeURIComponent(target)}?details=true`,
  }),
  parse(reply, target) {
    const { name, jobs } = readDocument("workable", reply, document);
    const { good, dropped } = rowsOf(jobs, row);
    const postings = merged(good.map((job) => rawPosting(job, name, target)));
    return { postings, dropped, next: null, complete: postings.length > 0 };
  },
  credentials: [],
  // No limit is published, but fast requests soon get 429.
  budget: { perSecond: 1, perMinute: 10 },
  absenceCloses: true,
  attribution: { label: "Workable", url: "https://www.workable.com/" },
  pollEveryMs: 2 * hour,
  terms:
    "The widget's feed is public, made for career pages, and undocumented: asked seldom and slowly; links lead to the employer's page at Workable.",
  maxPages: 1,
};
