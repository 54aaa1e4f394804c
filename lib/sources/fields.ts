import { z } from "zod";
import { PermanentError } from "../errors.ts";
import type { RawPosting, Salary } from "../postings/posting.ts";
import { instantOf } from "./json.ts";
import { inUtc } from "./loose.ts";

/** A line that may be missing, null, empty or something else: null is all the same. */
export const optionalText = z.string().trim().min(1).nullable().catch(null);

/** A list whose entries may each be anything: those that fit. */
export function listOf<Entry extends z.ZodType>(entry: Entry) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((entries) => entries.map((each) => entry.safeParse(each)).flatMap(({ data }) => data ?? []));
}

const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** `DE` is Germany; null if it is no country's code. */
export function countryName(code: string | null): string | null {
  return code && /^[a-z]{2}$/i.test(code) ? (regions.of(code.toUpperCase()) ?? null) : null;
}

/** An instant from a date with or without a zone; without one it is UTC, not this machine's. */
export function dateOf(date: string | null): string | null {
  return instantOf(inUtc(date));
}

/** When a posting ends: one can apply on the day that is named as its last. */
export function endOf(date: string | null): string | null {
  const end = dateOf(date);
  return end && /^\d{4}-\d\d-\d\d$/.test(date ?? "") ? end.replace("T00:00:00.000", "T23:59:59.999") : end;
}

/** A place from its parts; those that are not said are left out. */
export function placeOf(...parts: readonly (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join(", ") || null;
}

/** What a source's field for the work mode says, however it spells it (`on-site`, `OnSite`, `on_site`). */
export function modeOf(value: string | null): RawPosting["remoteHint"] {
  if (!value) return undefined;
  if (/hybrid/i.test(value)) return "hybrid";
  if (/remote|telecommut/i.test(value)) return "remote";
  return /on.?site|in.?office|in.?person/i.test(value) ? "onsite" : undefined;
}

const periods: readonly (readonly [Salary["period"], RegExp])[] = [
  ["year", /year|annu/i],
  ["month", /month/i],
  ["day", /\bday|daily/i],
  ["hour", /hour/i],
];

/** Pay from a source's own fields, whose amounts may be numbers or text. A week's pay is none that we can say. */
export function payOf(min: unknown, max: unknown, currency: string | null, period: string | null): Salary | null {
  const [low, high] = [amountOf(min), amountOf(max)];
  // `2 WEEK`, `6 MONTH`: Ashby's intervals count.
  const every = /\d/.test(period ?? "") && !/^\s*1\D/.test(period ?? "") ? undefined : period;
  const each = periods.find(([, words]) => words.test(every ?? ""))?.[0];
  if (!each || !currency || !/^[a-z]{3}$/i.test(currency) || (low === null && high === null)) return null;
  return { min: low, max: high, currency: currency.toUpperCase(), period: each };
}

function amountOf(value: unknown): number | null {
  const amount = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof amount === "number" && Number.isFinite(amount) && amount > 0 ? amount : null;
}

/** Plain text as the HTML that descriptions are made of. */
export function htmlOf(plain: string): string {
  return plain.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/\r?\n/g, "<br>");
}

const tag = /<\/?[a-z][^<>]*>/i;
const escapedTag = /&(?:amp;)*lt;\/?[a-z]/i;
const escapes: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&" };

/**
 * Parts of a description as one HTML text; empty ones are left out. A part may be plain text, HTML, or HTML that was
 * escaped once or more: beside a part that was not, nobody could tell later.
 */
export function joinHtml(parts: readonly (string | null | undefined)[]): string {
  return parts
    .flatMap((part) => part || [])
    .map((part) => {
      let html = part;
      for (let round = 0; round < 3 && !tag.test(html) && escapedTag.test(html); round++)
        html = html.replace(/&(lt|gt|quot|amp);/g, (whole, name) => escapes[String(name)] ?? whole);
      return tag.test(html) ? html : html.replace(/\r?\n/g, "<br>");
    })
    .join("\n");
}

/** A name for an employer of whom only the slug is known: `acme-robotics` is Acme Robotics. */
export function companyOfSlug(slug: string): string {
  const words = slug.replace(/^eu:/, "").replace(/[-_+.]+/g, " ");
  return words.trim().replace(/(?<!\p{L})\p{Ll}/gu, (letter) => letter.toUpperCase());
}

/** A board may show a posting twice, in two groups or for two places: the later one stands. */
export function oncePerId(postings: readonly RawPosting[]): RawPosting[] {
  return [...new Map(postings.map((posting) => [posting.sourceId, posting])).values()];
}

/** The n-th step of a link's path, decoded: where boards keep the employer's slug. "" if there is none. */
export function stepOf(url: string, index: number): string {
  const step = URL.parse(url)?.pathname.split("/")[index + 1] ?? "";
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/**
 * The root of an employer's own host: `{slug}` in the base URL is its place; a base without it (a server that
 * plays the vendor) gets the slug as a folder.
 * @throws {PermanentError} if the slug is no host name: it would ask somebody else.
 */
export function tenantRoot(baseUrl: string, slug: string): string {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(slug)) throw new PermanentError(`"${slug}" is no board's name`);
  return baseUrl.includes("{slug}") ? baseUrl.replace("{slug}", slug.toLowerCase()) : `${baseUrl}/${slug}`;
}
