import type { Salary } from "../postings/posting.ts";
import { compared, exchanged } from "../rates.ts";
import { type Columns, column } from "./columns.ts";
import type { Seeker } from "./seeker.ts";
import { shares } from "./weights.ts";

type Asked = NonNullable<Seeker["salaryMin"]>;

const perYear = { month: 12, year: 1, day: null, hour: null } as const;

/** The pay that a posting states. */
interface Paid extends Omit<Salary, "min" | "max"> {
  amount: number;
  /** "From 38,000": at least that, and how much more is not said. */
  orMore: boolean;
}

/** The most that a posting says it pays, or else the least; null = neither. */
export function paidAt({ floats, rows, units }: Columns, row: number): Paid | null {
  const amount = floats[row + column.pay] ?? 0;
  const unit = units.values[(rows[row + column.tongue] ?? 0) >>> 20];
  if (amount === 0 || !unit) return null;
  return { amount: Math.abs(amount), orMore: amount < 0, currency: unit.currency, period: unit.period };
}

/**
 * The posting's pay in the unit asked for, as it is shown: to two digits if converted from another currency, whole if
 * from another period. null where that would be a guess: hours a week, no exchange rate, or too near to what is asked.
 */
export function comparablePay(asked: Asked, paid: Paid): number | null {
  const amount = inPeriod(paid.amount, paid.period, asked.period);
  if (amount === null || paid.currency === asked.currency) return amount;
  if (compared({ amount, currency: paid.currency }, asked) === null) return null;
  return Number(exchanged(amount, paid.currency, asked.currency)?.toPrecision(2));
}

function inPeriod(amount: number, from: keyof typeof perYear, to: keyof typeof perYear): number | null {
  // A 32-bit float of 12.7 is a little less.
  if (from === to) return Math.round(amount * 100) / 100;
  const [given, wanted] = [perYear[from], perYear[to]];
  return given === null || wanted === null ? null : Math.round((amount * given) / wanted);
}

export function payShare({ salaryMin }: Seeker, columns: Columns, row: number): number {
  const paid = salaryMin ? paidAt(columns, row) : null;
  const pay = salaryMin && paid ? comparablePay(salaryMin, paid) : null;
  if (!salaryMin || pay === null) return shares.pay.unknown;
  if (pay >= salaryMin.amount) return 1;
  return paid?.orMore ? shares.pay.unknown : (shares.pay.below * pay) / salaryMin.amount;
}
