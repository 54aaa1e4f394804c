/** One line of the table that `npm run eval` prints. */
export interface Measure {
  what: string;
  figure: number;
  /** The bar; neither = shown for information. */
  atLeast?: number;
  atMost?: number;
  /** What it was measured on, and how. */
  on: string;
}

export interface Evaluation {
  measures: Measure[];
  /** Names of sets that were not available. */
  leftOut?: string[];
  /** The errors in detail, printed before the table. */
  wrong?: string[];
}

export const isMet = ({ figure, atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY }: Measure) =>
  figure >= atLeast && figure <= atMost;

/** A share of `n`; 0 of 0 counts as a failure. */
export const share = (part: number, n: number): number => (n === 0 ? 0 : Math.round((part / n) * 10_000) / 10_000);
