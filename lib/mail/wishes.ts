import { type Locale, wordsOf } from "../words/index.ts";
import { namesIn } from "../words/names.ts";
import { oneLine } from "../words/one-line.ts";
import { countryName, nameIn } from "../words/postings.ts";
import type { DeliveryWishes } from "./delivery.ts";

/** What the subscriber asked for, in one line. */
export function wishesInWords(wishes: DeliveryWishes, locale: Locale): string {
  const { names } = wordsOf(locale);
  const places = [
    ...wishes.cities.map((city) =>
      [namesIn(locale).city(city), ...(city.country === null ? [] : [countryName(city.country, locale)])].join(", "),
    ),
    ...wishes.countries.map((code) => countryName(code, locale)),
  ];
  const parts = [
    wishes.careerPaths.map((path) => nameIn(names.careerPaths, path) ?? path),
    wishes.levels.map((level) => nameIn(names.levels, level) ?? level),
    places,
    wishes.workModes.map((mode) => nameIn(names.workModes, mode) ?? mode),
  ];
  return oneLine(
    parts
      .filter((part) => part.length > 0)
      .map((part) => part.join("; "))
      .join(" · "),
    400,
  );
}
