import { careerPaths } from "../postings/posting.ts";
import type { Catalogue } from "./catalogue.ts";
import { cellOf, type PostingLists } from "./catalogue-index.ts";
import { offMenu, pathlessBits, unknownPath } from "./columns-facts.ts";
import { Digest, pathWants } from "./diversity.ts";
import { type Explanation, explain } from "./explain.ts";
import type { GateOptions, SkipReason } from "./gates.ts";
import { anyWant, Sweep } from "./rank-sweep.ts";
import { Scorer } from "./score.ts";
import { Prepared } from "./score-seeker.ts";
import type { Seeker } from "./seeker.ts";
import { leastScore, mostCounted, type Part, shares } from "./weights.ts";

export interface RankOptions extends GateOptions {
  /** Ids of postings that were matched before. */
  exclude: Iterable<string>;
  limit: number;
  /** The lowest score (rounded, as it is shown) to be listed or counted; without it there is no minimum. */
  least?: number;
}

export interface Match extends Explanation {
  postingId: string;
  /** 0-100. */
  score: number;
  /** Share 0-1 of each part that was asked about. */
  parts: Partial<Record<Part, number>>;
  /**
   * How many more of its company score no less than the last one listed, but were left out as its company has enough.
   */
  sameCompany: number;
}

export interface Ranking {
  /** Best first. */
  matches: Match[];
  /** How many live postings there were to choose from. */
  lookedAt: number;
  /** How many more are good enough but not listed, counted up to weights.ts' mostCounted. */
  more: number;
}

/** The postings that fit a person best, with reasons: the same as if all were scored, without scoring all. */
export function rank(seeker: Seeker, catalogue: Catalogue, options: RankOptions): Ranking {
  const prepared = new Prepared(seeker);
  const { columns, lists } = catalogue;
  const scorer = new Scorer(prepared, columns, options);
  const least = options.least === undefined ? 0 : toldAs(options.least);
  const sweep = new Sweep(scorer, columns, lists, options.exclude, least);
  const digest = new Digest(prepared, scorer.fits, columns, options.limit);
  openLists(sweep, lists, scorer, prepared, digest.wants);
  if (digest.wants !== 0) {
    const wanted = () => digest.unmet();
    sweep.down(Math.max(least, toldAs(leastScore)), wanted, (fit) => digest.takeWanted(fit));
  }
  const anything = () => (digest.full ? 0 : anyWant);
  sweep.down(least, anything, (fit) => digest.take(fit));
  // A single pass gives them in order.
  const chosen = digest.wants === 0 ? digest.chosen : digest.chosen.sort(sweep.order);
  return {
    matches: chosen.map(({ slot, score }) => {
      const parts = scorer.partsOf(slot);
      const { reasons, gaps } = explain(prepared, columns, scorer, slot, parts);
      const sameCompany = digest.leftOutBeside(slot);
      return {
        postingId: columns.ids.idOf(slot),
        score: Math.round(score),
        parts,
        sameCompany,
        reasons,
        gaps,
      };
    }),
    lookedAt: catalogue.size,
    more: Math.min(mostCounted, sweep.count(chosen.length + mostCounted) - chosen.length),
  };
}

/** The lowest score that rounds to this one. */
const toldAs = (score: number) => Math.max(0, score - 0.5);

/** Opens the lists of every place, path and level that may fit. */
function openLists(sweep: Sweep, lists: PostingLists, scorer: Scorer, seeker: Prepared, wants: number): void {
  const losses = scorer.levelLosses();
  const groups = groupsFor(seeker);
  let bestPlace = 0;
  for (const { fits } of scorer.fits) for (const { share } of fits) bestPlace = Math.max(bestPlace, share);
  for (const { fits, cities } of scorer.fits)
    for (const { key, share, modeKnown } of fits) {
      // A posting of a wanted city may owe its score to another, better place, whose list waits: assume the best.
      const placeShare = (cities & wants) === 0 ? share : bestPlace;
      const sure = share === bestPlace ? share : 0;
      const there = lists.groups[key] ?? 0;
      for (const { group, share: pathShare, wants: served } of groups) {
        if (((there >>> group) & 1) === 0) continue;
        const most = scorer.most(placeShare, pathShare, modeKnown);
        sweep.open(
          cellOf(key, group, 0),
          most,
          scorer.placePoints(placeShare),
          losses,
          (cities | served) & wants,
          sure,
        );
      }
    }
}

/** The path groups that may fit, and the best share in each. */
function groupsFor({ paths, unsure, occupations }: Prepared): { group: number; share: number; wants: number }[] {
  const groups: ReturnType<typeof groupsFor> = [{ group: unknownPath, share: shares.path.unknown, wants: 0 }];
  const offShare = (occupations & pathlessBits) === 0 ? shares.path.offMenu : shares.path.unsure;
  if (unsure) groups.push({ group: offMenu, share: offShare, wants: 0 });
  for (let path = 0; path < careerPaths.length; path++) {
    const asked = ((paths >>> path) & 1) === 1;
    if (asked || unsure)
      groups.push({ group: path, share: asked ? 1 : shares.path.unsure, wants: pathWants(paths & (1 << path)) });
  }
  return groups;
}

/** Why nothing fits: how many postings are not listed, by reason. Looks at all, so only for an empty ranking. */
export function whyNone(
  seeker: Seeker,
  catalogue: Catalogue,
  options: RankOptions,
): Partial<Record<SkipReason, number>> {
  const { columns } = catalogue;
  const before = new Set(Array.from(options.exclude, (id) => columns.ids.find(id)));
  const scorer = new Scorer(new Prepared(seeker), columns, options);
  const counts: Partial<Record<SkipReason, number>> = {};
  for (let slot = 0; slot < columns.end; slot++) {
    const reason = columns.isFree(slot) ? null : before.has(slot) ? "matched-before" : scorer.skipped(slot);
    if (reason) counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}
