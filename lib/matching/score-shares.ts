import type { Tongue } from "./columns.ts";
import { isOfNoPath, occupationOf, otherOccupation, pathsOf } from "./columns-facts.ts";
import type { Prepared } from "./score-seeker.ts";
import { shares } from "./weights.ts";

/** The shares of parts that few facts decide. */

export function pathShare(seeker: Prepared, facts: number): number {
  const paths = pathsOf(facts);
  if (paths & seeker.paths) {
    let share = 1;
    for (let beside = paths & ~seeker.paths; beside > 0; beside &= beside - 1) share -= shares.path.beside;
    return share;
  }
  if (paths > 0) return shares.path.unsure;
  return isOfNoPath(facts) ? shares.path.offMenu : shares.path.unknown;
}

export function occupationShare(seeker: Prepared, facts: number): number {
  const occupation = occupationOf(facts);
  if ((1 << occupation) & seeker.occupations) return 1;
  return occupation === otherOccupation ? shares.occupation.unknown : shares.occupation.other;
}

export function languageShare({ languages }: Prepared, tongue: Tongue | undefined): number {
  if (!tongue) return shares.languages.unknown;
  for (const code of tongue.required) if (!languages.includes(code)) return shares.languages.missing;
  if (tongue.required.length > 0) return 1;
  if (tongue.lang === null) return shares.languages.unknown;
  return languages.includes(tongue.lang) ? shares.languages.readable : shares.languages.written;
}

/** Of so many keywords that are named. */
export function keywordShare(named: number, of: number): number {
  const { first } = shares.keywords;
  if (named === 0 || named === of) return named === 0 ? 0 : 1;
  return first + ((1 - first) * (named - 1)) / (of - 1);
}
