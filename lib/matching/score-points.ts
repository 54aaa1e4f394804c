import { modes } from "./columns-facts.ts";
import type { Prepared } from "./score-seeker.ts";
import { type Part, weights } from "./weights.ts";

export const parts = Object.keys(weights) as Part[];
/** Where each part stands in arrays by part. */
export const partAt = Object.fromEntries(parts.map((part, index) => [part, index])) as Record<Part, number>;

/** One person's at a time: memory of its own for each would cost more than filling it. */
const points = new Float64Array(parts.length);

/** The parts that were asked about share 100 points by their weights. */
export function pointsFor(seeker: Prepared): Float64Array {
  const asked: Readonly<Record<Part, boolean>> = {
    ...{ place: true, path: true, level: true, freshness: true, quality: true },
    occupation: seeker.occupations !== 0,
    // Who names all modes names none.
    mode: seeker.workModes.length > 0 && seeker.workModes.length < modes.length - 1,
    languages: seeker.languages.length > 0,
    visa: seeker.visa === "needed",
    keywords: seeker.words.length > 0,
    pay: seeker.salaryMin !== undefined,
    taste: seeker.taste !== undefined,
  };
  points.fill(0);
  let sum = 0;
  for (const part of parts)
    if (asked[part]) sum += points[partAt[part]] = weights[part] * (seeker.taste?.weights[part] ?? 1);
  for (let index = 0; index < points.length; index++) points[index] = (100 * (points[index] ?? 0)) / sum;
  return points;
}
