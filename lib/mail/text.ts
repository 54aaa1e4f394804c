// C0/C1 controls and line separators forge headers; embeddings and overrides of direction disguise text.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const overrides = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/gu;

// East Asian letters and emoji: drawn twice as wide, and three or four bytes each.
const wide = /[\u1100-\u11ff\u2e80-\u{10ffff}]/u;

/** One printable line of at most `max` columns, cut with an ellipsis; a wide character fills two. */
export function oneLine(text: string, max: number): string {
  const line = text.replace(overrides, "").replace(unprintable, " ").replace(/\s+/g, " ").trim();
  if (line.length * 2 <= max) return line;
  let columns = 0;
  let kept = "";
  for (const character of line) {
    columns += wide.test(character) ? 2 : 1;
    if (columns <= max - 1) kept += character;
    else if (columns > max) return `${kept.trimEnd()}…`;
  }
  return line;
}

// Longer than addresses of postings are, short enough that ten of them leave the mail under 80 KB.
const maxUrlLength = 1000;

/**
 * The address if it is safe to link to: http(s), no credentials, not absurdly long. Otherwise null.
 * @param ours where this one is https, all are: no mail of ours sends anybody over an open line
 */
export function safeUrl(text: string, ours: string): string | null {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return null;
  if (url.username !== "" || url.password !== "") return null;
  if (ours.startsWith("https:")) url.protocol = "https:";
  // & becomes &amp; in the mail, and counts as such.
  return url.href.replaceAll("&", "&amp;").length <= maxUrlLength ? url.href : null;
}
