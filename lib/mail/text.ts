// C0/C1 controls and line separators forge headers; embeddings and overrides of direction disguise text.
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const overrides = /[\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/gu;

/** One printable line of at most `max` characters, cut with an ellipsis. */
export function oneLine(text: string, max: number): string {
  const line = text.replace(overrides, "").replace(unprintable, " ").replace(/\s+/g, " ").trim();
  const characters = Array.from(line);
  return characters.length <= max
    ? line
    : `${characters
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`;
}

// Longer than any posting's address seen, short enough that ten of them leave the mail under 80 KB.
const maxUrlLength = 2000;

/** The address if it is safe to link to: http(s), no credentials, not absurdly long. Otherwise null. */
export function safeUrl(text: string): string | null {
  const url = URL.parse(text.trim());
  if (url === null || (url.protocol !== "https:" && url.protocol !== "http:")) return null;
  if (url.username !== "" || url.password !== "") return null;
  // & becomes &amp; in the mail, and counts as such.
  return url.href.replaceAll("&", "&amp;").length <= maxUrlLength ? url.href : null;
}

/** "a", "a and b", "a, b and c". */
export function listed(items: readonly string[]): string {
  return new Intl.ListFormat("en-GB").format(items);
}

/** "1 role", "3 roles", "1,214 roles". */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`;
}
