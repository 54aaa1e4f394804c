import type { Prepared } from "./score-seeker.ts";
import { onlyRemoteWeight, type Part, weights } from "./weights.ts";

export const parts = Object.keys(weights) as Part[];
/** Where each part stands in arrays by part. */
export const partAt = Object.fromEntries(parts.map((part, index) => [part, index])) as Record<Part, number>;

/** Shared, one person's at a time: to allocate it for each would cost more than to fill it. */
const points = new Float64Array(parts.length);

/** They count for everybody. */
const always: readonly Part[] = ["place", "path", "level", "freshness", "quality"];
const usual = Float64Array.from(parts, (part) => (always.includes(part) ? weights[part] : 0));

/** The parts that were asked about share 100 points by their weights. */
export function pointsFor(seeker: Prepared): Float64Array {
  points.set(usual);
  if (seeker.occupations !== 0) points[partAt.occupation] = weights.occupation;
  if (seeker.asksMode) points[partAt.mode] = seeker.goesToWork ? weights.mode : onlyRemoteWeight;
  if (seeker.languages.length > 0) points[partAt.languages] = weights.languages;
  if (seeker.visa === "needed") points[partAt.visa] = weights.visa;
  if (seeker.words.length > 0) points[partAt.keywords] = weights.keywords;
  if (seeker.salaryMin) points[partAt.pay] = weights.pay;
  if (seeker.taste) {
    points[partAt.taste] = weights.taste;
    for (const [at, part] of parts.entries()) points[at] = (points[at] ?? 0) * (seeker.taste.weights[part] ?? 1);
  }
  let sum = 0;
  for (let at = 0; at < points.length; at++) sum += points[at] ?? 0;
  for (let at = 0; at < points.length; at++) points[at] = (100 * (points[at] ?? 0)) / sum;
  return points;
}
