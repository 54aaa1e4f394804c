/** Letters that are no other with a mark: people without them on their keyboard write these. */
const spelt: Readonly<Record<string, string>> = {
  ...{ ß: "ss", ø: "o", ł: "l", æ: "ae", œ: "oe", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h", ŋ: "n" },
};

/** Lower case, no diacritics, one space between words; "C++" and "C#" stay what they are: how what people write is compared. */
export function plain(text: string): string {
  // The same, faster, for most.
  if (/^[ -~]*$/.test(text))
    return text
      .toLowerCase()
      .replace(/[^a-z\d+#]+/g, " ")
      .trim();
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/[ßøłæœđðþıħŋ]/g, (letter) => spelt[letter] ?? letter)
    .replace(/[^\p{L}\p{N}+#]+/gu, " ")
    .trim();
}
