import { exchanged } from "../rates.ts";
import type { Salary } from "./posting.ts";
import { endsOf, money, signBefore } from "./salary-amount.ts";
import { currencyOf, dash, otherMoney, payWord, periodWords, wageWord } from "./salary-words.ts";
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
  /** What follows, in the lines below as well. */
  after: string;
}

/**
 * The pay that a text states: an amount with its currency that words or its form show to be pay, with a period that is
 * said or beyond doubt. Nothing is guessed. Several ranges of one kind (places, grades) are one from the least to the most.
 * @param countries where the posting is: "kr" and "$" are money of several
 */
export function salaryOf(description: string, countries: readonly string[] = []): Salary | null {
  const text = lowerOf(description);
  let found: Salary | null = null;
  let isTarget = false;
  let seen = 0;
  for (const match of money.matchAll(text)) {
    const sign = signBefore.exec(text.slice(Math.max(0, match.index - 8), match.index))?.[1];
    const said = sign ?? match[3] ?? match[6] ?? match[9] ?? (match[0].includes(dash) ? dash : undefined);
    if (!said) continue;
    if (++seen > mostMatches) break;
    const [start, end] = [match.index, match.index + match[0].length];
    const currency = currencyOf(said, countries, text.slice(Math.max(0, start - 60), end + 30));
    const salary = currency && read(match, sign, currency, text);
    if (!salary) continue;
    const before = text.slice(Math.max(0, start - 40), start);
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
  if (!ends) return null;
  const least = inEuro(ends.min ?? ends.max ?? 0, currency);
  const kind = kindOf(mention);
  if (kind === "other") return null;
  const said = periodOf(mention, kind === "pay");
  if (said === "week") return null;
  const isAlone =
    kind === null &&
    said === null &&
    least >= surely.year &&
    standsAlone(ends, text, start, match.index + match[0].length, mention);
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
  const sentence = line.split(endOfSentence).at(-1) ?? "";
  const clause = sentence.split(/, |\((?!\s?$)| \+ ?| plus | & /).at(-1) ?? "";
  const above = lines.slice(0, -1).findLast((each) => each.trim() !== "") ?? "";
  const heading = line.trim().length < 12 && above.length < 70 ? above : "";
  const after = text.slice(end, end + 60);
  return { clause, sentence, heading, behind: after.split(/[\n;]/, 1)[0] ?? "", after };
}

/** The point of "mind. 2.500 €" and "ca. £40k" ends none. */
const endOfSentence = /(?<!(?<!\p{L})(?:mind|min|max|ca|c|approx))[.!?•|] |;/u;

/** "From £24,500", "up to": all that may stand between a sentence's beginning and its amount. */
const leads =
  /^[\s*·-]{0,4}(?:(?:circa|cirka|ca\.?|c\.|around|about|approx\.?|rund|etwa|environ|ongeveer|około|omkring|between|entre|tra|między|mellan|mellem|mellom|mind\.|min\.|from|up to|ab|bis zu|von|zwischen|à partir de|jusqu'à|de|desde|hasta|da|fino a|vanaf|tot|tussen|od|do|até|från|fra)\s)?$/u;
const closes =
  /^\*{0,2}(?:$|[.!](?:\s|$)| ?[|•·]| \(?(?:depending|dependent|doe(?!\p{L})|je nach|selon|según|afhankelijk))/u;
/** What is said of pay and of no other money. */
const asOfPay =
  /^ ?(?:\+|plus) (?:\p{L}+ ){0,2}(?:bonus|commission|benefits|pension|car(?!\p{L})|equity|variable|ote(?!\p{L}))|^ ?[•·|] ?offers (?:equity|bonus|commission)|^,? ?doe(?!\p{L})|^ pro[- ]?rata(?!\p{L})|^ netto ?\+ ?vat(?!\p{L})|^,? \(?(?:depending|dependent|based|je nach|selon|según|afhankelijk|w zależności)(?: (?:up)?on| van| od| del?| d['’]| l['’])?(?: ?(?:ta|votre|your|deiner|ihrer|jouw|la))? ?(?:\p{L}+ (?:and|und|et|en|y) )?(?:experience|erfahrung|expérience|experiencia|ervaring|esperienza|doświadczeni|qualifi)/u;
/** Of which an amount by itself may speak as well. */
const ofOthers =
  /clients?(?!\p{L})|kund|économis|ahorr|risparm|bespar|gifts?(?!\p{L})|invest|price|cost|prix|precio|prezzo|prijs/u;

/** The job's terms, beside which an amount is its pay: hours, contract, degree, years, start. */
const terms =
  /(?<!\p{L})(?:hours?|contract|permanent|temporary|(?:full|part)[- ]?time|degree|(?:one|two|three|[1-5]\+?)[- ]years?(?! ago| old| later)|holidays?|annual leave|hybrid|remote|starts?(?: date| in| on|ing| immediately)|unbefristet|befristet|vollzeit|teilzeit|stunden|homeoffice|urlaub|abschluss|ab sofort|cdi|cdd|heures|télétravail|temps (?:plein|partiel)|congés|contrato|jornada|horario|incorporación|vacaciones|contratto|orario|ferie|vast|thuiswerken|dienstverband|uren|horário|umow[aęy]|praca (?:hybrydowa|zdalna)|etatu?|urlop|tillsvidare|tillträde|heltid|deltid|fast stilling|start i|fuldtid|tiltrædelse)(?!\p{L})|(?<!\d)\d{2,3} ?%/u;
/** An amount before and behind which a text says nothing. */
const isWholeText = (text: string, start: number, end: number) =>
  leads.test(text.slice(0, start)) && /^\*{0,2}[.!]?$/.test(text.slice(end).trim());

/** "Two years, any degree. £33,500.": an amount by itself is pay where the job's terms stand beside it, or where it is all. */
function standsAlone(
  { min, max }: Pick<Salary, "min" | "max">,
  text: string,
  start: number,
  end: number,
  mention: Mention,
): boolean {
  if (isWholeText(text, start, end)) return true;
  if (!leads.test(mention.sentence) || !closes.test(mention.behind)) return false;
  const before = text.slice(Math.max(0, start - 120), start);
  const lines = before.split("\n");
  const above = lines.slice(0, -1).join("\n").trimEnd();
  const isSingle = min === null || max === null || min === max;
  // Under what is no sentence a line is the heading's.
  if (isSingle && leads.test(lines.at(-1) ?? "") && !/(?:^|[.!?])$/.test(above)) return false;
  return (
    !otherMoney.test(before) &&
    !ofOthers.test(before) &&
    !(isSingle && otherMoney.test(mention.after.split(". ", 1)[0] ?? "")) &&
    (terms.test(before) || terms.test(mention.after))
  );
}

/** What must not be read into the amount before: further pay, conditions. */
const goesOn =
  /[,(+•|&]|\. |\b(?:incl|inkl|excl|exkl|plus|(?:and|und|en|et|y|e|ex)(?!\p{L})|zzgl|with|mit|avec|met|con|depend|je nach|selon|afhankelijk|based|op basis)/u;

const everyPayWord = new RegExp(payWord, "gu");
const everyOther = new RegExp(otherMoney, "gu");
const periodsAhead = periodWords.map(([period, , words]) => [period, new RegExp(words, "gu")] as const);

/** Whether an amount is pay, something else, or nothing says so: the nearest word decides. */
function kindOf({ clause, sentence, heading, behind }: Mention): "pay" | "other" | null {
  const next = behind.split(goesOn, 1)[0]?.slice(0, 32) ?? "";
  if (otherMoney.test(next)) return "other";
  const [pay, other] = [lastOf(everyPayWord, clause), lastOf(everyOther, clause)];
  if (pay >= 0 || other >= 0) return pay > other ? "pay" : "other";
  if (payWord.test(next) || asOfPay.test(behind)) return "pay";
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
const isOnTarget = (before: string, behind: string) => onTarget.test(before) || /^ ?\(?ote\b/u.test(behind);
/** "OTE £60k (base £35k)": what is paid for certain. */
const baseAhead =
  /(?<!\p{L})(?:base|basic|fixum|fixe?|grundgehalt|basis|podstaw\p{L}{1,3})(?: salary| pay| salaris)?(?:,| of| is| von|:)?\s?[^\s\d]{0,3}\s?$/u;

/** Another range of the same kind widens the first: other places, other grades. Anything else is left alone. */
function together(first: Salary, other: Salary): Salary {
  const isRange = ({ min, max, period }: Salary) =>
    min !== null && max !== null && min < max && (period === "year" || period === "month");
  if (first.currency !== other.currency || first.period !== other.period || !isRange(first) || !isRange(other))
    return first;
  const [min, max] = [Math.min(first.min ?? 0, other.min ?? 0), Math.max(first.max ?? 0, other.max ?? 0)];
  return max <= 3 * min ? { ...first, min, max } : first;
}
