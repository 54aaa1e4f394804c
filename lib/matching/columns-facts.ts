import { careerPaths, postingSchema } from "../postings/posting.ts";
import type { CatalogueEntry } from "./catalogue-entry.ts";

const { shape } = postingSchema;
/** Those of postings, and last what names none and is hardly for beginners. */
export const levels = [...shape.level.options, "hardly-early"] as const;
export const programmes = [null, ...shape.programme.unwrap().options] as const;
export const modes = shape.remote.shape.mode.options;
export const visas = shape.visa.options;
export const occupations = shape.occupation.options;
const links = [null, "live", "uncertain", "gone"] as const;
const [liveLink, goneLink] = [1, 3];

const hardlyEarly = levels.indexOf("hardly-early");
/** How likely it is for beginners stands where others have their programme, in quarters. */
const earlySteps = 4;

/** Level and programme. */
const packedRank = ({ level, programme, early }: CatalogueEntry): number =>
  level === "unknown" && early < 1
    ? hardlyEarly | (Math.round(early * earlySteps) << 3)
    : levels.indexOf(level) | (programmes.indexOf(programme) << 3);

/** What of a posting has few values, in 32 bits: level 3, programme 3, mode 2, visa 2, link 2, occupation 5, paths 9, quality 6. */
export function packed(entry: CatalogueEntry): number {
  return (
    packedRank(entry) |
    (modes.indexOf(entry.remote.mode) << 6) |
    (visas.indexOf(entry.visa) << 8) |
    (links.indexOf(entry.linkStatus) << 10) |
    (occupations.indexOf(entry.occupation) << 12) |
    (pathBits(entry.careerPaths) << 17) |
    (qualitySteps(entry) << 26)
  );
}

const bitOfPath: ReadonlyMap<string, number> = new Map(careerPaths.map((path, at) => [path, 1 << at]));

/** A bit for each career path; what is none (`unsure`) has none. */
export function pathBits(paths: readonly string[]): number {
  let bits = 0;
  for (const path of paths) bits |= bitOfPath.get(path) ?? 0;
  return bits;
}

const clamped = (share: number) => Math.min(1, Math.max(0, share));

/**
 * In 0-63: a fifth for the employer's own system and one for the text, of which lib/postings/groups.ts has 1000 and 4 for each
 * doubling; the rest for how sure its kind of work is. Where that is guessed, half of the guesses are wrong.
 */
export function qualitySteps({ quality, occupationConfidence }: CatalogueEntry): number {
  const own = quality >= 1000 ? 1 : 0;
  // 4,096 characters say all there is to say.
  const text = clamped((quality % 1000) / 48);
  return Math.round(63 * (0.2 * own + 0.2 * text + 0.6 * clamped(occupationConfidence)));
}

export const levelOf = (facts: number) => facts & 7;
/** Level and programme together, 0-63: they are judged together. */
export const rankBits = 6;
export const rankOf = (facts: number) => facts & 63;
export const programmeOf = (facts: number) => (facts >>> 3) & 7;
/** 0-1, of what is hardly early. */
export const earlyOf = (facts: number) => programmeOf(facts) / earlySteps;
export const modeOf = (facts: number) => (facts >>> 6) & 3;
export const visaOf = (facts: number) => (facts >>> 8) & 3;
export const isLive = (facts: number) => ((facts >>> 10) & 3) === liveLink;
export const isGone = (facts: number) => ((facts >>> 10) & 3) === goneLink;
export const occupationOf = (facts: number) => (facts >>> 12) & 31;
export const pathsOf = (facts: number) => (facts >>> 17) & 511;
export const qualityOf = (facts: number) => (facts >>> 26) / 63;

export const otherOccupation = occupations.indexOf("other");
/** Work that leads to no career path. A posting of other work that names no path was only guessed at. */
export const pathless: ReadonlySet<string> = new Set([
  ...["hr", "legal", "engineering", "admin", "education"],
  ...["healthcare", "retail", "hospitality", "trades_manual"],
]);
/** Their bits. */
export const pathlessBits = occupations.reduce((bits, name, at) => (pathless.has(name) ? bits | (1 << at) : bits), 0);
const isPathless = occupations.map((occupation) => pathless.has(occupation));
/** Whether it is certainly of no path that can be asked for. */
export const isOfNoPath = (facts: number): boolean => pathsOf(facts) === 0 && isPathless[occupationOf(facts)] === true;
/** By level. */
export const isExperienced = levels.map((level) => level === "mid" || level === "senior" || level === "lead");
/** Levels of which postings stand in one list: those that can be asked for, those that are not named, and all of experience. */
export const levelGroups = [
  ...levels.flatMap((_, at) => (isExperienced[at] ? [] : [[at]])),
  levels.flatMap((_, at) => (isExperienced[at] ? at : [])),
];
/** By level. */
export const groupOfLevel = levels.map((_, at) => levelGroups.findIndex((group) => group.includes(at)));
/** Lists by path: one of each career path, then what may be of any, and what is certainly of none. */
export const pathGroups = careerPaths.length + 2;
export const unknownPath = careerPaths.length;
export const offMenu = careerPaths.length + 1;
