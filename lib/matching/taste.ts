import { companyName } from "../company-name.ts";
import type { CareerPath, Level, Occupation } from "../postings/posting.ts";
import type { Part } from "./weights.ts";

/** What a subscriber said about a posting of a digest. */
export interface Verdict {
  verdict: "more" | "less" | "irrelevant" | "applied";
  /** What it is about; null = not said. */
  reason: "place" | "role" | "level" | "company" | "pay" | "stale" | "other" | null;
  /** ISO instant. */
  at: string;
  posting: { occupation: Occupation; company: string; level: Level; careerPaths: readonly CareerPath[] };
}

/** What verdicts taught about a subscriber: plain JSON, so that it can be shown. */
export interface Taste {
  /** Factor on a part's weight, 0.5-1.5. */
  weights: Partial<Record<Part, number>>;
  /** -1 (no more of it) to 1 (more of it). */
  occupations: Partial<Record<Occupation, number>>;
  /** By name without its legal form, -1 to 1. Without a prototype: a company may be called Constructor. */
  companies: Readonly<Record<string, number>>;
}

/** Older ones say what the person was looking for then. */
const countedVerdicts = 100;
/** Smoothing: this many verdicts count half. One slip moves little, a habit nearly all. */
const doubt = 3;
/** However often one part is named, the others still count. */
const mostEmphasis = 0.5;

const signs: Readonly<Record<Verdict["verdict"], 1 | -1>> = { more: 1, applied: 1, less: -1, irrelevant: -1 };

/** The part that a reason makes more important, in praise or complaint. */
const partOf: Partial<Record<NonNullable<Verdict["reason"]>, Part>> = {
  place: "place",
  role: "path",
  level: "level",
  pay: "pay",
  stale: "freshness",
};

/** Verdicts on one thing. */
interface Tally {
  sum: number;
  count: number;
}

/**
 * What the newest hundred verdicts teach, in whatever order they come: a reason names the part that matters more;
 * occupation and company take what is said of them, or of the posting as a whole.
 */
export function tasteOf(verdicts: readonly Verdict[]): Taste | undefined {
  if (verdicts.length === 0) return undefined;
  const parts = new Map<Part, Tally>();
  const occupations = new Map<Occupation, Tally>();
  const companies = new Map<string, Tally>();
  for (const { verdict, reason, posting } of newest(verdicts)) {
    const sign = signs[verdict];
    const part = reason && partOf[reason];
    if (part) note(parts, part, 1);
    const whole = reason === null || reason === "other";
    // An unknown occupation cannot be liked or avoided.
    if ((whole || reason === "role") && posting.occupation !== "other") note(occupations, posting.occupation, sign);
    const company = companyName(posting.company);
    // A verdict on the whole posting is mostly about the work: the company takes half.
    if ((whole || reason === "company") && company) note(companies, company, whole ? sign / 2 : sign);
  }
  return {
    weights: learned(parts, (share) => 1 + mostEmphasis * share),
    occupations: learned(occupations),
    companies: Object.assign(Object.create(null), learned(companies)),
  };
}

function newest(verdicts: readonly Verdict[]): readonly Verdict[] {
  if (verdicts.length <= countedVerdicts) return verdicts;
  return verdicts.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at)).slice(0, countedVerdicts);
}

function note<Thing>(tallies: Map<Thing, Tally>, thing: Thing, worth: number): void {
  const { sum, count } = tallies.get(thing) ?? { sum: 0, count: 0 };
  tallies.set(thing, { sum: sum + worth, count: count + 1 });
}

/** The mean verdict, drawn towards 0 while there are few: always between -1 and 1. */
function learned<Thing extends string>(tallies: Map<Thing, Tally>, scale = (share: number) => share) {
  const entries = [...tallies].map(([thing, { sum, count }]) => [thing, scale(sum / (count + doubt))] as const);
  return Object.fromEntries(entries) as Partial<Record<Thing, number>>;
}
