import { convert } from "html-to-text";
import { day } from "../time.ts";
import { fold } from "./closed-phrases.ts";

/** Adverts have a few thousand; a hostile page of nothing but tags would block the process for seconds. */
const mostTags = 20_000;

function beginning(html: string): string {
  let at = -1;
  for (let tags = 0; tags <= mostTags; tags++) {
    at = html.indexOf("<", at + 1);
    if (at < 0) return html;
  }
  return html.slice(0, at);
}

/** A page's text as a visitor sees it, one line per block; of a page with too much markup, only the beginning. */
export function visibleText(html: string): string {
  const skipped = ["img", "svg", "noscript", "template", "select", "[hidden]", '[aria-hidden="true"]'];
  const hidden = ['[style*="display:none"]', '[style*="display: none"]', '[style*="visibility:hidden"]'];
  return convert(beginning(html), {
    wordwrap: false,
    selectors: [
      ...[...skipped, ...hidden].map((selector) => ({ selector, format: "skip" })),
      { selector: "a", options: { ignoreHref: true } },
      ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
    // Deeply nested tags must not overflow the stack.
    limits: { maxDepth: 200, maxInputLength: 1_000_000 },
  });
}

/** Whether the page is about this posting: its head or text has most words of the title. */
export function names(html: string, { title, company }: { title: string; company: string }): boolean {
  const there = new Set(fold(html).split(" "));
  const telling = fold(title)
    .split(" ")
    .filter((word) => word.length > 2);
  // Many pages contain a title of one word ("Intern"): then the company must be there as well.
  const wanted = telling.length > 1 ? telling : [...telling, ...fold(company).split(" ").slice(0, 1)];
  const found = wanted.filter((word) => there.has(word)).length;
  return found >= wanted.length * 0.6;
}

/** Whether every posting that the page describes for search engines (schema.org) has expired. */
export function isPastItsEnd(html: string, now: Date): boolean {
  const ends = jsonLd(html)
    .flatMap((document) => postingsIn(document, 0))
    .map(({ validThrough }) => endOf(validThrough));
  return ends.length > 0 && ends.every((end) => end !== null && end < now.getTime());
}

/** A date without time or zone has ended everywhere a day later. */
function endOf(value: unknown): number | null {
  if (typeof value !== "string") return null;
  const at = Date.parse(value);
  if (Number.isNaN(at) || new Date(at).getUTCFullYear() < 2000) return null;
  return value.includes("T") && /(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? at : at + 1 * day;
}

interface SchemaPosting {
  validThrough?: unknown;
}

function postingsIn(document: unknown, depth: number): SchemaPosting[] {
  if (typeof document !== "object" || document === null || depth > 3) return [];
  if (Array.isArray(document)) return document.flatMap((each) => postingsIn(each, depth + 1));
  const { "@type": type, "@graph": graph } = document as { "@type"?: unknown; "@graph"?: unknown };
  return [type].flat().includes("JobPosting") ? [document as SchemaPosting] : postingsIn(graph, depth + 1);
}

/** The page's JSON-LD documents, found without a regular expression that many unclosed scripts would make slow. */
function jsonLd(html: string): unknown[] {
  const documents: unknown[] = [];
  const [opens, closes] = [/<script\b/gi, /<\/script/gi];
  for (let found = opens.exec(html); found; found = opens.exec(html)) {
    const head = html.indexOf(">", opens.lastIndex);
    closes.lastIndex = head;
    const end = head < 0 ? null : closes.exec(html);
    if (!end) break;
    if (/application\/ld\+json/i.test(html.slice(opens.lastIndex, Math.min(head, opens.lastIndex + 500)))) {
      documents.push(parsed(html.slice(head + 1, end.index)));
    }
    opens.lastIndex = closes.lastIndex;
  }
  return documents;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
