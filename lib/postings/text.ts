import { compile, type HtmlToTextOptions } from "html-to-text";
import { textOfSimpleHtml } from "./simple-html.ts";

const letters: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  æ: "ae",
  œ: "oe",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ħ: "h",
  ŋ: "n",
};

/** Lower case, no diacritics, words of letters and digits with one space between: how names are compared. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^(?:[a-z0-9]+(?: [a-z0-9]+)*)?$/.test(lower)) return lower;
  const plain = /^[\x20-\x7e]*$/.test(lower)
    ? lower
    : lower
        .normalize("NFKD")
        .replace(/\p{M}+/gu, "")
        .replace(/[ßøłæœđðþıħŋ]/g, (letter) => letters[letter] ?? letter);
  return plain
    .replace(/[’'`´]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

// What has no width or turns the reading direction can hide or forge words; soft hyphens split them.
const invisible = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

/** One line of text: no control, invisible or direction characters, no lone surrogates, at most `max` characters. */
export function cleanLine(text: string, max: number): string {
  // Most are plain words with single spaces: nothing below would change them.
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

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", amp: "&" };

/** Undoes one round of escaping, as far as markup needs it; the rest of the entities is html-to-text's. */
function unescapeOnce(text: string): string {
  if (!text.includes("&")) return text;
  if (!/&(?:#|[a-z]*[A-Z])/.test(text)) return unescapePlain(text);
  return text.replace(
    /&(?:(lt|gt|quot|apos|nbsp|amp)|#0*(?:34|38|39|60|62)|#x0*(?:22|26|27|3c|3e));/gi,
    (entity, name?: string) => {
      if (name) return named[name.toLowerCase()] ?? entity;
      const code = /^&#x/i.test(entity) ? Number.parseInt(entity.slice(3), 16) : Number.parseInt(entity.slice(2), 10);
      return String.fromCharCode(code);
    },
  );
}

/** Without a call for each of the hundreds that an escaped text has. The ampersand last: it may begin the next round's. */
function unescapePlain(text: string): string {
  let plain = text;
  for (const name of ["lt", "gt", "quot", "apos", "nbsp", "amp"])
    plain = plain.replaceAll(`&${name};`, named[name] ?? "");
  return plain;
}

/** The entities beyond markup's own, such as `&#8211;` and `&uuml;`, in a text without tags: html-to-text knows them all. */
function unescapeRest(text: string): string {
  if (!text.includes("&")) return text;
  const known = new Map<string, string>();
  return text.replace(/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,30});/gi, (entity) => {
    const character = known.get(entity) ?? (textOfHtml(entity) || " ");
    known.set(entity, character);
    return character;
  });
}

const tag =
  /<\/?(?:p|div|br|ul|ol|li|h[1-6]|span|strong|b|em|i|u|a|table|tr|td|section|article|script|style|font|hr|img)\b[^<>]*>/i;
const escapedTag =
  /&(?:amp;)*lt;\/?(?:p|div|br|ul|ol|li|h[1-6]|span|strong|b|em|i|u|a|table|tr|td|section|article|script|style|font|hr|img)\b/i;

/** Some sources escape HTML once more than HTTP needs, some twice, some only in some rows: undone while tags are hidden. */
function revealHtml(text: string): string {
  let html = text;
  for (let round = 0; round < 3 && !tag.test(html) && escapedTag.test(html); round++) html = unescapeOnce(html);
  return html;
}

const options: HtmlToTextOptions = {
  wordwrap: false,
  limits: { maxInputLength: 150_000, maxDepth: 60, ellipsis: "" },
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

/** The text of a description, whatever it came as: HTML, HTML escaped once or twice, or text. */
export function plainText(description: string, max = 40_000): string {
  const html = revealHtml(description);
  const text = tag.test(html)
    ? (textOfSimpleHtml(html) ?? textOfHtml(html))
    : unescapeRest(unescapeOnce(unescapeOnce(html)));
  return cap(tidy(text), max);
}

/** A character that may be invisible, a control character or a line's end of another kind: few texts have one. */
const odd = /[^\n -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0600\u2010-\u2027\u202f-\u205e\u20a0-\u2bff]/;

/** No invisible or control characters, single spaces and none at a line's ends, at most one empty line. */
function tidy(text: string): string {
  const visible = odd.test(text)
    ? text
        .toWellFormed()
        .replace(invisible, "")
        .replace(/\r\n?/g, "\n")
        .replace(/[^\P{Cc}\n]+|[\p{Zl}\p{Zp}]+/gu, " ")
    : text;
  // A single space is left alone: to replace each by itself is what would take the time.
  return visible
    .replace(/ [^\S\n]+|[^\S\n ][^\S\n]*/g, " ")
    .replace(/ \n ?|\n /g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
