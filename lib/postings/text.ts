import { compile, type HtmlToTextOptions } from "html-to-text";
import { spelt } from "../plain.ts";
import { ampersand, endOfName, markupNamed, semicolon } from "./entities.ts";
import { textOfSimpleHtml } from "./simple-html.ts";
import { copyWords, roomFor, textOf, unitsOf } from "./units.ts";

/** For comparing names: lower case, no diacritics, words of letters and digits with single spaces between. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^(?:[a-z0-9]+(?: [a-z0-9]+)*)?$/.test(lower)) return lower;
  const plain = /^[\x20-\x7e]*$/.test(lower) ? lower : spelt(lower.normalize("NFKD").replace(/\p{M}+/gu, ""));
  return plain
    .replace(/[’'`´]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

// Characters without width, or that change the direction of reading, can hide or forge words; soft hyphens split them.
const invisible = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/** One line of text: no control, invisible or direction characters, no lone surrogates, at most `max` characters. */
export function cleanLine(text: string, max: number): string {
  // Most are plain words with single spaces, which nothing below would change.
  if (/^[!-~]+(?: [!-~]+)*$/.test(text)) return cap(text, max);
  const line = text
    .toWellFormed()
    .replace(invisible, "")
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return cap(line, max);
}

/** Cuts at `max` characters without halving a surrogate pair. */
function cap(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1).toWellFormed();
  return `${cut.replace(/\ufffd$/, "").trimEnd()}…`;
}

/** Undoes one round of escaping as far as markup needs it; the other entities are left to html-to-text. */
function unescapeOnce(text: string): string {
  if (!text.includes("&")) return text;
  const units = unitsOf(text);
  const written = roomFor(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    written[length++] = units[at] as number;
    if (units[at] !== ampersand) continue;
    const end = endOfName(units, at + 1);
    const named = units[end] === semicolon ? markupNamed(text, units, at + 1, end) : undefined;
    if (named === undefined) continue;
    written[length - 1] = named;
    at = end;
  }
  return textOf(written, length);
}

/**
 * Entities beyond markup's own, such as `&#8211;` and `&uuml;`, in a text without tags: html-to-text knows them all.
 */
function unescapeRest(text: string): string {
  if (!text.includes("&")) return text;
  const known = new Map<string, string>();
  return text.replace(/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi, (entity) => {
    const character = known.get(entity) ?? (textOfHtml(entity) || " ");
    known.set(entity, character);
    return character;
  });
}

/** Tested first, as most ampersands are like that of "R&D", and decoding a text takes ten times as long. */
const entity = /&#?[a-z\d]+;/i;
const unescaped = (text: string) => (entity.test(text) ? unescapeRest(unescapeOnce(unescapeOnce(text))) : text);

const tags = "p|div|br|ul|ol|li|h[1-6]|span|strong|b|em|i|u|a|table|tr|td|section|article|script|style|font|hr|img";
const tag = new RegExp(`</?(?:${tags})\\b[^<>]*>`, "i");
const escapedTag = new RegExp(`&(?:amp;)*lt;/?(?:${tags})\\b`, "i");

/** Most plain texts do not even have the character. */
const hasTag = (text: string) => text.includes("<") && tag.test(text);

/** Some sources escape HTML once too often, some twice, some only in some rows: undone as long as tags are hidden. */
function revealHtml(text: string): string {
  let html = text;
  for (let round = 0; round < 3 && !hasTag(html) && html.includes("&") && escapedTag.test(html); round++)
    html = unescapeOnce(html);
  return html;
}

const options: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxInputLength: 150_000, maxDepth: 60, ellipsis: "" },
  // Some paste a whole page beside their text: there is more to read than its <body>.
  baseElements: { selectors: [] },
  selectors: [
    ...["script", "style", "noscript", "template", "iframe", "object", "svg", "img", "form", "head"].map(
      (selector) => ({ selector, format: "skip" }),
    ),
    { selector: "a", options: { ignoreHref: true } },
    ...["h1", "h2", "h3", "h4", "h5", "h6"].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: "ul", options: { itemPrefix: "- " } },
    { selector: "table", format: "block" },
  ],
};

const textOfHtml = compile(options);

/**
 * "3\+ years", "R\&D": converters to Markdown write backslashes before punctuation, in any kind of text. Before a
 * letter they belong to a path or a language: "C:\Users", "PL\SQL". A run of them is looked at once, however long.
 */
const markdownEscapes = /(?<!\\)\\+(?=[!-/:-@[\]^_`{-~])/g;

const withoutEscapes = (text: string) => (text.includes("\\") ? text.replace(markdownEscapes, "") : text);

/** The text of a description, whatever its form: HTML, HTML escaped once or twice, Markdown, or text. */
export function plainText(description: string, max = 40_000): string {
  const html = revealHtml(withoutEscapes(description));
  const text = hasTag(html) ? (textOfSimpleHtml(html) ?? textOfHtml(html)) : unescaped(html);
  return cap(tidy(text), max);
}

const blank = 1;
const lineFeed = 2;
const odd = 4;
/**
 * By UTF-16 code unit; `odd` = may be invisible, a control character or another kind of line end: few texts have one.
 */
const kinds = new Uint8Array(2 ** 16).fill(odd);
for (const [first, last] of [
  [0x20, 0x7e],
  [0xa0, 0xac],
  [0xae, 0x2ff],
  [0x370, 0x600],
  [0x2010, 0x2027],
  [0x202f, 0x205e],
  [0x20a0, 0x2bff],
] as const)
  kinds.fill(0, first, last + 1);
for (let code = 0; code < kinds.length; code++)
  if (/\s/.test(String.fromCharCode(code))) kinds[code] = (kinds[code] ?? 0) | blank;
kinds[0x0a] = lineFeed;

/** Removes invisible and control characters, leaves single spaces, none at line ends, and at most one empty line. */
function tidy(text: string, isVisible = false): string {
  const units = unitsOf(text);
  const written = roomFor(text.length);
  let length = 0;
  let gap = false;
  let breaks = 0;
  for (let at = 0; at < text.length; ) {
    const kind = kinds[units[at] as number] as number;
    if (kind >= odd && !isVisible) return tidy(visible(text), true);
    if ((kind & blank) !== 0) gap = true;
    if (kind === lineFeed) breaks++;
    if ((kind & blank) !== 0 || kind === lineFeed) {
      at++;
      continue;
    }
    if (length > 0) {
      if (breaks === 0 && gap) written[length++] = 0x20;
      for (let times = Math.min(breaks, 2); times > 0; times--) written[length++] = 0x0a;
    }
    gap = false;
    breaks = 0;
    const count = copyWords(units, at, text.length, kinds, written, length);
    at += count;
    length += count;
  }
  return textOf(written, length);
}

function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(invisible, "")
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n]+|[\p{Zl}\p{Zp}]+/gu, " ");
}
