import { type Place, placeById } from "../lib/postings/gazetteer.ts";
import { placesCalled } from "../lib/postings/place-parts.ts";
import { familiar, resolveCity, suggestCities } from "../lib/postings/places.ts";
import { fold } from "../lib/postings/text.ts";
import type { Locale } from "../lib/words/index.ts";
import { namesIn } from "../lib/words/names.ts";

/** A city as it can be chosen; `label` tells it from its namesakes. */
export interface CityChoice {
  geonameId: number;
  name: string;
  /** ISO 3166-1. */
  country: string;
  /** State or canton, where people write its code. */
  admin?: string;
  label: string;
}

type Named = Pick<Place, "geonameId" | "name" | "country">;

export function cityChoice({ geonameId, name: own, country }: Named, locale: Locale): CityChoice {
  const names = namesIn(locale);
  const name = names.city({ geonameId, name: own });
  const code = placeById(geonameId)?.admin ?? "";
  // Elsewhere GeoNames has numbers of its own.
  const admin = /^[A-Z]{2}$/.test(code) ? code : undefined;
  const label = [name, admin, names.country(country)].filter(Boolean).join(", ");
  return { geonameId, name, country, ...(admin && { admin }), label };
}

/** So few letters begin thousands of names; there are not many such beginnings, and everybody types them. */
const shortStart = 3;
const mostStarts = 5_000;
const suggested = new Map<string, CityChoice[]>();

/** Cities whose name, in any usual language, begins so: the likely ones first. */
export function suggestedCities(start: string, locale: Locale, most: number): CityChoice[] {
  const folded = fold(start.slice(0, 80));
  const key = `${locale}/${most}/${folded}`;
  const known = suggested.get(key);
  if (known) return known;
  const cities = suggestCities(folded, most).map((city) => cityChoice(city, locale));
  if (folded.length > shortStart) return cities;
  if (suggested.size >= mostStarts) suggested.clear();
  suggested.set(key, cities);
  return cities;
}

/** A namesake that fewer would mean than one in five of those who mean the first is not asked about. */
const leastMeant = 0.2;
const mostNamesakes = 5;
const meant = ({ country, population }: Place) => familiar(country, population);

/** The cities that a name may mean if it is not clear which, the likely one first; [] = it is clear, or none. */
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
