import { z } from "zod";
import type { RawPosting } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { boardNamed, boardsOf } from "./boards.ts";
import {
  companyOfSlug,
  countryName,
  htmlOf,
  joinHtml,
  listOf,
  modeOf,
  oncePerId,
  optionalText,
  payOf,
  stepOf,
} from "./fields.ts";
import { instantOf, readDocument, rowsOf } from "./json.ts";
import { optionalLink } from "./link.ts";
import { anything } from "./loose.ts";
import { moment } from "./moment.ts";
import type { Source } from "./source.ts";

/** With `group=`, a list of groups. */
const document = z.array(
  z.union([z.object({ postings: z.array(z.unknown()) }).transform(({ postings }) => postings), z.unknown()]),
);

const row = z.object({
  id: z.string().min(1),
  text: z.string().trim().min(1),
  hostedUrl: optionalLink,
  applyUrl: optionalLink,
  categories: z
    .object({
      commitment: optionalText,
      department: optionalText,
      team: optionalText,
      level: optionalText,
      location: optionalText,
      allLocations: listOf(z.string().trim().min(1)),
    })
    .nullable()
    .catch(null),
  /** HTML, including the opening; lists and closing words are separate fields. */
  description: optionalText,
  descriptionPlain: optionalText,
  lists: listOf(z.object({ text: optionalText, content: optionalText })),
  additional: optionalText,
  additionalPlain: optionalText,
  salaryDescription: optionalText,
  salaryRange: z
    .object({ min: anything, max: anything, currency: optionalText, interval: optionalText })
    .nullable()
    .catch(null),
  /** That of the first place. */
  country: optionalText,
  workplaceType: optionalText,
  /** Milliseconds. */
  createdAt: moment,
  updatedAt: moment,
});
type Row = z.output<typeof row>;

/** Words that name a mode but no place: the country then says where. */
const placeless =
  /^\W*(?:(?:fully |100 ?% )?remote|hybrid|work from home|home ?office|home.?based|distributed|flexible)\W*$/i;

function placesOf({ categories, country }: Row): string[] {
  const said = categories?.allLocations.length ? categories.allLocations : [categories?.location ?? ""];
  const home = countryName(country);
  return said.flatMap((place) => {
    if (place === "") return home ?? [];
    return home && placeless.test(place) ? `${place}, ${home}` : place;
  });
}

function descriptionOf(job: Row): string {
  return joinHtml([
    job.description ?? htmlOf(job.descriptionPlain ?? ""),
    ...job.lists.flatMap(({ text, content }) => [text && `<h3>${htmlOf(text)}</h3>`, listItems(content)]),
    job.salaryDescription,
    job.additional ?? htmlOf(job.additionalPlain ?? ""),
  ]);
}

/** Lists come as bare `<li>`s, some of them escaped. */
function listItems(content: string | null): string | null {
  const items = joinHtml([content]);
  return items && `<ul>${items}</ul>`;
}

/** The posting's page and its board: the one that was asked, or what the link says. */
function pageOf({ id, hostedUrl, applyUrl }: Row, target: string): { link: string; slug: string } | null {
  const link = hostedUrl ?? applyUrl?.replace(/\/apply\/?$/, "");
  if (link) {
    const eu = URL.parse(link)?.hostname === "jobs.eu.lever.co" ? "eu:" : "";
    return { link, slug: target || eu + stepOf(link, 0) };
  }
  const host = target.startsWith("eu:") ? "jobs.eu.lever.co" : "jobs.lever.co";
  const path = [target.replace(/^eu:/, ""), id].map(encodeURIComponent).join("/");
  return target ? { link: `https://${host}/${path}`, slug: target } : null;
}

function rawPosting(job: Row, target: string): RawPosting[] {
  const page = pageOf(job, target);
  if (!page) return [];
  const { link, slug } = page;
  const board = boardNamed("lever", slug);
  const { commitment, level, team, department } = job.categories ?? {};
  const remoteHint = modeOf(job.workplaceType);
  const { min, max, currency = null, interval = null } = job.salaryRange ?? {};
  const updatedAt = instantOf(job.updatedAt);
  const homeCountry = /^[a-z]{2}$/i.test(job.country ?? "") ? job.country?.toUpperCase() : board?.country;
  const employmentHint = [commitment, level].filter(Boolean).join(", ");
  return [
    {
      source: "lever",
      sourceId: job.id,
      url: link,
      title: job.text,
      company: board?.company ?? companyOfSlug(slug),
      location: placesOf(job),
      description: descriptionOf(job),
      postedAt: instantOf(job.createdAt),
      tags: [team, department].flatMap((tag) => tag ?? []),
      salary: payOf(min, max, currency, interval),
      ...(updatedAt && { updatedAt }),
      ...(remoteHint && { remoteHint }),
      ...(employmentHint && { employmentHint }),
      ...(homeCountry && { homeCountry }),
    },
  ];
}

/** Employers' boards on Lever, all postings in one reply. A target `eu:SLUG` is on the European host. */
export const lever: Source = {
  name: "lever",
  baseUrl: "https://api.lever.co",
  kind: "boards",
  targets: () => boardsOf("lever").map(({ slug }) => slug),
  request({ baseUrl, target }) {
    const slug = target.replace(/^eu:/, "");
    const host = slug === target ? baseUrl : baseUrl.replace("//api.lever.co", "//api.eu.lever.co");
    return { url: `${host}/v0/postings/${encodeURIComponent(slug)}?mode=json` };
  },
  parse(reply, target) {
    const { good, dropped } = rowsOf(readDocument("lever", reply, document).flat(), row);
    const postings = good.flatMap((job) => rawPosting(job, target));
    const linkless = good.length - postings.length;
    return {
      postings: oncePerId(postings),
      dropped: linkless > 0 ? { ...dropped, "no usable hostedUrl": linkless } : dropped,
      next: null,
      complete: postings.length > 0,
    };
  },
  credentials: [],
  // No limit is published for reading: a courtesy.
  budget: { perSecond: 2 },
  absenceCloses: true,
  attribution: { label: "Lever", url: "https://www.lever.co/" },
  pollEveryMs: 1 * hour,
  terms: "Published postings are public and may be shown anywhere; links lead to the employer's own page at Lever.",
  maxPages: 1,
};
