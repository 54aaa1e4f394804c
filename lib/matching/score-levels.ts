import { isExperienced, levelGroups, levels, programmes, rankBits } from "./columns-facts.ts";
import type { Seeker } from "./seeker.ts";
import { shares } from "./weights.ts";

type Level = (typeof levels)[number];
type Programme = (typeof programmes)[number];

export interface LevelShares {
  /** Of each level with each programme, by columns-facts' rankOf. */
  byRank: Float64Array;
  /** The best of each of columns-facts' levelGroups; -1 = none of it is listed. */
  best: Float64Array;
}

/** By the bits of the levels that are asked for: few, and the same for all who ask for them. */
const tables: (LevelShares | undefined)[] = [];
const bitOf: Readonly<Record<Seeker["levels"][number], number>> = { internship: 1, graduate: 2, entry: 4 };

export function levelShares(asked: Seeker["levels"]): LevelShares {
  let bits = 0;
  for (const level of asked) bits |= bitOf[level];
  let table = tables[bits];
  if (!table) {
    const byRank = new Float64Array(2 ** rankBits);
    for (const [l, level] of levels.entries())
      for (const [p, programme] of programmes.entries()) byRank[l | (p << 3)] = levelShare(asked, level, programme);
    const shareOf = (level: number) => Math.max(...byRank.filter((_, at) => (at & 7) === level));
    const isClosed = (level: number) => asked.length > 0 && isExperienced[level];
    const best = levelGroups.map((group) => Math.max(...group.map((level) => (isClosed(level) ? -1 : shareOf(level)))));
    table = { byRank, best: Float64Array.from(best) };
    tables[bits] = table;
  }
  return table;
}

/** No posting of such a level is listed. */
export const closedLevel = -1;
/** One person's at a time. */
const losses = new Float64Array(levelGroups.length);

/** Points of `most` that each of columns-facts' levelGroups costs at least, or `closedLevel`. */
export function lossesOf({ best }: LevelShares, most: number): Float64Array {
  for (let group = 0; group < best.length; group++) {
    const share = best[group] ?? closedLevel;
    losses[group] = share < 0 ? closedLevel : most * (1 - share);
  }
  return losses;
}

export function levelShare(asked: Seeker["levels"], level: Level, programme: Programme): number {
  if (asked.length === 0) {
    if (level === "unknown") return shares.anyLevel.unknown;
    if (level === "mid") return shares.anyLevel.mid;
    return level === "senior" || level === "lead" ? shares.anyLevel.experienced : shares.anyLevel.early;
  }
  if (level === "unknown") return shares.level.unknown;
  if (asked.some((each) => each === level)) {
    if (programme === "working-student") return shares.level.workingStudent;
    return programme === "apprenticeship" || programme === "thesis" ? shares.level.otherProgramme : 1;
  }
  const beginners = level !== "internship" && asked.some((each) => each !== "internship");
  return beginners ? shares.level.neighbour : shares.level.misfit;
}
