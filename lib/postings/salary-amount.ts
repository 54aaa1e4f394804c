import type { Salary } from "./posting.ts";
import { anySign } from "./salary-words.ts";
import { TextPattern } from "./text-pattern.ts";

const number =
  "\\d{1,3}(?:[.,'’ \\u00a0\\u202f]\\d{3}){1,2}(?!\\d)(?:[.,]\\d{1,2}(?!\\d))?|\\d{1,7}(?:[.,]\\d{1,2})?(?!\\d)";
const thousand = "k(?!(?!eur|usd|gbp|chf)\\p{L})|tys\\.?(?!\\p{L})|tsd\\.?(?!\\p{L})|t(?=€|eur)";
/** "2.500,- euro", "45 k€", "£28k". */
const amount = `(${number})(?:[.,] ?[-–—]{1,2})?(?:\\s?(${thousand}))?(?:\\s?(${anySign})(?!\\p{L}))?`;
const perUnit =
  "(?:\\s?(?:brutt?o|brut|gross|nett?o|net|per \\p{L}{2,6}|\\/ ?\\p{L}{1,6}|p\\. ?a\\.|\\([^()\\n]{0,32}\\)|in (?:the|het) (?:first|1st|eerste) (?:year|jaar)))?";
const until =
  "\\\\?-|–|—|−|~|,?\\s?max\\.?|to|up to|and up to|bis|bis zu|à|a|al|jusqu'à|tot|do|hasta|fino a|até|till?|tot en met|(?:en|and|und|et) (?:max\\.?|maximaal|maximum|maximal|een maximum van|a maximum of)";
const and = "and|und|et|en|y|e|i|och|og|as|és|și";
const asRange = `${perUnit}(?:\\s?(${until})|\\s(${and})\\s)\\s?(?:max\\.? |maximaal |maximum |een maximum van |ongeveer |circa |ca\\. )?(${anySign})?\\s?${amount}`;
/** "£35,000pa", "£12.60ph" */
const perRate = "p(?:a|cm|m|h|d|w)(?!\\p{L})";
/**
 * An amount and, if it is a range, its other end; not the number in "Band 5 - £24,000". It begins with a digit, so that
 * few positions in a text are tried.
 */
export const money = new TextPattern(
  new RegExp(
    `(?<![\\p{L}\\d.,'’]|\\d ?[-–])(?!(?<=(?:band|grade|scale|schaal|level) )\\d{1,2} ?[-–—])${amount}(?:${asRange})?(?!(?!${perRate})\\p{L}|\\d|\\s?%|\\s?(?:m|bn|mio|mln|mrd|mil|b)(?![\\p{L}\\d/]))`,
    "u",
  ),
);
export const signBefore = new RegExp(`(?<!\\p{L})(${anySign})\\s?$`, "u");
const between =
  /(?<!\p{L})(?:between|zwischen|entre|tussen|tra|między|mellan|mellem|mellom|między|între|between:)\s?\S{0,4}\s?$/u;
const atMost =
  /(?<!\p{L})(?:up to|upto|bis zu|bis|jusqu'à|max\.?|maximaal|maximum(?: of| van)?|maximal|tot|hasta|fino a|do|até|upp till|op til|opptil)\s?$/u;
const atLeast =
  /(?<!\p{L})(?:from|ab|à partir de|a partir de|dès|od|vanaf|desde|a partire da|da|från|fra|alkaen|mind\.|min\.?|minimum(?: of)?|minimaal|mindestens|at least|starting (?:at|salary)|starts? (?:at|from))\s?$/u;

/** "Mindestgehalt", "minimum wage": the pay may be higher, whatever stands between the word and the amount. */
const leastPay =
  /mindest(?:gehalt|lohn|entgelt|bezug|verg[üu]tung)|minim(?:um|ale?) (?:salary|wage|pay)|salaire minim|(?:salario|sueldo|stipendio|retribuzione|retribución) m[íi]nim|minimum(?:loon|salaris)|salário mínimo|wynagrodzenie minimalne|minimil[öo]n|minimumsl[øo]n|minstel[øo]nn/u;

export type Ends = Pick<Salary, "min" | "max">;

/** The two ends of a match; null if it is not a real range. */
export function endsOf(match: RegExpExecArray, clause: string, behind: string): Ends | null {
  const [, low = "", lowThousand, , , linked, , high, highThousand] = match;
  const first = amountOf(low, lowThousand);
  if (high === undefined || (linked !== undefined && !between.test(clause))) {
    if (atMost.test(clause)) return { min: null, max: first };
    return { min: first, max: isLeast(clause, behind) ? null : first };
  }
  const second = amountOf(high, highThousand);
  // "40-50k", "28-32,000".
  const from = first < 1000 && second >= 100 * first ? first * 1000 : first;
  const to = second < 1000 && from >= 100 * second ? second * 1000 : second;
  return from <= to && to <= 5 * from ? { min: from, max: to } : null;
}

const otherAmount = new RegExp(
  `(?<!\\p{L})(?:${anySign})\\s?(${number})|(?<!\\d)(${number})\\s?(?:${anySign})(?!\\p{L})`,
  "u",
);

/** "2.500 € + 15 €": the words before an extra. */
export const onTop = "(?:\\+|(?<!\\p{L})(?:plus|zzgl\\.?|zuzüglich|más|mais|più|oltre|oraz|acrescid[oa])(?!\\p{L}))";
const more = new RegExp(onTop, "u");

/**
 * What follows an amount, up to an extra or an amount of another size: the "/day" of "2.000 € + 8 €/day" belongs to the
 * second.
 */
export function untilOtherAmount(behind: string, { min, max }: Ends): string {
  const other = otherAmount.exec(behind);
  if (!other) return behind;
  const ratio = amountOf(other[1] ?? other[2] ?? "", undefined) / (min ?? max ?? 0);
  const own = behind.slice(0, other.index);
  return ratio > 0.4 && ratio < 2.5 && !more.test(own) ? behind : own;
}

const isLeast = (clause: string, behind: string) =>
  atLeast.test(clause) ||
  leastPay.test(clause) ||
  /^(?:\+(?!\p{L})|\s\+(?!\s?(?!(?:per|an?|pa|p\.|pro|im|par|por|al|na|om|i|m[åa]n)(?!\p{L}))[\p{L}\d€£$]))(?! ?(?:[\p{L}\d%.,-]+ ){0,4}(?:bonus(?:es)?|commission|benefits|pension|car|vat|ote)(?!\p{L}))|^ (?:or more|et plus)/u.test(
    behind,
  );

/** "45.000", "90'000", "8 000", "12,50", "28 (k)" as a number. */
function amountOf(text: string, thousands: string | undefined): number {
  const bare = text.replace(/['’\s]/g, "").replace(/[.,](?=\d{3}(?!\d))/g, "");
  return Number(bare.replace(",", ".")) * (thousands ? 1000 : 1);
}
