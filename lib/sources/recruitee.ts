import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { boardNamed, boardsOf } from "./boards.ts";
import {
  companyOfSlug,
  countryName,
  dateOf,
  endOf,
  joinHtml,
  listOf,
  oncePerId,
  optionalText,
  payOf,
  placeOf,
  tenantRoot,
} from "./fields.ts";
import { readDocument, rowsOf } from "./json.ts";
import { optionalLink } from "./link.ts";
import { anything } from "./loose.ts";
import type { Source } from "./source.ts";

const document = z.object({ offers: z.array(z.unknown()) });

const flag = z.boolean().nullable().catch(null);
const texts = { title: optionalText, description: optionalText, requirements: optionalText };

const row = z.object({
  status: optionalText,
  id: z.union([z.number().int(), z.string().min(1)]),
  ...texts,
  /** By language. The fields beside it are in the first one. */
  translations: z.record(z.string(), z.object(texts).nullable().catch(null)).nullable().catch(null),
  slug: optionalText,
  /** Often on the employer's own domain. */
  careers_url: optionalLink,
  careers_apply_url: optionalLink,
  company_name: optionalText,
  department: optionalText,
  category_code: optionalText,
  experience_code: optionalText,
  employment_type_code: optionalText,
  tags: listOf(z.string().trim().min(1)),
  remote: flag,
  hybrid: flag,
  on_site: flag,
  location: optionalText,
  city: optionalText,
  state_name: optionalText,
  country: optionalText,
  country_code: optionalText,
  locations: listOf(
    z.object({
      name: optionalText,
      city: optionalText,
      state: optionalText,
      country: optionalText,
      country_code: optionalText,
    }),
  ),
  /** Amounts are texts, each null if not stated. */
  salary: z
    .object({ min: anything, max: anything, currency: optionalText, period: optionalText })
    .nullable()
    .catch(null),
  /** `2026-08-05 10:10:39 UTC` */
  published_at: optionalText,
  created_at: optionalText,
  updated_at: optionalText,
  close_at: optionalText,
});
type Row = z.output<typeof row>;

function placesOf(job: Row): string[] {
  const places = job.locations.map((each) => {
    const country = each.country ?? countryName(each.country_code);
    return placeOf(each.city, each.state, country) ?? each.name;
  });
  const alone = job.location ?? placeOf(job.city, job.state_name, job.country ?? countryName(job.country_code));
  const said = places.flatMap((place) => place ?? []);
  return [...new Set(said.length > 0 ? said : alone ? [alone] : [])];
}

function modeHint({ remote, hybrid, on_site }: Row): RawPosting["remoteHint"] {
  // Several may be ticked: then it is a matter of agreement.
  if (hybrid || (remote && on_site)) return "hybrid";
  if (remote) return "remote";
  return on_site ? "onsite" : undefined;
}

/** `fulltime_permanent` */
const words = (code: string | null) => code?.replace(/_/g, " ") ?? [];

function linkOf(job: Row, target: string): string | null {
  const link = job.careers_url ?? job.careers_apply_url?.replace(/\/c\/new\/?$/, "");
  if (link) return link;
  const isHost = /^[a-z0-9-]+$/i.test(target);
  return isHost && job.slug ? `https://${target}.recruitee.com/o/${encodeURIComponent(job.slug)}` : null;
}

/** The fields themselves, or a translation where they are empty, and their language. */
function textsOf(job: Row) {
  const translations = Object.entries(job.translations ?? {});
  const [language, other] =
    translations.find(([, each]) => each?.title && (!job.title || each.title === job.title)) ?? [];
  return {
    language: /^[a-z]{2}(?:-|$)/i.test(language ?? "") ? language : undefined,
    title: job.title ?? other?.title ?? null,
    description: joinHtml([job.description ?? other?.description, job.requirements ?? other?.requirements]),
  };
}

function rawPosting(job: Row, target: string): RawPosting | string {
  const { language, title, description } = textsOf(job);
  const url = linkOf(job, target);
  if (job.status && job.status !== "published") return "not published";
  if (!title) return "no usable title";
  if (!url) return "no usable careers_url";
  const board = boardNamed("recruitee", target);
  const { min, max, currency = null, period = null } = job.salary ?? {};
  const [updatedAt, validThrough] = [dateOf(job.updated_at), endOf(job.close_at)];
  const remoteHint = modeHint(job);
  const employmentHint = [words(job.employment_type_code), words(job.experience_code)].flat().join(", ");
  const host = URL.parse(url)?.hostname.split(".").at(-2) ?? "";
  return {
    source: "recruitee",
    sourceId: String(job.id),
    url,
    title,
    company: job.company_name ?? board?.company ?? companyOfSlug(target || host),
    location: placesOf(job),
    description,
    postedAt: dateOf(job.published_at) ?? dateOf(job.created_at),
    tags: [job.department ?? [], words(job.category_code), job.tags].flat(),
    salary: payOf(min, max, currency, period),
    ...(updatedAt && { updatedAt }),
    ...(validThrough && { validThrough }),
    ...(remoteHint && { remoteHint }),
    ...(employmentHint && { employmentHint }),
    ...(language && { language }),
    ...(board && { homeCountry: board.country }),
  };
}

/** Employers' career sites on Recruitee, each on its own host, all postings in one reply. */
export const recruitee: Source = {
  name: "recruitee",
  baseUrl: "https://{slug}.recruitee.com",
  kind: "boards",
  targets: () => boardsOf("recruitee").map(({ slug }) => slug),
  request: ({ baseUrl, target }) => ({ url: `${tenantRoot(baseUrl, target)}/api/offers/` }),
  parse(reply, target) {
    const { good, dropped } = rowsOf(readDocument("recruitee", reply, document).offers, row);
    const reasons: Record<string, number> = { ...dropped };
    const postings = good.flatMap((job) => {
      const posting = rawPosting(job, target);
      if (typeof posting !== "string") return posting;
      reasons[posting] = (reasons[posting] ?? 0) + 1;
      return [];
    });
    return { postings: oncePerId(postings), dropped: reasons, next: null, complete: postings.length > 0 };
  },
  credentials: [],
  // No limit is published: a courtesy.
  budget: { perSecond: 2 },
  absenceCloses: true,
  attribution: { label: "Recruitee", url: "https://recruitee.com/" },
  pollEveryMs: 1 * hour,
  terms: "A career site's offers are public, for showing them elsewhere; links lead to the employer's own career site.",
  maxPages: 1,
};
