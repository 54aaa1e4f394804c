import { clockOf, countOf, numberOf, spanOf } from "./format.ts";
import type { Figures } from "./model.ts";
import { type FiguresProblem, limits, problem, type Severity } from "./problem.ts";
import { problemsIn } from "./rules.ts";

export type { FiguresProblem };

/** What is known of the product at one moment, and how. */
export interface Seen {
  figures: Figures | null;
  /** Since the figures were gathered; null = there are none. */
  ageMs: number | null;
  redis: { up: boolean };
}

const rank: Record<Severity, number> = { page: 0, ticket: 1, note: 2 };

/** Everything that is wrong, the worst first; the same severity stays in the dashboard's order. */
export function problemsOf(seen: Seen, now = new Date()): FiguresProblem[] {
  const found = [...trust(seen, now), ...(seen.figures === null ? [] : problemsIn(seen.figures))];
  return found.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

/** Whether the figures can be believed. */
function* trust({ figures, ageMs, redis }: Seen, now: Date): Iterable<FiguresProblem> {
  const of = figures === null ? "" : ` Figures of ${clockOf(figures.at, now)} UTC.`;
  if (!redis.up) {
    const sentence = `Redis is away: nothing is accepted, matched or sent.${of}`;
    yield problem("RedisAway", "page", { where: "redis", word: "away", sentence });
  } else if (figures === null) {
    const sentence = "There are no figures: no worker has written any yet.";
    yield problem("FiguresStale", "page", { where: "age", word: "none", sentence });
  } else if (isStale({ ageMs })) {
    const sentence = `The figures are ${spanOf(ageMs ?? 0)} old: no worker writes them.${of}`;
    yield problem("FiguresStale", "page", { where: "age", word: "old", sentence });
  }
}

export const isStale = ({ ageMs }: Pick<Seen, "ageMs">): boolean => ageMs === null || ageMs > limits.staleMs;

export interface Verdict {
  state: "delivering" | "not delivering" | "unknown";
  /** The first sentence that an operator reads. */
  sentence: string;
  /** What the sentence is about, if something is wrong. */
  because: FiguresProblem | null;
}

/** Problems that keep mails from going out. */
const stops = new Set([
  "RedisAway",
  "DatabaseAway",
  "SendingStopped",
  "OutsideFailing",
  "DigestsNotDelivered",
  "LedgerLags",
]);

/** Is it delivering? @param problems of the same figures */
export function verdictOf({ figures }: Seen, problems: readonly FiguresProblem[]): Verdict {
  const stop = problems.find((one) => one.severity === "page" && stops.has(one.problem));
  if (stop) return { state: "not delivering", sentence: `NOT delivering: ${lowerFirst(stop.sentence)}`, because: stop };
  const old = problems.find((one) => one.problem === "FiguresStale") ?? null;
  const delivering = figures?.delivering ?? null;
  if (old !== null || delivering === null) {
    const why = lowerFirst(old?.sentence ?? "The ledger was not read yet.");
    return { state: "unknown", sentence: `Nobody knows whether it is delivering: ${why}`, because: old };
  }
  const { eligible, delivered } = delivering;
  const said =
    eligible === 0
      ? "Nothing to deliver: no digest was due in 24 h, and none is owed"
      : `Delivering: ${numberOf(delivered)} of ${countOf(eligible, "due digest")} in 24 h`;
  return { state: "delivering", sentence: said, because: null };
}

/** Sentences begin with a name or a common word; only the latter loses its capital. */
const lowerFirst = (sentence: string) =>
  /^(The|There|Sending|Digests|Nobody|No)\b/.test(sentence)
    ? sentence.charAt(0).toLowerCase() + sentence.slice(1)
    : sentence;
