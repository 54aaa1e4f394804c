import {
  earlyOf,
  isExperienced,
  levelGroups,
  levelOf,
  levels,
  programmeOf,
  programmes,
  rankBits,
} from "./columns-facts.ts";
import type { Seeker } from "./seeker.ts";
import { shares } from "./weights.ts";

type Level = (typeof levels)[number];
type Programme = (typeof programmes)[number];

export interface LevelShares {
  /** By columns-facts' rankOf: level and programme. */
  byRank: Float64Array;
  /** The best of each of columns-facts' levelGroups; -1 = none of it is listed. */
  best: Float64Array;
}

/** By the bits of the levels asked for: few combinations, shared by all who ask for them. */
const tables: (LevelShares | undefined)[] = [];
const bitOf: Readonly<Record<Seeker["levels"][number], number>> = { internship: 1, graduate: 2, entry: 4 };
const experiencedBit = 8;

/** @param experienced see GateOptions */
export function levelShares(asked: Seeker["levels"], experienced = false): LevelShares {
  let bits = experienced ? experiencedBit : 0;
  for (const level of asked) bits |= bitOf[level];
  let table = tables[bits];
  if (!table) {
    const byRank = new Float64Array(2 ** rankBits);
    for (let rank = 0; rank < byRank.length; rank++) {
      const level = levels[levelOf(rank)] ?? "unknown";
      byRank[rank] =
        level === "hardly-early"
          ? hardlyShare(asked, earlyOf(rank), experienced)
          : levelShare(asked, level, programmes[programmeOf(rank)] ?? null, experienced);
    }
    const shareOf = (level: number) => Math.max(...byRank.filter((_, at) => (at & 7) === level));
    const isClosed = (level: number) => asked.length > 0 && isExperienced[level];
    const best = levelGroups.map((group) => Math.max(...group.map((level) => (isClosed(level) ? -1 : shareOf(level)))));
    table = { byRank, best: Float64Array.from(best) };
    tables[bits] = table;
  }
  return table;
}

/** No posting of this level is listed. */
export const closedLevel = -1;
/** Shared: one person's at a time. */
const losses = new Float64Array(levelGroups.length);

/** How many of `most` points each of columns-facts' levelGroups costs at least, or `closedLevel`. */
export function lossesOf({ best }: LevelShares, most: number): Float64Array {
  for (let group = 0; group < best.length; group++) {
    const share = best[group] ?? closedLevel;
    losses[group] = share < 0 ? closedLevel : most * (1 - share);
  }
  return losses;
}

export function levelShare(asked: Seeker["levels"], level: Level, programme: Programme, experienced = false): number {
  if (asked.length === 0) return anyLevelShare(level, experienced);
  if (level === "unknown") return onlyInternships(asked) ? shares.level.unknownForInterns : shares.level.unknown;
  if (asked.some((each) => each === level)) {
    if (programme === "working-student") return shares.level.workingStudent;
    return programme === "apprenticeship" || programme === "thesis" ? shares.level.otherProgramme : 1;
  }
  return level === "internship" || onlyInternships(asked) ? shares.level.misfit : shares.level.neighbour;
}

/** For `hardly-early`: between the unknown and a certain misfit. */
export function hardlyShare(asked: Seeker["levels"], early: number, experienced = false): number {
  if (asked.length === 0) return early > 0 ? anyLevelShare("mid", experienced) : shares.anyLevel.noJob;
  return shares.level.misfit + (levelShare(asked, "unknown", null) - shares.level.misfit) * early;
}

const onlyInternships = (asked: Seeker["levels"]) => asked.every((each) => each === "internship");

/** If no level was asked for. */
function anyLevelShare(level: Level, experienced: boolean): number {
  const { early, unknown, mid, senior } = shares.anyLevel;
  if (level === "internship" || level === "graduate" || level === "entry") return early;
  if (experienced || level === "unknown") return unknown;
  return level === "mid" ? mid : senior;
}
