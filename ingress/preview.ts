import { z } from "zod";
import { resolveCity } from "../lib/postings/places.ts";
import { type Choice, countOf } from "../lib/preview/count.ts";
import type { Preview } from "../lib/preview/model.ts";
import { knownPreview } from "../lib/preview/store.ts";
import { wishFields } from "../lib/subscribers/wishes.ts";
import { type Locale, wordsOf } from "../lib/words/index.ts";

const { cities, countries, careerPaths, levels, workModes, visa } = wishFields.shape;
/** The fields that decide how many postings match; nothing else of an unfinished form is read. */
const choiceFields = z.object({
  cities: cities.catch([]),
  countries: countries.catch([]),
  careerPaths: careerPaths.catch([]),
  levels: levels.catch([]),
  workModes: workModes.catch([]),
  visa: visa.catch("unknown"),
});

/** With cities resolved. null = only unknown cities were named: there is nothing to say yet. */
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

/** The count in a sentence, which does not speak of matches before anything is chosen. */
export function liveInWords(count: number, typed: unknown, locale: Locale): string {
  const { live, liveInAll } = wordsOf(locale).pages.signup;
  const { visa, ...chosen } = choiceFields.parse(typed);
  const isChoice = visa !== "unknown" || Object.values(chosen).some((list) => list.length > 0);
  return isChoice ? live(count) : liveInAll(count);
}

/** How many live postings match, if this process can say without waiting. */
export const liveFor = (typed: unknown): number | undefined => countFor(knownPreview(), typed) ?? undefined;
