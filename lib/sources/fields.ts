import { z } from "zod";
import { PermanentError } from "../errors.ts";
import type { RawPosting, Salary } from "../postings/posting.ts";
import { instantOf } from "./json.ts";
import { inUtc } from "./loose.ts";

/** A line that may be missing, null, empty or something else: all become null. */
export const optionalText = z.string().trim().min(1).nullable().catch(null);

/** Keeps the entries of a list that fit, whatever the others are. */
export function listOf<Entry extends z.ZodType>(entry: Entry) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((entries) => entries.map((each) => entry.safeParse(each)).flatMap(({ data }) => data ?? []));
}

const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** `DE` is Germany; null if it is not a country's code. */
export function countryName(code: string | null): string | null {
  return code && /^[a-z]{2}$/i.test(code) ? (regions.of(code.toUpperCase()) ?? null) : null;
}

/** An instant from a date with or without a zone; without one it means UTC, not this machine's zone. */
export function dateOf(date: string | null): string | null {
  return instantOf(inUtc(date));
}

/** When a posting ends: one can still apply on the last day. */
export function endOf(date: string | null): string | null {
  const end = dateOf(date);
  return end && /^\d{4}-\d\d-\d\d$/.test(date ?? "") ? end.replace("T00:00:00.000", "T23:59:59.999") : end;
}

/** A place from its parts; missing ones are left out. */
export function placeOf(...parts: readonly (string | null)[]): string | null {
  return parts.filter((part) => part !== null).join(", ") || null;
}

/** The work mode that a source's field names, however it is spelled (`on-site`, `OnSite`, `on_site`). */
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

/**
 * Pay from a source's own fields, whose amounts may be numbers or text. Weekly pay is dropped: we have no such period.
 */
export function payOf(min: unknown, max: unknown, currency: string | null, period: string | null): Salary | null {
  const [low, high] = [amountOf(min), amountOf(max)];
  // Ashby's intervals have a count: `2 WEEK`, `6 MONTH`.
  const every = /\d/.test(period ?? "") && !/^\s*1\D/.test(period ?? "") ? undefined : period;
  const each = periods.find(([, words]) => words.test(every ?? ""))?.[0];
  if (!each || !currency || !/^[a-z]{3}$/i.test(currency) || (low === null && high === null)) return null;
  return { min: low, max: high, currency: currency.toUpperCase(), period: each };
}

function amountOf(value: unknown): number | null {
  const amount = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof amount === "number" && Number.isFinite(amount) && amount > 0 ? amount : null;
}

/** Plain text as HTML, as descriptions are. */
export function htmlOf(plain: string): string {
  return plain.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/\r?\n/g, "<br>");
}

const tag = /<\/?[a-z][^<>]*>/i;
const escapedTag = /&(?:amp;)*lt;\/?[a-z]/i;
const escapes: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', amp: "&" };

/**
 * Joins parts of a description into one HTML text, without empty ones. A part may be plain text, HTML, or HTML that was
 * escaped once or more: that must be undone here, as nobody could tell once it stands beside one that was not.
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

/** A name for an employer of whom only the slug is known: `acme-robotics` becomes Acme Robotics. */
export function companyOfSlug(slug: string): string {
  const words = slug.replace(/^eu:/, "").replace(/[-_+.]+/g, " ");
  return words.trim().replace(/(?<!\p{L})\p{Ll}/gu, (letter) => letter.toUpperCase());
}

/** A board may show a posting twice, in two groups or for two places: the last one counts. */
export function oncePerId(postings: readonly RawPosting[]): RawPosting[] {
  return [...new Map(postings.map((posting) => [posting.sourceId, posting])).values()];
}

/** The n-th segment of a link's path, decoded: boards keep the employer's slug there. "" if there is none. */
export function stepOf(url: string, index: number): string {
  const step = URL.parse(url)?.pathname.split("/")[index + 1] ?? "";
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/**
 * The root of an employer's own host: the slug replaces `{slug}` in the base URL; a base without it (a server that
 * stands in for the vendor) gets the slug as a folder.
 * @throws {PermanentError} if the slug is not a host name: somebody else would be asked
 */
export function tenantRoot(baseUrl: string, slug: string): string {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(slug)) throw new PermanentError(`"${slug}" is no board's name`);
  return baseUrl.includes("{slug}") ? baseUrl.replace("{slug}", slug.toLowerCase()) : `${baseUrl}/${slug}`;
}
