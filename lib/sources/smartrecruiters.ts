import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { boardNamed, boardsOf } from "./boards.ts";
import { companyOfSlug, htmlOf, optionalText, payOf } from "./fields.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import { optionalLink } from "./link.ts";
import { anything, count, flag, identifier } from "./loose.ts";
import { type ParsedPage, type Source, SourceFormatError } from "./source.ts";

const name = "smartrecruiters";
const pageSize = 100;

/** `{}` is a department that was not filled in. */
const labelled = z.object({ id: optionalText, label: optionalText }).nullable().catch(null);
const section = z.object({ title: optionalText, text: optionalText }).nullable().catch(null);

const listed = z.object({
  id: identifier,
  name: z.string().trim().min(1),
  company: z.object({ identifier: optionalText, name: optionalText }).nullable().catch(null),
  releasedDate: optionalText,
  location: z
    .object({
      city: optionalText,
      region: optionalText,
      country: optionalText,
      fullLocation: optionalText,
      remote: flag,
      hybrid: flag,
    })
    .nullable()
    .catch(null),
  department: labelled,
  function: labelled,
  typeOfEmployment: labelled,
  experienceLevel: labelled,
  language: z.object({ code: optionalText }).nullable().catch(null),
  visibility: optionalText,
  /** The API's URL of the detail, which names the company too. */
  ref: optionalText,
});
type Listed = z.output<typeof listed>;

const detailed = listed.extend({
  postingUrl: optionalLink,
  applyUrl: optionalLink,
  active: flag,
  jobAd: z.object({
    sections: z
      .object({
        jobDescription: section,
        qualifications: section,
        additionalInformation: section,
        companyDescription: section,
      })
      .nullable()
      .catch(null),
  }),
  compensation: z
    .object({ min: anything, max: anything, currency: optionalText, period: optionalText })
    .nullable()
    .catch(null),
});
type Detailed = z.output<typeof detailed>;

const list = z.object({ content: z.array(z.unknown()), totalFound: count, offset: count });
const document = z.union([list, detailed], { error: "neither a list nor a posting" });

/** "London, , United Kingdom" and "Berlin, Germany". */
function placeOf({ location }: Listed): string[] {
  const { city = null, region = null, country = null } = location ?? {};
  const parts = location?.fullLocation?.split(",") ?? [city ?? "", region ?? "", country?.toUpperCase() ?? ""];
  const said = parts.map((part) => part.trim()).filter((part) => part !== "");
  return said.length > 0 ? [said.join(", ")] : [];
}

/** Levels that mean something. "Mid-Senior Level" is the default that most employers leave, for any level. */
const levels: Readonly<Record<string, string>> = {
  internship: "Internship",
  entry_level: "Entry level",
  director: "Director",
  executive: "Executive",
};

function levelOf({ experienceLevel }: Listed): string | null {
  const { id = null, label = null } = experienceLevel ?? {};
  return levels[(id ?? label ?? "").toLowerCase().replace(/\W/g, "_")] ?? null;
}

const companyId = (job: Listed, target: string) =>
  job.company?.identifier || target || (/\/companies\/([^/]+)\/postings\//.exec(job.ref ?? "")?.[1] ?? "");

function rawPosting(job: Listed, target: string): RawPosting {
  const id = companyId(job, target);
  const board = boardNamed(name, target) ?? boardNamed(name, id);
  const remoteHint = job.location?.hybrid ? "hybrid" : job.location?.remote ? "remote" : undefined;
  const tags = [levelOf(job), job.function?.label, job.department?.label];
  return {
    source: name,
    sourceId: job.id,
    // The list has no public URL; this one redirects to that of the detail.
    url: `https://jobs.smartrecruiters.com/${encodeURIComponent(id)}/${encodeURIComponent(job.id)}`,
    title: job.name,
    company: job.company?.name ?? board?.company ?? companyOfSlug(id),
    location: placeOf(job),
    description: "",
    postedAt: instantOf(job.releasedDate),
    tags: tags.flatMap((tag) => tag ?? []),
    ...(remoteHint && { remoteHint }),
    ...(job.typeOfEmployment?.label && { employmentHint: job.typeOfEmployment.label }),
    ...(job.language?.code && { language: job.language.code }),
    ...(board && { homeCountry: board.country }),
  };
}

/** The employer's text about itself comes last: it is the same in all of its postings. */
function describe({ jobAd: { sections } }: Detailed): string {
  return Object.values(sections ?? {})
    .flatMap((part) => (part?.text ? [part.title ? `<h3>${htmlOf(part.title)}</h3>\n${part.text}` : part.text] : []))
    .join("\n");
}

function withDetail(posting: RawPosting, job: Detailed): RawPosting {
  const pay = job.compensation;
  const salary = pay && payOf(pay.min, pay.max, pay.currency, pay.period);
  return {
    ...posting,
    url: job.postingUrl ?? job.applyUrl ?? posting.url,
    description: describe(job),
    ...(salary && { salary }),
    // No longer open: ended on a day in the past, whatever the list still shows.
    ...(job.active === false && posting.postedAt && { validThrough: posting.postedAt }),
  };
}

function readList(found: z.output<typeof list>, target: string, requestUrl: string): ParsedPage {
  const asked = URL.parse(requestUrl)?.searchParams;
  const { good, dropped } = rowsOf(found.content, listed);
  const counted: Record<string, number> = { ...dropped };
  const usable = good.filter((job) => {
    const reason = companyId(job, target) === "" ? "no usable company" : isPublic(job) ? null : "not public";
    if (reason) counted[reason] = (counted[reason] ?? 0) + 1;
    return reason === null;
  });
  const seen = (found.offset ?? Number(asked?.get("offset") ?? 0)) + found.content.length;
  const total = found.totalFound ?? seen;
  const more = found.content.length > 0 && seen < total && seen < smartrecruiters.maxPages * pageSize;
  return {
    postings: usable.map((job) => rawPosting(job, target)),
    dropped: counted,
    next: more ? String(seen) : null,
    // An unknown company is an empty list too, and a list filtered by date is a part.
    complete: usable.length > 0 && found.totalFound !== null && seen >= total && !asked?.has("releasedAfter"),
  };
}

const isPublic = ({ visibility }: Listed) => !visibility || visibility.toUpperCase() === "PUBLIC";

const postingsOf = (baseUrl: string, target: string) =>
  `${baseUrl}/v1/companies/${encodeURIComponent(target)}/postings`;

/** Employers' boards on SmartRecruiters: the list has no texts, so each new posting costs a second request. */
export const smartrecruiters: Source = {
  name,
  baseUrl: "https://api.smartrecruiters.com",
  kind: "boards",
  targets: () => boardsOf(name).map(({ slug }) => slug),
  request({ baseUrl, target, cursor, since }) {
    const query = new URLSearchParams({ limit: String(pageSize), offset: String(Number(cursor ?? 0)) });
    if (since) query.set("releasedAfter", since.toISOString());
    return { url: `${postingsOf(baseUrl, target)}?${query}` };
  },
  parse(reply, target, requestUrl) {
    const found = readDocument(name, reply, document);
    if ("content" in found) return readList(found, target, requestUrl);
    const posting = withDetail(rawPosting(found, target), found);
    return { postings: [posting], dropped: {}, next: null, complete: false };
  },
  detail: {
    request: ({ baseUrl, target }, { sourceId }) => ({
      url: `${postingsOf(baseUrl, target)}/${encodeURIComponent(sourceId)}`,
    }),
    parse(reply, posting) {
      const job = readDocument(name, reply, detailed);
      if (job.id !== posting.sourceId) throw new SourceFormatError(name, "the detail is another posting's");
      return withDetail(posting, job);
    },
  },
  credentials: [],
  budget: { perSecond: 10 },
  absenceCloses: true,
  attribution: { label: "SmartRecruiters", url: "https://www.smartrecruiters.com/" },
  pollEveryMs: 1 * hour,
  terms:
    "The Posting API is public, so that anybody can show an employer's open postings; ten requests a second at most.",
  maxPages: 20,
};
