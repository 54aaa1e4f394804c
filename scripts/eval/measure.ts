/** One line of the table that `npm run eval` prints. */
export interface Measure {
  what: string;
  figure: number;
  /** The bar; neither = shown for what it is. */
  atLeast?: number;
  atMost?: number;
  /** What it was measured on: rows, set, how. */
  on: string;
}

export interface Evaluation {
  measures: Measure[];
  /** Sets that were not at hand, by name. */
  leftOut?: string[];
  /** What is wrong, for who mends it: printed before the table. */
  wrong?: string[];
}

export const isMet = ({ figure, atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }: Measure) =>
  figure >= atLeast && figure <= atMost;

/** A share of `n`; nothing of nothing is no success. */
export const share = (part: number, n: number): number => (n === 0 ? 0 : Math.round((part / n) * 10_000) / 10_000);
