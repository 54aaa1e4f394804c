import { exchanged } from "../rates.ts";
import { textBefore, untilFirst } from "./around.ts";
import type { Salary } from "./posting.ts";
import { type Ends, endsOf, money, onTop, signBefore, untilOtherAmount } from "./salary-amount.ts";
import { type Mention, mentionAt, standsAlone } from "./salary-mention.ts";
import { anySign, currencyOf, dash, otherMoney, payWord, periodWords, wageWord } from "./salary-words.ts";
import { lowerOf } from "./text-pattern.ts";

/** Euros that a person can earn; less or more is a budget, a mistake or something else. */
const plausible: Readonly<Record<Salary["period"], readonly [number, number]>> = {
  hour: [3, 300],
  day: [30, 2_500],
  month: [150, 30_000],
  year: [4_000, 1_000_000],
};
/**
 * Euros that are certainly yearly although no period is named, and certainly monthly; the latter not where pay is given
 * per year.
 */
const surely = { year: 20_000, month: [2_000, 9_000] } as const;
const toldByTheYear = /GBP|USD|CAD|AUD|NZD|SGD/;
/** In these countries wages are given per month or hour, and are lower: from this many euros it is per month. */
const toldByTheMonth = { currencies: /PLN|CZK|HUF|RON|SEK/, least: 450 } as const;
const mostMatches = 60;

const inEuro = (amount: number, currency: string) => exchanged(amount, currency, "EUR") ?? 0;

/** Whether a person can earn it, at either end; without an exchange rate unknown, so yes. */
function canBeEarned({ min, max, currency, period }: Salary): boolean {
  const [lowest, highest] = plausible[period];
  const ends = [min, max].filter((end) => end !== null).map((end) => inEuro(end, currency));
  return ends.every((end) => end >= lowest && end <= highest);
}

/** Repairs a source's own pay fields: some contain 0, a yearly amount in thousands, or an hourly one that is yearly. */
export function statedSalary(salary: Salary | null | undefined): Salary | null {
  if (!salary || !/^[A-Z]{3}$/.test(salary.currency)) return null;
  const { currency, period } = salary;
  const [low = null, high = null] = [salary.min, salary.max].map((end) => (Number.isFinite(end) && end ? end : null));
  if (low === null && high === null) return null;
  const isTurned = low !== null && high !== null && low > high;
  const stated = { min: isTurned ? high : low, max: isTurned ? low : high, currency, period };
  return canBeEarned(stated) ? stated : null;
}

/**
 * The pay that a text states: an amount with a currency that words or its form show to be pay, for a period that is
 * named or certain. Nothing is guessed. Several ranges of one kind (places, grades) become one from the least to the
 * most.
 * @param countries where the posting is: "kr" and "$" are shared by several currencies
 */
export function salaryOf(description: string, countries: readonly string[] = []): Salary | null {
  const text = lowerOf(description);
  let found: Salary | null = null;
  let isTarget = false;
  let seen = 0;
  for (const match of money.matchAll(text)) {
    const sign = signBefore.exec(textBefore(text, match.index, 8))?.[1];
    const said = sign ?? match[3] ?? match[6] ?? match[9] ?? (match[0].includes(dash) ? dash : undefined);
    if (!said) continue;
    if (++seen > mostMatches) break;
    const [start, end] = [match.index, match.index + match[0].length];
    const currency = currencyOf(said, countries, text.slice(Math.max(0, start - 60), end + 30));
    const salary = currency && read(match, sign, currency, text);
    if (!salary) continue;
    const before = textBefore(text, start, 40);
    if (found === null) {
      found = salary;
      isTarget = isOnTarget(before, text.slice(end, end + 8));
    } else if (isTarget && baseAhead.test(before)) {
      found = salary;
      isTarget = false;
    } else if (!onTarget.test(before)) found = together(found, salary);
  }
  return found;
}

function read(match: RegExpExecArray, sign: string | undefined, currency: string, text: string): Salary | null {
  const start = sign === undefined ? match.index : text.lastIndexOf(sign, match.index);
  const mention = mentionAt(text, start, match.index + match[0].length);
  const ends = endsOf(match, mention.clause, mention.behind);
  const period = ends && periodFor(ends, currency, mention);
  if (!period) return null;
  const salary = { ...ends, currency, period };
  return canBeEarned(salary) ? salary : null;
}

/** The period of the amount; null = it is not pay, or the period is unknown. */
function periodFor(ends: Ends, currency: string, mention: Mention): Salary["period"] | null {
  const kind = kindOf(mention);
  if (kind === "other") return null;
  const euros = inEuro(ends.min ?? ends.max ?? 0, currency);
  const said = periodOf(mention, ends, kind === "pay");
  if (said === "week") return null;
  if (kind === "pay") return said ?? periodBeyondDoubt(euros, currency, mention);
  // Without a word for pay, the form alone must leave no doubt.
  if (said === null) return euros >= surely.year && standsAlone(ends, mention) ? "year" : null;
  return saidBeside(mention) && euros >= 3 * plausible[said][0] ? said : null;
}

function periodBeyondDoubt(euros: number, currency: string, { clause, heading, behind }: Mention) {
  if (euros >= surely.year) return "year";
  const [usual, most] = surely.month;
  const isLow = toldByTheMonth.currencies.test(currency) || hasDaily(behind);
  const least = isLow ? toldByTheMonth.least : usual;
  const isSalary = wageWord.test(clause) || wageWord.test(heading) || wageWord.test(behind.slice(0, 20));
  return isSalary && euros >= least && euros <= most && !toldByTheYear.test(currency) ? "month" : null;
}

/** "1.200 € + 9,60 €/dia": beside an amount per day or hour, a wage is per month. */
const hasDaily = (behind: string) =>
  periodWords.some(([period, words]) => (period === "day" || period === "hour") && words.test(behind));

/** What is only said of pay. */
const asOfPay =
  /^ ?(?:\+|plus) (?:\p{L}+ ){0,2}(?:bonus|commission|benefits|pension|car(?!\p{L})|equity|variable|ote(?!\p{L}))|^ ?[•·|] ?offers (?:equity|bonus|commission)|^,? ?doe(?!\p{L})|^ pro[- ]?rata(?!\p{L})|^ netto ?\+ ?vat(?!\p{L})|^,? \(?(?:depending|dependent|based|je nach|selon|según|afhankelijk|w zależności)(?: (?:up)?on| van| od| del?| d['’]| l['’])?(?: ?(?:ta|votre|your|deiner|ihrer|jouw|la))? ?(?:\p{L}+ (?:and|und|et|en|y) )?(?:experience|erfahrung|expérience|experiencia|ervaring|esperienza|doświadczeni|qualifi)/u;

/** Text that no longer belongs to the amount before it: further pay, conditions. */
const goesOn = new RegExp(
  `${onTop}|[,(•|&]|\\. |\\b(?:incl|inkl|excl|exkl|(?:and|und|en|et|y|e|ex)(?!\\p{L})|with|mit|avec|met|con|depend|je nach|selon|afhankelijk|based|op basis)`,
  "u",
);

const everyPayWord = new RegExp(payWord, "gu");
const everyOther = new RegExp(otherMoney, "gu");
const periodsAhead = periodWords.map(([period, , words]) => [period, new RegExp(words, "gu")] as const);

/** What comes on top, after "2.500 € +". */
const added = new RegExp(
  `(?:(?<!\\p{L})(?:${anySign}) ?\\d|\\d ?(?:${anySign})(?!\\p{L}))[^+\\n]{0,40}?${onTop}\\D{0,40}$`,
  "u",
);

/** Whether an amount is pay, something else, or undecided: the nearest word decides. */
function kindOf({ clause, sentence, heading, behind }: Mention): "pay" | "other" | null {
  const next = untilFirst(behind, goesOn).slice(0, 32);
  if (otherMoney.test(next)) return "other";
  const [pay, other] = [lastOf(everyPayWord, clause), lastOf(everyOther, clause)];
  if (pay >= 0 || other >= 0) return pay > other ? "pay" : "other";
  if (payWord.test(next) || asOfPay.test(behind)) return "pay";
  if (added.test(sentence)) return "other";
  const context = heading === "" ? sentence : heading;
  if (otherMoney.test(context)) return payWord.test(context) ? null : "other";
  return payWord.test(context) ? "pay" : null;
}

/** Where the last match of a pattern with the flag `g` ends; -1 = no match. */
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

function periodOf(mention: Mention, ends: Ends, isPay: boolean): Salary["period"] | "week" | null {
  const { clause, sentence, heading, behind } = mention;
  if (weekly.test(behind)) return "week";
  const rest = untilOtherAmount(behind.replace(payments, "").slice(0, 45), ends);
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

/** Right after the amount, as in "12,50 €/h" or "45.000 EUR brutto p.a.". */
const saidBeside = ({ behind }: Mention) =>
  periodWords.some(([, words]) => {
    const at = behind.search(words);
    return at >= 0 && at <= 12;
  });

/** Includes commission: not another place's range. */
const onTarget = /\bote\b|total|on[- ]target|variab/u;
const isOnTarget = (before: string, behind: string) => onTarget.test(before) || /^ ?\(?ote\b/u.test(behind);
/** "OTE £60k (base £35k)": the base is certain. */
const baseAhead =
  /(?<!\p{L})(?:base|basic|fixum|fixe?|grundgehalt|basis|podstaw\p{L}{1,3})(?: salary| pay| salaris)?(?:,| of| is| von|:)?\s?[^\s\d]{0,3}\s?$/u;

/** Another range of the same kind widens the first: other places, other grades. Anything else is ignored. */
function together(first: Salary, other: Salary): Salary {
  const isRange = ({ min, max, period }: Salary) =>
    min !== null && max !== null && min < max && (period === "year" || period === "month");
  if (first.currency !== other.currency || first.period !== other.period || !isRange(first) || !isRange(other))
    return first;
  const [min, max] = [Math.min(first.min ?? 0, other.min ?? 0), Math.max(first.max ?? 0, other.max ?? 0)];
  return max <= 3 * min ? { ...first, min, max } : first;
}
