import { z } from "zod";
import { resolveCity } from "../lib/postings/places.ts";
import { type Choice, countOf } from "../lib/preview/count.ts";
import type { Preview } from "../lib/preview/model.ts";
import { knownPreview } from "../lib/preview/store.ts";
import { wishFields } from "../lib/subscribers/wishes.ts";

const { cities, countries, careerPaths, levels, workModes, visa } = wishFields.shape;
/** What of a signup decides how many postings match; of a form that is not finished nothing else is looked at. */
const choiceFields = z.object({
  cities: cities.catch([]),
  countries: countries.catch([]),
  careerPaths: careerPaths.catch([]),
  levels: levels.catch([]),
  workModes: workModes.catch([]),
  visa: visa.catch("unknown"),
});

/** Its cities resolved. null = places were named, and we know none of them: there is nothing to say yet. */
function choiceOf(typed: unknown): Choice | null {
  const { cities: named, ...wishes } = choiceFields.parse(typed);
  const cities = named.flatMap((city) => resolveCity(city, wishes.countries) ?? []);
  if (named.length > 0 && cities.length === 0 && wishes.countries.length === 0) return null;
  return { ...wishes, cities };
}

export function countFor(preview: Preview | undefined, typed: unknown): number | null {
  const choice = preview && choiceOf(typed);
  return preview && choice ? countOf(preview, choice) : null;
}

/** How many live postings match, as far as this process knows at once. */
export const liveFor = (typed: unknown): number | undefined => countFor(knownPreview(), typed) ?? undefined;
