import { type Place, placeById } from "../lib/postings/gazetteer.ts";
import { citiesNear } from "../lib/postings/near-cities.ts";
import { placesCalled } from "../lib/postings/place-parts.ts";
import { familiar, resolveCity, suggestCities } from "../lib/postings/places.ts";
import { fold } from "../lib/postings/text.ts";
import type { Locale } from "../lib/words/index.ts";
import { namesIn } from "../lib/words/names.ts";

/** A city to choose from; `label` tells it from its namesakes. */
export interface CityChoice {
  geonameId: number;
  name: string;
  /** ISO 3166-1. */
  country: string;
  /** The code of its state or canton, in countries where people use it. */
  admin?: string;
  label: string;
}

type Named = Pick<Place, "geonameId" | "name" | "country">;

export function cityChoice({ geonameId, name: own, country }: Named, locale: Locale): CityChoice {
  const names = namesIn(locale);
  const name = names.city({ geonameId, name: own });
  const code = placeById(geonameId)?.admin ?? "";
  // Elsewhere GeoNames numbers the regions itself.
  const admin = /^[A-Z]{2}$/.test(code) ? code : undefined;
  const label = [name, admin, names.country(country)].filter(Boolean).join(", ");
  return { geonameId, name, country, ...(admin && { admin }), label };
}

/** Starts this short are cached: each begins thousands of names, there are few of them, and everybody types them. */
const shortStart = 3;
const mostStarts = 5_000;
const suggested = new Map<string, CityChoice[]>();

/** Nobody would look through more. */
const mostNear = 3;

/** Cities that somebody may have meant by a name we do not know. */
export const nearCities = (name: string, locale: Locale): CityChoice[] =>
  citiesNear(fold(name), mostNear).map((city) => cityChoice(city, locale));

/** Cities whose name, in any usual language, starts with the text or else nearly equals it; the likeliest first. */
export function suggestedCities(start: string, locale: Locale, most: number): CityChoice[] {
  const folded = fold(start.slice(0, 80));
  const key = `${locale}/${most}/${folded}`;
  const known = suggested.get(key);
  if (known) return known;
  const cities = suggestCities(folded, most).map((city) => cityChoice(city, locale));
  if (folded.length > shortStart) return cities.length > 0 ? cities : nearCities(folded, locale).slice(0, most);
  if (suggested.size >= mostStarts) suggested.clear();
  suggested.set(key, cities);
  return cities;
}

/** We do not ask about a namesake less than a fifth as likely as the first. */
const leastMeant = 0.2;
const mostNamesakes = 5;
const meant = ({ country, population }: Place) => familiar(country, population);

/** The cities that an ambiguous name may mean, the likeliest first; [] = it is clear, or names none. */
export function namesakesOf(name: string, countries: readonly string[], locale: Locale): CityChoice[] {
  const best = resolveCity(name, countries);
  if (best === null) return [];
  const named = new Map(placesCalled(fold(name)).map((place) => [place.geonameId, place]));
  const first = named.get(best.geonameId);
  if (first === undefined) return [];
  const others = [...named.values()].filter(
    (place) =>
      place !== first &&
      !place.section &&
      (!countries.includes(first.country) || countries.includes(place.country)) &&
      meant(place) >= leastMeant * meant(first),
  );
  if (others.length === 0) return [];
  return [best, ...others.sort((a, b) => meant(b) - meant(a))]
    .slice(0, mostNamesakes)
    .map((place) => cityChoice(place, locale));
}
