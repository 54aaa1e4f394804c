import { careerPaths, postingSchema } from "../postings/posting.ts";
import type { CatalogueEntry } from "./catalogue-entry.ts";

const { shape } = postingSchema;
/** The levels of postings, and last `hardly-early`: names none, and is hardly for beginners. */
export const levels = [...shape.level.options, "hardly-early"] as const;
export const programmes = [null, ...shape.programme.unwrap().options] as const;
export const modes = shape.remote.shape.mode.options;
export const visas = shape.visa.options;
export const occupations = shape.occupation.options;
const links = [null, "live", "uncertain", "gone"] as const;

const hardlyEarly = levels.indexOf("hardly-early");
/** For `hardly-early`, quarters of the likelihood that it is for beginners take the place of the programme. */
const earlySteps = 4;

/** Level and programme. */
const packedRank = ({ level, programme, early }: CatalogueEntry): number =>
  level === "unknown" && early < 1
    ? hardlyEarly | (Math.round(early * earlySteps) << 3)
    : levels.indexOf(level) | (programmes.indexOf(programme) << 3);

/**
 * A posting's fields of few values, in 32 bits: level 3, programme 3, mode 2, visa 2, link 2, occupation 5, paths 9,
 * quality 6.
 */
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

/** A bit for each career path; `unsure` has none. */
export function pathBits(paths: readonly string[]): number {
  let bits = 0;
  for (const path of paths) bits |= bitOfPath.get(path) ?? 0;
  return bits;
}

const clamped = (share: number) => Math.min(1, Math.max(0, share));

/**
 * In 0-63: a fifth each for the employer's own system and for the length of the text, which lib/postings/groups.ts
 * counts as 1000 and as 4 per doubling; the rest for how sure the occupation is, as half of the guesses are wrong.
 */
export function qualitySteps({ quality, occupationConfidence }: CatalogueEntry): number {
  const own = quality >= 1000 ? 1 : 0;
  // 48 is 12 doublings: more than 4,096 characters count no more.
  const text = clamped((quality % 1000) / 48);
  return Math.round(63 * (0.2 * own + 0.2 * text + 0.6 * clamped(occupationConfidence)));
}

export const levelOf = (facts: number) => facts & 7;
/** Level and programme in one number, 0-63, as they are judged together. */
export const rankBits = 6;
export const rankOf = (facts: number) => facts & 63;
export const programmeOf = (facts: number) => (facts >>> 3) & 7;
/** 0-1, for `hardly-early` only. */
export const earlyOf = (facts: number) => programmeOf(facts) / earlySteps;
export const modeOf = (facts: number) => (facts >>> 6) & 3;
export const visaOf = (facts: number) => (facts >>> 8) & 3;
export const linkOf = (facts: number) => (facts >>> 10) & 3;
/** Sets of link states, a bit each. */
export const goneLinks = 1 << links.indexOf("gone");
export const unprovenLinks = 0b1111 & ~(1 << links.indexOf("live"));
export const isGone = (facts: number) => ((goneLinks >>> linkOf(facts)) & 1) === 1;
export const occupationOf = (facts: number) => (facts >>> 12) & 31;
export const pathsOf = (facts: number) => (facts >>> 17) & 511;
export const qualityOf = (facts: number) => (facts >>> 26) / 63;

export const otherOccupation = occupations.indexOf("other");
/** Occupations outside all career paths. With any other, a posting without a path is one whose path we do not know. */
export const pathless: ReadonlySet<string> = new Set([
  ...["hr", "legal", "engineering", "admin", "education"],
  ...["healthcare", "retail", "hospitality", "trades_manual"],
]);
/** Their bits. */
export const pathlessBits = occupations.reduce((bits, name, at) => (pathless.has(name) ? bits | (1 << at) : bits), 0);
const isPathless = occupations.map((occupation) => pathless.has(occupation));
/** Whether it certainly belongs to no career path that people can ask for. */
export const isOfNoPath = (facts: number): boolean => pathsOf(facts) === 0 && isPathless[occupationOf(facts)] === true;
/** By level. */
export const isExperienced = levels.map((level) => level === "mid" || level === "senior" || level === "lead");
/** Levels whose postings share a list: each alone, but all experienced ones together. */
export const levelGroups = [
  ...levels.flatMap((_, at) => (isExperienced[at] ? [] : [[at]])),
  levels.flatMap((_, at) => (isExperienced[at] ? at : [])),
];
/** By level. */
export const groupOfLevel = levels.map((_, at) => levelGroups.findIndex((group) => group.includes(at)));
/** Lists by path: one for each career path, then one for unknown paths and one for certainly none. */
export const pathGroups = careerPaths.length + 2;
export const unknownPath = careerPaths.length;
export const offMenu = careerPaths.length + 1;
