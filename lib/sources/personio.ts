import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { boardNamed, boardsOf } from "./boards.ts";
import { companyOfSlug, dateOf, htmlOf, joinHtml, oncePerId, optionalText, tenantRoot } from "./fields.ts";
import { rowsOf } from "./json.ts";
import { anything } from "./loose.ts";
import type { Source } from "./source.ts";
import { elements, readXmlRows } from "./xml.ts";

/** A text, or nested elements: `<office>`s, HTML that was not escaped. */
const offices = anything.transform((value) => textsIn(value, 3));

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === "string") return value.trim() ? [value.trim()] : [];
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.values(value).flatMap((each) => textsIn(each, depth - 1));
}

const section = z.object({
  name: optionalText,
  value: anything.transform((value) => textsIn(value, 20).join("<br>")),
});

const row = z.object({
  id: z.string().trim().min(1),
  name: z.string().trim().min(1),
  /** In few feeds. */
  url: optionalText,
  subcompany: optionalText,
  office: offices,
  additionalOffices: offices,
  department: optionalText,
  recruitingCategory: optionalText,
  employmentType: optionalText,
  schedule: optionalText,
  seniority: optionalText,
  yearsOfExperience: optionalText,
  occupation: optionalText,
  occupationCategory: optionalText,
  keywords: optionalText,
  /** Each has a heading and HTML, in CDATA or escaped. */
  jobDescriptions: z
    .object({ jobDescription: anything })
    .transform(({ jobDescription }) => elements(jobDescription).flatMap((each) => section.safeParse(each).data ?? []))
    .catch([]),
  createdAt: optionalText,
});
type Row = z.output<typeof row>;

/** `software_and_web_development` */
const words = (code: string | null) => code?.replace(/_/g, " ") ?? [];

/** `lt-1`, `1-2` or `gt-15` as a sentence, which whatever reads descriptions understands. */
function yearsLine(years: string | null): string | null {
  const [, under, from, to] = /^(?:lt-(\d{1,2})|(?:gt-)?(\d{1,2})(?:-(\d{1,2}))?)$/.exec(years ?? "") ?? [];
  if (under) return `<p>Experience: 0-${under} years</p>`;
  return from ? `<p>Experience: ${from}${to ? `-${to}` : "+"} years</p>` : null;
}

function descriptionOf({ jobDescriptions, yearsOfExperience }: Row): string {
  const sections = jobDescriptions.flatMap(({ name, value }) => [name && `<h3>${htmlOf(name)}</h3>`, value]);
  return joinHtml([...sections, yearsLine(yearsOfExperience)]);
}

/** Feeds mostly have no links: a posting's page is at the account's host, under its id. */
function linkOf({ id, url }: Row, target: string, requestUrl: string): string {
  if (url && /^https?:/.test(url)) return url;
  const asked = URL.parse(requestUrl)?.hostname ?? "";
  const vendor = asked.endsWith(".jobs.personio.com") ? "jobs.personio.com" : "jobs.personio.de";
  const account = /^[a-z0-9-]+$/i.test(target)
    ? target.toLowerCase()
    : /^([a-z0-9-]+)\.jobs\.personio\./.exec(asked)?.[1];
  return `https://${account ? `${account}.` : ""}${vendor}/job/${encodeURIComponent(id)}`;
}

function rawPosting(job: Row, target: string, requestUrl: string): RawPosting {
  const board = boardNamed("personio", target);
  const employmentHint = [job.schedule, job.employmentType, job.seniority].flatMap(words).join(", ");
  const keywords = job.keywords?.split(/[,;]/).map((each) => each.trim()) ?? [];
  return {
    source: "personio",
    sourceId: job.id,
    url: linkOf(job, target, requestUrl),
    title: job.name,
    company: job.subcompany ?? board?.company ?? companyOfSlug(target),
    location: [...new Set([...job.office, ...job.additionalOffices])],
    description: descriptionOf(job),
    postedAt: dateOf(job.createdAt),
    tags: [
      job.department ?? [],
      job.recruitingCategory ?? [],
      words(job.occupation),
      words(job.occupationCategory),
      keywords.filter(Boolean),
    ].flat(),
    ...(employmentHint && { employmentHint }),
    ...(board && { homeCountry: board.country }),
  };
}

/** Employers' career sites on Personio, each on its own host; employers choose to switch the feed on. */
export const personio: Source = {
  name: "personio",
  baseUrl: "https://{slug}.jobs.personio.de",
  kind: "boards",
  targets: () => boardsOf("personio").map(({ slug }) => slug),
  request: ({ baseUrl, target }) => ({ url: `${tenantRoot(baseUrl, target)}/xml?language=en` }),
  parse(reply, target, requestUrl) {
    const { rows, dropped: unread } = readXmlRows("personio", reply, "workzag-jobs", "position");
    const { good, dropped } = rowsOf(rows, row);
    const postings = oncePerId(good.map((job) => rawPosting(job, target, requestUrl)));
    return { postings, dropped: { ...dropped, ...unread }, next: null, complete: postings.length > 0 };
  },
  credentials: [],
  // No limit is published, but fast requests soon get 429.
  budget: { perSecond: 1, perMinute: 20 },
  absenceCloses: true,
  attribution: { label: "Personio", url: "https://www.personio.com/" },
  pollEveryMs: 2 * hour,
  terms:
    "The feed is switched on by the employer, so that its postings are shown elsewhere; links lead to its career page.",
  maxPages: 1,
  accept: "application/xml, text/xml",
  // A redirect leads to Personio's own site: there is no such account, or its feed is off.
  redirects: "error",
  statusMeans: { 301: "no-board", 302: "no-board", 307: "no-board", 308: "no-board" },
};
