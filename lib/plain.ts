/** Letters that are not another one with a mark, and what people write whose keyboards lack them. */
const spellings: Readonly<Record<string, string>> = {
  ...{ ß: "ss", ø: "o", ł: "l", æ: "ae", œ: "oe", đ: "d", ð: "d", þ: "th", ı: "i", ħ: "h", ŋ: "n" },
};
const special = new RegExp(`[${Object.keys(spellings).join("")}]`, "g");

/** Of text in lower case. */
export const spelt = (text: string): string => text.replace(special, (letter) => spellings[letter] ?? letter);

/** Lower case, no diacritics, one space between words; "C++" and "C#" stay what they are: how what people write is compared. */
export function plain(text: string): string {
  // The same, faster, for most.
  if (/^[ -~]*$/.test(text))
    return text
      .toLowerCase()
      .replace(/[^a-z\d+#]+/g, " ")
      .trim();
  const lower = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  return spelt(lower)
    .replace(/[^\p{L}\p{N}+#]+/gu, " ")
    .trim();
}
