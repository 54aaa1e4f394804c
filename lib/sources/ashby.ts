import { z } from "zod";
import type { RawPosting, Salary } from "../postings/posting.ts";
import { hour } from "../time.ts";
import { boardNamed, boardsOf } from "./boards.ts";
import {
  companyOfSlug,
  dateOf,
  htmlOf,
  listOf,
  modeOf,
  oncePerId,
  optionalText,
  payOf,
  placeOf,
  stepOf,
} from "./fields.ts";
import { readDocument, rowsOf } from "./json.ts";
import { optionalLink } from "./link.ts";
import { anything } from "./loose.ts";
import type { Source } from "./source.ts";

const document = z.object({ jobs: z.array(z.unknown()) });

const address = z
  .object({
    postalAddress: z.object({
      addressLocality: optionalText,
      addressRegion: optionalText,
      addressCountry: optionalText,
    }),
  })
  .nullable()
  .catch(null);

const component = z.object({
  compensationType: z.string(),
  interval: optionalText,
  currencyCode: optionalText,
  minValue: anything,
  maxValue: anything,
});

const row = z.object({
  /** An unlisted posting is meant to be reached by link only. */
  isListed: z.boolean().nullish().catch(null),
  id: z.string().min(1),
  title: z.string().trim().min(1),
  jobUrl: optionalLink,
  applyUrl: optionalLink,
  department: optionalText,
  team: optionalText,
  employmentType: optionalText,
  location: optionalText,
  address,
  secondaryLocations: listOf(z.object({ location: optionalText, address })),
  isRemote: z.boolean().nullable().catch(null),
  workplaceType: optionalText,
  publishedAt: optionalText,
  updatedAt: optionalText,
  descriptionHtml: optionalText,
  descriptionPlain: optionalText,
  shouldDisplayCompensationOnJobPostings: z.boolean().nullable().catch(null),
  compensation: z
    .object({
      summaryComponents: listOf(component),
      compensationTiers: listOf(z.object({ components: listOf(component) })),
    })
    .nullable()
    .catch(null),
});
type Row = z.output<typeof row>;

/** Names of an office, which only the address can place. */
const office = /^\W*(?:(?:head|main|our)[- ]?)?(?:hq|headquarters?|office|hybrid|on-?site)\W*$/i;
/** Work from home: the address is the employer's, and only its country counts. */
const atHome = /^\W*(?:(?:fully|100 ?%) )?(?:remote|home[- ]?office)\W*$/i;

/** The place as written, with the address's country if the address is clearly the same place. */
function placeText(location: string | null, where: z.output<typeof address>): string | null {
  const {
    addressLocality: city = null,
    addressRegion = null,
    addressCountry: country = null,
  } = where?.postalAddress ?? {};
  if (location === null) return placeOf(city, addressRegion, country);
  if (atHome.test(location)) return placeOf(location, country);
  if (office.test(location)) return placeOf(location, city, addressRegion, country);
  // Some write the region or a second city into the address's city.
  const town = city?.split(",")[0]?.toLowerCase();
  const isSame = town && location.toLowerCase().startsWith(town) && !/[,;/|&]| (?:or|and) /.test(location);
  return isSame ? placeOf(location, country) : location;
}

function salaryOf({ compensation, shouldDisplayCompensationOnJobPostings: shown }: Row): Salary | null {
  if (!compensation || shown === false) return null;
  const ofTiers = compensation.compensationTiers.flatMap(({ components }) => components);
  const pays = [...compensation.summaryComponents, ...ofTiers]
    .filter(({ compensationType }) => compensationType === "Salary")
    .flatMap((each) => payOf(each.minValue, each.maxValue, each.currencyCode, each.interval) ?? []);
  return pays[0] ?? null;
}

function rawPosting(job: Row, target: string): RawPosting[] {
  const link = job.jobUrl ?? job.applyUrl?.replace(/\/application\/?$/, "");
  const slug = target || stepOf(link ?? "", 0);
  const url = link ?? (slug && `https://jobs.ashbyhq.com/${encodeURIComponent(slug)}/${job.id}`);
  if (!url) return [];
  const board = boardNamed("ashby", slug);
  const remoteHint = modeOf(job.workplaceType) ?? (job.isRemote ? "remote" : undefined);
  const updatedAt = dateOf(job.updatedAt);
  const places = [job, ...job.secondaryLocations].flatMap((each) => placeText(each.location, each.address) ?? []);
  return [
    {
      source: "ashby",
      sourceId: job.id,
      url,
      title: job.title,
      company: board?.company ?? companyOfSlug(slug),
      location: [...new Set(places)],
      description: job.descriptionHtml ?? htmlOf(job.descriptionPlain ?? ""),
      postedAt: dateOf(job.publishedAt),
      tags: [job.team, job.department].flatMap((tag) => tag ?? []),
      salary: salaryOf(job),
      ...(updatedAt && { updatedAt }),
      ...(remoteHint && { remoteHint }),
      // `FullTime` and the like, with hyphens as others write them.
      ...(job.employmentType && { employmentHint: job.employmentType.replace(/(?<=[a-z])(?=[A-Z])/g, "-") }),
      ...(board && { homeCountry: board.country }),
    },
  ];
}

/** Employers' boards on Ashby, all postings in one reply. */
export const ashby: Source = {
  name: "ashby",
  baseUrl: "https://api.ashbyhq.com",
  kind: "boards",
  targets: () => boardsOf("ashby").map(({ slug }) => slug),
  request: ({ baseUrl, target }) => ({
    url: `${baseUrl}/posting-api/job-board/${encodeURIComponent(target)}?includeCompensation=true`,
  }),
  parse(reply, target) {
    const { good, dropped } = rowsOf(readDocument("ashby", reply, document).jobs, row);
    const listed = good.filter(({ isListed }) => isListed !== false);
    const postings = listed.flatMap((job) => rawPosting(job, target));
    return {
      postings: oncePerId(postings),
      dropped: {
        ...dropped,
        ...(listed.length < good.length && { "not listed": good.length - listed.length }),
        ...(postings.length < listed.length && { "no usable jobUrl": listed.length - postings.length }),
      },
      next: null,
      complete: postings.length > 0,
    };
  },
  credentials: [],
  // No limit is published: a courtesy.
  budget: { perSecond: 2 },
  absenceCloses: true,
  attribution: { label: "Ashby", url: "https://www.ashbyhq.com/" },
  pollEveryMs: 1 * hour,
  terms:
    "The posting API is public, for showing an employer's listed postings elsewhere; links lead to the employer's page at Ashby.",
  maxPages: 1,
};
