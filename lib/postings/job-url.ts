import type { Posting } from "./posting.ts";

/**
 * Systems on which employers publish, and where their links have the job's number: a part of their hosts' names, then
 * host and path. The groups together are unique there; an employer's own site may show the same job under the same
 * number.
 */
const employers: readonly (readonly [string, RegExp])[] = [
  ["greenhouse", /^(?:job-)?boards(?:\.eu)?\.greenhouse\.io\/[^/]+\/jobs\/(\d+)/],
  ["lever", /^jobs(?:\.eu)?\.lever\.co\/[^/]+\/([\da-f-]{36})/],
  ["ashby", /^jobs\.ashbyhq\.com\/[^/]+\/([\da-f-]{36})/],
  ["workday", /^([^./]+)(?:\.[^./]+)?\.myworkday(?:jobs|site)\.com\/.*_([A-Z]*-?\d[\dA-Z]*)(?:-\d{1,2})?$/i],
  ["personio", /^([^.]+)\.jobs\.personio\.(?:de|com|es|nl|fr|it)\/job\/(\d+)/],
  ["smartrecruiters", /^(?:jobs|careers)\.smartrecruiters\.com\/[^/]+\/(\d{9,})/],
  ["workable", /^(?:apply\.workable\.com|jobs\.workable\.com|[^.]+\.workable\.com)\/(?:[^/]+\/)?j\/([\dA-Z]{8,12})/i],
  ["recruitee", /^([^.]+)\.recruitee\.com\/(?:l\/[^/]+\/)?o\/([^/]+)/],
  ["teamtailor", /^([^.]+)\.(?:[^.]+\.)?teamtailor\.com\/(?:[^/]+\/)?jobs\/(\d+)/],
  ["icims", /^([^.]+)\.icims\.com\/jobs\/(\d+)/],
  ["jobvite", /^jobs\.jobvite\.com\/(?:[^/]+\/)+job\/(\w+)/],
  ["bamboohr", /^([^.]+)\.bamboohr\.com\/(?:careers|jobs)\/(\d+)/],
  ["softgarden", /^([^.]+)\.softgarden\.io\/job\/(\d+)/],
  ["breezy", /^([^.]+)\.breezy\.hr\/p\/([\da-f]{12})/],
  ["join", /^join\.com\/companies\/[^/]+\/(\d+)/],
];

/** Where aggregators' links have the number: the rest of such a link is words or tracking. */
const aggregators: readonly (readonly [string, RegExp])[] = [
  ["linkedin", /^(?:[\w-]+\.)*linkedin\.com\/jobs\/view\/(?:[^/]*-)?(\d{6,})$/],
  ["adzuna", /^(?:[\w-]+\.)*adzuna(?:\.[a-z]{2,3}){1,2}\/(?:[^/]+\/)*(?:details|ad)\/(\d+)/],
  ["reed", /^(?:[\w-]+\.)*reed\.co\.uk\/jobs\/(?:[^/]+\/)?(\d+)/],
  ["stepstone", /^(?:[\w-]+\.)*stepstone(?:\.[a-z]{2,3}){1,2}\/.*--(\d{6,})/],
  ["xing", /^(?:[\w-]+\.)*xing\.com\/jobs\/(?:[^/]*-)?(\d+)/],
];

/** Parameters with an employer system's number, on any site. */
const embedded = new Map(Object.entries({ gh_jid: "greenhouse", ashby_jid: "ashby" }));
/** The same, on the systems' own forms. */
const ofForms = new Map(Object.entries({ token: "greenhouse" }));
/** Parameters with an aggregator's number on its own site; the rest of the link is about the visit. */
const listed = new Map(Object.entries({ jk: "indeed", jl: "glassdoor" }));

/**
 * Parameters for who sent the visitor and for the language, not for the job. Where a name means other things on other
 * sites, a value with digits may be the job's number.
 */
const tracking =
  /^(?:(?:utm_[^=]*|gclid|fbclid|msclkid|mc_[ce]id|_ga|_gl|referrer|referer|gh_src|lever-[^=]*|trk|trackingid|iis|iisn|oga|clickid|jobboard|tk|advn)=|(?:ref|refid|adid|source|src|track|campaign|medium|from|via|guid|lang|language|locale|hl)=\D*$)/i;

/** What `jobUrl`'s answer begins with for a job on an employer's system. */
const employerMark = "#";

/**
 * Which job a link shows, without tracking: `#greenhouse/123` for an employer's system, on whatever site, else the URL.
 * Equal = the same posting.
 */
export function jobUrl({ url, source, sourceId }: Pick<Posting, "url" | "source" | "sourceId">): string {
  const link = URL.parse(url);
  if (!link) return url;
  const [host, where] = whereOf(link);
  return (
    inParameters(link, host) ??
    onSystem(host, where) ??
    ofFeed(source, sourceId) ??
    onAggregator(host, where) ??
    address(link, where)
  );
}

function whereOf({ hostname, pathname }: URL): [host: string, where: string] {
  const host = hostname.replace(/^(?:www|m)\./, "");
  return [host, host + pathname.replace(/(?<!\/)\/+$/, "")];
}

/**
 * How near to its employer a version is: 2 = from the feed of the employer's system, 1 = links to that system, 0 =
 * neither, even with an employer's number in the link: anybody can put that behind a URL of their own.
 */
export function nearness({ url, source }: Pick<Posting, "url" | "source">): 0 | 1 | 2 {
  if (employers.some(([system]) => system === source)) return 2;
  const link = URL.parse(url);
  return link !== null && onSystem(...whereOf(link)) !== null ? 1 : 0;
}

function inParameters({ search, searchParams }: URL, host: string): string | null {
  if (search === "") return null;
  for (const [name, value] of searchParams) {
    const employer = embedded.get(name.toLowerCase());
    if (employer && value) return numbered(employer, [value]);
    const form = ofForms.get(name);
    if (form && value && host.endsWith(`${form}.io`)) return numbered(form, [value]);
    const aggregator = listed.get(name);
    if (aggregator && value && host.includes(`${aggregator}.`)) return `${aggregator}/${value}`;
  }
  return null;
}

function onSystem(host: string, where: string): string | null {
  for (const [system, pattern] of employers) {
    const found = host.includes(system) ? pattern.exec(where) : null;
    if (found) return numbered(system, found.slice(1));
  }
  return null;
}

/** A system's own feed has the number even if its links lead to the employer's site. */
function ofFeed(source: string, id: string): string | null {
  const known = /^(?:\d{6,}|[\da-f-]{36}|[\dA-Z]{10})$/i.test(id) && employers.some(([system]) => system === source);
  return known ? numbered(source, [id]) : null;
}

function onAggregator(host: string, where: string): string | null {
  for (const [name, pattern] of aggregators) {
    const found = host.includes(name) ? pattern.exec(where) : null;
    if (found) return `${name}/${found[1]}`;
  }
  return null;
}

function address({ search, searchParams, hash }: URL, where: string): string {
  const parameters = search === "" ? [] : [...searchParams].map(([name, value]) => `${name}=${value}`);
  const kept = parameters.filter((each) => !tracking.test(each)).sort();
  // Some sites have their pages behind "#/", or single jobs behind "#job-1"; "#apply" is only a part of a page.
  return where + (kept.length > 0 ? `?${kept.join("&")}` : "") + (/^#[!/]|\d/.test(hash) ? hash : "");
}

const numbered = (system: string, numbers: readonly (string | undefined)[]): string =>
  `${employerMark}${system}/${numbers.join("/").toLowerCase()}`;

/** The employer's system that numbered the job; null = an aggregator's or an unknown site. */
export const employerSystem = (jobUrl: string): string | null =>
  jobUrl.startsWith(employerMark) ? jobUrl.slice(0, jobUrl.indexOf("/")) : null;

/** Whether the link has a number that identifies the job: an aggregator's, or one of four digits or more. */
export const hasNumber = (jobUrl: string): boolean => /^[a-z]+\/|\d{4}/.test(jobUrl);
