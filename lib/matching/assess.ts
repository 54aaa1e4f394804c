import { compared, exchanged } from "../rates.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { type PlaceFit, placeFit } from "./place-fit.ts";
import { type Prepared, plain } from "./seeker.ts";
import { newForMs, oldAfterMs, type Part, shares, weights } from "./weights.ts";

/** Why a posting was not considered: certain, and not what was asked for. */
export type SkipReason = "work-mode" | "level" | "career-path" | "visa" | "place";

export interface Assessment {
  /** 0-100, not rounded. */
  score: number;
  /** Share 0-1 of each part that was asked about. */
  parts: Partial<Record<Part, number>>;
  place: PlaceFit;
}

/** Judges one posting for one person. Gates close only on what is certain; the unknown ranks lower and is never hidden. */
export function assess(seeker: Prepared, entry: CatalogueEntry, now: number): Assessment | SkipReason {
  const closed = gate(seeker, entry);
  if (closed) return closed;
  const place = placeFit(seeker, entry);
  if (!place) return "place";
  const parts: Partial<Record<Part, number>> = {
    place: place.share,
    path: pathShare(seeker, entry),
    level: levelShare(seeker, entry),
    freshness: freshnessShare(entry, now),
  };
  if (seeker.workModes.length > 0) parts.mode = entry.remote.mode === "unknown" ? shares.mode.unknown : 1;
  if (seeker.languages.length > 0) parts.languages = languageShare(seeker, entry);
  if (seeker.visa === "needed") parts.visa = entry.visa === "offered" ? 1 : shares.visa.unknown;
  if (seeker.foldedKeywords.length > 0) parts.keywords = keywordShare(seeker, entry);
  if (seeker.salaryMin) parts.pay = payShare(seeker.salaryMin, entry);
  return { score: scoreOf(parts), parts, place };
}

function scoreOf(parts: Partial<Record<Part, number>>): number {
  let points = 0;
  let possible = 0;
  for (const [part, share] of Object.entries(parts) as [Part, number][]) {
    points += weights[part] * share;
    possible += weights[part];
  }
  return (100 * points) / possible;
}

function gate(seeker: Prepared, entry: CatalogueEntry): SkipReason | null {
  const { mode } = entry.remote;
  if (mode !== "unknown" && seeker.workModes.length > 0 && !seeker.workModes.includes(mode)) return "work-mode";
  if (seeker.levels.length > 0 && isExperienced(entry)) return "level";
  if (!seeker.careerPaths.includes("unsure") && isOtherPath(seeker, entry)) return "career-path";
  return seeker.visa === "needed" && entry.visa === "refused" ? "visa" : null;
}

function isExperienced({ level }: CatalogueEntry): boolean {
  return level === "mid" || level === "senior" || level === "lead";
}

/** A known path that was not asked for, or a known occupation that belongs to none (a nurse, a welder). */
function isOtherPath(seeker: Prepared, { careerPaths, occupation }: CatalogueEntry): boolean {
  if (careerPaths.length === 0) return occupation !== "other";
  return !careerPaths.some((path) => seeker.careerPaths.includes(path));
}

function pathShare(seeker: Prepared, { careerPaths, occupation }: CatalogueEntry): number {
  if (careerPaths.some((path) => seeker.careerPaths.includes(path))) return 1;
  if (careerPaths.length > 0) return shares.path.unsure;
  return occupation === "other" ? shares.path.unknown : shares.path.offMenu;
}

function levelShare({ levels }: Prepared, { level, programme }: CatalogueEntry): number {
  if (levels.length === 0) {
    if (level === "unknown") return shares.anyLevel.unknown;
    if (level === "mid") return shares.anyLevel.mid;
    return level === "senior" || level === "lead" ? shares.anyLevel.experienced : shares.anyLevel.early;
  }
  if (level === "unknown") return shares.level.unknown;
  if (levels.some((asked) => asked === level)) {
    if (programme === "working-student") return shares.level.workingStudent;
    return programme === "apprenticeship" || programme === "thesis" ? shares.level.otherProgramme : 1;
  }
  const beginners = level !== "internship" && levels.some((asked) => asked !== "internship");
  return beginners ? shares.level.neighbour : shares.level.misfit;
}

function freshnessShare({ postedAt }: CatalogueEntry, now: number): number {
  if (postedAt === null) return shares.freshness.unknown;
  const age = now - Date.parse(postedAt);
  return Math.min(1, Math.max(0, (oldAfterMs - age) / (oldAfterMs - newForMs)));
}

function languageShare({ languages }: Prepared, entry: CatalogueEntry): number {
  const required = entry.languages.filter((language) => language.required);
  if (required.some(({ code }) => !languages.includes(code))) return shares.languages.missing;
  if (required.length > 0) return 1;
  if (entry.lang === null) return shares.languages.unknown;
  return languages.includes(entry.lang) ? shares.languages.readable : shares.languages.written;
}

/** The keywords that stand in the title, the company or the occupation, as whole words. */
export function keywordsIn({ foldedKeywords, keywords }: Prepared, entry: CatalogueEntry): string[] {
  const text = ` ${plain(`${entry.title} ${entry.company} ${entry.occupation}`)} `;
  return keywords.filter((_, at) => foldedKeywords[at] && text.includes(` ${foldedKeywords[at]} `));
}

function keywordShare(seeker: Prepared, entry: CatalogueEntry): number {
  const found = keywordsIn(seeker, entry).length;
  if (found === 0) return 0;
  const { first } = shares.keywords;
  return first + ((1 - first) * (found - 1)) / Math.max(1, seeker.keywords.length - 1);
}

const perYear = { month: 12, year: 1, day: null, hour: null } as const;

/**
 * The posting's pay in the unit that was asked in, in round figures if in other money; null where that would need a
 * guess: hours a week, a currency without a rate, one too near to what is asked.
 */
export function comparablePay(asked: NonNullable<Prepared["salaryMin"]>, { salary }: CatalogueEntry): number | null {
  const top = salary?.max ?? salary?.min ?? null;
  if (!salary || top === null) return null;
  const amount = inPeriod(top, salary.period, asked.period);
  if (amount === null || salary.currency === asked.currency) return amount;
  if (compared({ amount, currency: salary.currency }, asked) === null) return null;
  return Number(exchanged(amount, salary.currency, asked.currency)?.toPrecision(2));
}

function inPeriod(amount: number, from: keyof typeof perYear, to: keyof typeof perYear): number | null {
  if (from === to) return amount;
  const [given, wanted] = [perYear[from], perYear[to]];
  return given === null || wanted === null ? null : (amount * given) / wanted;
}

function payShare(asked: NonNullable<Prepared["salaryMin"]>, entry: CatalogueEntry): number {
  const pay = comparablePay(asked, entry);
  if (pay === null) return shares.pay.unknown;
  return pay >= asked.amount ? 1 : (shares.pay.below * pay) / asked.amount;
}
