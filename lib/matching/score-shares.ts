import type { Tongue } from "./columns.ts";
import { isOfNoPath, occupationOf, otherOccupation, pathsOf } from "./columns-facts.ts";
import type { Prepared } from "./score-seeker.ts";
import { shares } from "./weights.ts";

/** Shares of the parts that depend on few facts. */

export function pathShare(seeker: Prepared, facts: number): number {
  const paths = pathsOf(facts);
  if (paths & seeker.paths) {
    let share = 1;
    for (let beside = paths & ~seeker.paths; beside > 0; beside &= beside - 1) share -= shares.path.beside;
    return share;
  }
  if (paths > 0) return shares.path.unsure;
  if (!isOfNoPath(facts)) return shares.path.unknown;
  return isNamed(seeker, facts) ? shares.path.unsure : shares.path.offMenu;
}

/** Whether a keyword names its kind of work. */
export const isNamed = ({ occupations }: Prepared, facts: number): boolean =>
  ((occupations >>> occupationOf(facts)) & 1) === 1;

/** Of a posting that does not say its mode. */
export const unknownModeShare = ({ goesToWork }: Prepared): number =>
  goesToWork ? shares.mode.unknown : shares.mode.unknownForRemote;

export function occupationShare(seeker: Prepared, facts: number): number {
  if (isNamed(seeker, facts)) return 1;
  return occupationOf(facts) === otherOccupation ? shares.occupation.unknown : shares.occupation.other;
}

export function languageShare({ languages }: Prepared, tongue: Tongue | undefined): number {
  if (!tongue) return shares.languages.unknown;
  for (const code of tongue.required) if (!languages.includes(code)) return shares.languages.missing;
  // "Gute Englischkenntnisse", in a German text: people who cannot read it are hardly meant.
  if (tongue.lang !== null && !languages.includes(tongue.lang)) return shares.languages.written;
  if (tongue.required.length > 0) return 1;
  return tongue.lang === null ? shares.languages.unknown : shares.languages.readable;
}

/** Of this many keywords, for those that are named. */
export function keywordShare(named: number, of: number): number {
  const { first } = shares.keywords;
  if (named === 0 || named === of) return named === 0 ? 0 : 1;
  return first + ((1 - first) * (named - 1)) / (of - 1);
}
