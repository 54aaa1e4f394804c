import type { Catalogue } from "./catalogue.ts";
import { column, undated, width } from "./columns.ts";
import { explain } from "./explain.ts";
import type { GateOptions } from "./gates.ts";
import type { Match } from "./rank.ts";
import { Scorer } from "./score.ts";
import { Prepared } from "./score-seeker.ts";
import type { Seeker } from "./seeker.ts";

interface Fit {
  slot: number;
  /** Not rounded. */
  score: number;
  posted: number;
  /** The best score among its equals. */
  best: number;
  /** How many of its company stand before it among its equals. */
  turn: number;
}

/**
 * Everything that fits, for people who read on after a digest: any number of a company, experienced postings among the
 * rest if no level was asked for, and last what is elsewhere in the countries of the cities asked for. Scores the whole
 * catalogue, so it is for one person now and then.
 */
export function rankWhole(
  seeker: Seeker,
  catalogue: Catalogue,
  options: Omit<GateOptions, "elsewhere" | "experienced"> & { limit: number },
): Omit<Match, "sameCompany">[] {
  const prepared = new Prepared(seeker);
  const { columns } = catalogue;
  const scorer = new Scorer(prepared, columns, { ...options, elsewhere: true, experienced: true });
  const fits: Fit[] = [];
  for (let slot = 0; slot < columns.end; slot++) {
    const score = columns.isFree(slot) ? -1 : scorer.score(slot);
    const posted = columns.rows[slot * width + column.posted] ?? undated;
    if (score >= 0) fits.push({ slot, score, posted, best: score, turn: 0 });
  }
  fits.sort((a, b) => b.score - a.score || b.posted - a.posted || columns.ids.compare(a.slot, b.slot));
  takeTurns(fits, ({ slot }) => columns.rows[slot * width + column.company] ?? 0);
  return fits.slice(0, options.limit).map(({ slot, score }) => {
    const parts = scorer.partsOf(slot);
    return {
      ...{ postingId: columns.ids.idOf(slot), score: Math.round(score), parts },
      ...explain(prepared, columns, scorer, slot, parts),
    };
  });
}

/** Postings that are this near to the best of them are as good as equal. */
const equalWithin = 0.5;

/** Among equals, a company's second posting comes after the others' first. `fits` is sorted before and after. */
function takeTurns(fits: Fit[], companyOf: (fit: Fit) => number): void {
  let best = Number.POSITIVE_INFINITY;
  const turns = new Map<number, number>();
  for (const fit of fits) {
    if (fit.score < best - equalWithin) {
      best = fit.score;
      turns.clear();
    }
    fit.best = best;
    const company = companyOf(fit);
    // Unknown companies do not count as one.
    if (company === 0) continue;
    fit.turn = turns.get(company) ?? 0;
    turns.set(company, fit.turn + 1);
  }
  fits.sort((a, b) => b.best - a.best || a.turn - b.turn);
}
