/** What people type on one line: nothing that could forge a header or a log line, and no half of a character. */
export const typedLine = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u;

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
