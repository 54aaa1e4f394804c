/**
 * How much of each currency one euro was on 31 December 2024: the European Central Bank's euro foreign exchange reference rates
 * (ecb.europa.eu, Statistics, Exchange rates). Good for comparing pay, not for accounts. Currencies that lose value
 * within months (TRY, ARS) are left out: a dated rate would be a guess.
 */
const perEuro: Readonly<Record<string, number>> = {
  EUR: 1,
  AUD: 1.6772,
  // Fixed until Bulgaria took the euro in 2026.
  BGN: 1.95583,
  BRL: 6.4253,
  CAD: 1.4948,
  CHF: 0.9412,
  CNY: 7.5833,
  CZK: 25.185,
  DKK: 7.4578,
  GBP: 0.82918,
  HKD: 8.0686,
  HUF: 411.35,
  ILS: 3.7885,
  INR: 88.9335,
  ISK: 143.9,
  JPY: 163.06,
  KRW: 1532.15,
  MXN: 21.5504,
  MYR: 4.6454,
  NOK: 11.795,
  NZD: 1.8532,
  PHP: 60.301,
  PLN: 4.275,
  RON: 4.9743,
  SEK: 11.459,
  SGD: 1.4164,
  THB: 35.676,
  USD: 1.0389,
  ZAR: 19.6188,
};

/** An amount in another currency, at the rates of that day; null if the table lacks one of the two. */
export function exchanged(amount: number, from: string, to: string): number | null {
  if (from === to) return amount;
  const [given, wanted] = [from, to].map((code) => (Object.hasOwn(perEuro, code) ? perEuro[code] : undefined));
  return given === undefined || wanted === undefined ? null : (amount / given) * wanted;
}

/** Rates move within a year or two: an exchanged amount this close to another may be more or less. */
const drift = 0.1;

interface Money {
  amount: number;
  currency: string;
}

/** Above 0 = more than the other, below = less; null = nobody knows: no rate, or exchanged and too near. */
export function compared(pay: Money, other: Money): number | null {
  if (pay.currency === other.currency) return pay.amount - other.amount;
  const amount = exchanged(pay.amount, pay.currency, other.currency);
  return amount === null || Math.abs(amount - other.amount) <= drift * other.amount ? null : amount - other.amount;
}
