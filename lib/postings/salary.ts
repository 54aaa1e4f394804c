import { exchanged } from "../rates.ts";
import type { Salary } from "./posting.ts";
import { endsOf, money, signBefore } from "./salary-amount.ts";
import { currencyOf, otherMoney, payWord, periodWords, wageWord } from "./salary-words.ts";
import { lowerOf } from "./text-pattern.ts";

/** Euros that a person can earn; less or more is a budget, a slip or another thing. */
const plausible: Readonly<Record<Salary["period"], readonly [number, number]>> = {
  hour: [3, 300],
  day: [30, 2_500],
  month: [150, 30_000],
  year: [4_000, 1_000_000],
};
/** Euros that are a year's beyond doubt although no period is said, and a month's; the latter not where pay is told by the year. */
const surely = { year: 20_000, month: [2_000, 9_000] } as const;
const toldByTheYear = /GBP|USD|CAD|AUD|NZD|SGD/;
/** There wages are told by the month or the hour, and lower: from so many euros it is the month. */
const toldByTheMonth = { currencies: /PLN|CZK|HUF|RON|SEK/, least: 450 } as const;
const mostMatches = 60;

const inEuro = (amount: number, currency: string) => exchanged(amount, currency, "EUR") ?? 0;

/** Whether a person can earn it, of any two ends; of money without a rate nobody knows. */
function canBeEarned({ min, max, currency, period }: Salary): boolean {
  const [lowest, highest] = plausible[period];
  const ends = [min, max].filter((end) => end !== null).map((end) => inEuro(end, currency));
  return ends.every((end) => end >= lowest && end <= highest);
}

/** A source's own fields for pay: some hold 0, a year's amount in thousands, or an hour's that is a year's. */
export function statedSalary(salary: Salary | null | undefined): Salary | null {
  if (!salary || !/^[A-Z]{3}$/.test(salary.currency)) return null;
  const { currency, period } = salary;
  const [low = null, high = null] = [salary.min, salary.max].map((end) => (Number.isFinite(end) && end ? end : null));
  if (low === null && high === null) return null;
  const isTurned = low !== null && high !== null && low > high;
  const stated = { min: isTurned ? high : low, max: isTurned ? low : high, currency, period };
  return canBeEarned(stated) ? stated : null;
}

/** An amount in its text. */
interface Mention {
  /** The clause before it, and all of the sentence. */
  clause: string;
  sentence: string;
  /** The line above, if the amount's own says nothing before it. */
  heading: string;
  behind: string;
}

/**
 * The pay that a text states: an amount with its currency that words or its form show to be pay, with a period that is
 * said or beyond doubt. Nothing is guessed. Several ranges of one kind (places, grades) are one from the least to the most.
 * @param countries where the posting is: "kr" and "$" are money of several
 */
export function salaryOf(description: string, countries: readonly string[] = []): Salary | null {
  const text = lowerOf(description);
  let found: Salary | null = null;
  let seen = 0;
  for (const match of money.matchAll(text)) {
    const sign = signBefore.exec(text.slice(Math.max(0, match.index - 8), match.index))?.[1];
    const said = sign ?? match[3] ?? match[6] ?? match[9];
    if (!said) continue;
    if (++seen > mostMatches) break;
    const currency = currencyOf(said, countries);
    const salary = currency && read(match, sign, currency, text);
    if (!salary) continue;
    if (found === null) found = salary;
    else if (!onTarget.test(text.slice(Math.max(0, match.index - 40), match.index))) found = together(found, salary);
  }
  return found;
}

function read(match: RegExpExecArray, sign: string | undefined, currency: string, text: string): Salary | null {
  const start = sign === undefined ? match.index : text.lastIndexOf(sign, match.index);
  const mention = mentionAt(text, start, match.index + match[0].length);
  const ends = endsOf(match, mention.clause, mention.behind);
  if (!ends) return null;
  const least = inEuro(ends.min ?? ends.max ?? 0, currency);
  const kind = kindOf(mention);
  if (kind === "other") return null;
  const said = periodOf(mention, kind === "pay");
  if (said === "week") return null;
  const isAlone = kind === null && said === null && least >= surely.year && standsAlone(ends, text, start, mention);
  const period = said ?? (kind === "pay" ? periodBeyondDoubt(least, currency, mention) : isAlone ? "year" : null);
  if (period === null) return null;
  // Without a word for pay, the form alone must leave no doubt.
  if (kind === null && !isAlone && !(said !== null && saidBeside(mention) && least >= 3 * plausible[period][0]))
    return null;
  const salary = { ...ends, currency, period };
  return canBeEarned(salary) ? salary : null;
}

function periodBeyondDoubt(euros: number, currency: string, { clause, heading, behind }: Mention) {
  if (euros >= surely.year) return "year";
  const [usual, most] = surely.month;
  const least = toldByTheMonth.currencies.test(currency) ? toldByTheMonth.least : usual;
  const isSalary = wageWord.test(clause) || wageWord.test(heading) || wageWord.test(behind.slice(0, 20));
  return isSalary && euros >= least && euros <= most && !toldByTheYear.test(currency) ? "month" : null;
}

function mentionAt(text: string, start: number, end: number): Mention {
  const left = text.slice(Math.max(0, start - 180), start);
  const lines = left.split("\n");
  const line = lines.at(-1) ?? "";
  const sentence = line.split(/[.!?•|] |;/).at(-1) ?? "";
  const clause = sentence.split(/, |\(| \+ ?| plus | & /).at(-1) ?? "";
  const above = lines.slice(0, -1).findLast((each) => each.trim() !== "") ?? "";
  const heading = line.trim().length < 12 && above.length < 70 ? above : "";
  const behind = text.slice(end, end + 60).split(/[\n;]/, 1)[0] ?? "";
  return { clause, sentence, heading, behind };
}

/** "From £24,500", "up to": all that may stand between a sentence's beginning and its amount. */
const leads =
  /^[\s*·-]{0,4}(?:(?:from|up to|ab|bis zu|von|zwischen|à partir de|jusqu'à|de|desde|hasta|da|fino a|vanaf|tot|tussen|od|do|até|från|fra)\s)?$/u;
const closes =
  /^\*{0,2}(?:$|[.!](?:\s|$)| ?[|•·]| \(?(?:depending|dependent|doe(?!\p{L})|je nach|selon|según|afhankelijk))/u;
/** Of which an amount by itself may speak as well. */
const ofOthers =
  /clients?(?!\p{L})|kund|économis|ahorr|risparm|bespar|gifts?(?!\p{L})|invest|price|cost|prix|precio|prezzo|prijs/u;

/** "Two years, any degree. £33,500." A line of its own may be anything's, unless it is a range. */
function standsAlone(
  { min, max }: Pick<Salary, "min" | "max">,
  text: string,
  start: number,
  mention: Mention,
): boolean {
  if (!leads.test(mention.sentence) || !closes.test(mention.behind)) return false;
  const before = text.slice(Math.max(0, start - 120), start);
  const line = before.split("\n").at(-1) ?? "";
  if (leads.test(line) && (min === null || max === null || min === max)) return false;
  return !otherMoney.test(before) && !ofOthers.test(before);
}

/** What must not be read into the amount before: further pay, conditions. */
const goesOn =
  /[,(+•|&]|\. |\b(?:incl|inkl|excl|exkl|plus|and|und|en|et|y|e|ex|zzgl|with|mit|avec|met|con|depend|je nach|selon|afhankelijk|based|op basis)/u;

const everyPayWord = new RegExp(payWord, "gu");
const everyOther = new RegExp(otherMoney, "gu");
const periodsAhead = periodWords.map(([period, , words]) => [period, new RegExp(words, "gu")] as const);

/** Whether an amount is pay, something else, or nothing says so: the nearest word decides. */
function kindOf({ clause, sentence, heading, behind }: Mention): "pay" | "other" | null {
  const next = behind.split(goesOn, 1)[0]?.slice(0, 32) ?? "";
  if (otherMoney.test(next)) return "other";
  const [pay, other] = [lastOf(everyPayWord, clause), lastOf(everyOther, clause)];
  if (pay >= 0 || other >= 0) return pay > other ? "pay" : "other";
  if (payWord.test(next)) return "pay";
  const context = heading === "" ? sentence : heading;
  if (otherMoney.test(context)) return payWord.test(context) ? null : "other";
  return payWord.test(context) ? "pay" : null;
}

/** Where the last match ends, of a pattern with the flag `g`; -1 = nowhere. */
function lastOf(words: RegExp, text: string): number {
  let last = -1;
  words.lastIndex = 0;
  while (words.test(text)) last = words.lastIndex;
  return last;
}

/** Thirteen or fourteen payments a year do not make an amount monthly. */
const payments =
  /1[234](?:[.,]\d{1,2})?\.?(?:th)? ?(?:x |× ?)?(?:\p{L}+ )?(?:month|monat|monats|mois|mensual|mensil|m[êe]s|mies|paga|maand|payment)\p{L}*/gu;
const weekly =
  /^[^\d\n]{0,14}(?:per periode|(?:per|pro|\/|every) ?(?:4|four|vier) (?:weeks|weken|wochen)|(?:per|a|pro|par|por|a la|na|\/) ?(?:week|woche|semaine|semana|settimana|tydzie[ńn]|vecka|uge)|weekly|wöchentlich|tygodniow|\bp\/?w(?!\p{L}))/u;

function periodOf({ clause, sentence, heading, behind }: Mention, isPay: boolean): Salary["period"] | "week" | null {
  if (weekly.test(behind)) return "week";
  const rest = behind.replace(payments, "").slice(0, 45);
  const next = periodWords
    .map(([period, words]) => ({ period, at: rest.search(words) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at)[0];
  if (next) return next.period;
  for (const ahead of isPay ? [clause, sentence, heading] : [clause]) {
    const last = periodsAhead
      .map(([period, words]) => ({ period, at: lastOf(words, ahead) }))
      .filter(({ at }) => at >= 0)
      .toSorted((a, b) => b.at - a.at)[0];
    if (last) return last.period;
  }
  return null;
}

/** Right behind the amount, as in "12,50 €/h" or "45.000 EUR brutto p.a.". */
const saidBeside = ({ behind }: Mention) =>
  periodWords.some(([, words]) => {
    const at = behind.search(words);
    return at >= 0 && at <= 12;
  });

/** With commission on top: not another place's range. */
const onTarget = /\bote\b|total|on[- ]target|variab/u;

/** Another range of the same kind widens the first: other places, other grades. Anything else is left alone. */
function together(first: Salary, other: Salary): Salary {
  const isRange = ({ min, max, period }: Salary) =>
    min !== null && max !== null && min < max && (period === "year" || period === "month");
  if (first.currency !== other.currency || first.period !== other.period || !isRange(first) || !isRange(other))
    return first;
  const [min, max] = [Math.min(first.min ?? 0, other.min ?? 0), Math.max(first.max ?? 0, other.max ?? 0)];
  return max <= 3 * min ? { ...first, min, max } : first;
}
