import { countryCode, countryNamed } from "./areas.ts";
import { placeById } from "./gazetteer.ts";
import { isFamiliar } from "./near-cities.ts";
import { placesOf, resolveCity } from "./places.ts";
import { fold } from "./text.ts";

export interface TypedPlaces {
  /** Names, and GeoNames ids where one entry named several cities. Also what nobody knows. */
  cities: (string | number)[];
  /** ISO 3166-1. */
  countries: string[];
  /** "Remote", "Homeoffice": named where places are, though it is none. */
  remote: boolean;
}

/** More than anybody may name; what a program sends beyond is refused unread. */
const mostRead = 12;

/**
 * What people mean who write places with commas between them: "Berlin, Germany" is one city and "Hamburg oder Bremen"
 * two, and a country alone is anywhere in it.
 */
export function typedPlaces(entries: readonly string[]): TypedPlaces {
  const cities: (string | number)[] = [];
  const countries: string[] = [];
  let remote = false;
  let last = "";
  for (const entry of entries.slice(0, mostRead)) {
    const before = last;
    last = "";
    const country = isLargeCity(entry) ? null : countryOf(entry);
    if (/^\d{1,12}$/.test(entry)) cities.push(Number(entry));
    else if (before !== "" && isWhere(before, entry)) cities.splice(-1, 1, `${before}, ${entry}`);
    else if (country) countries.push(country);
    else if (resolveCity(entry)) {
      cities.push(entry);
      last = entry;
    } else if (saysRemote(entry)) remote = true;
    else cities.push(...(citiesIn(entry) ?? [entry]));
  }
  cities.push(...entries.slice(mostRead));
  return { cities, countries, remote };
}

/** What else may be called so is not meant. */
function isLargeCity(name: string): boolean {
  const city = resolveCity(name);
  return city !== null && isFamiliar(city.country, placeById(city.geonameId)?.population ?? 0);
}

/** Luxembourg is a city too; England in Arkansas is not meant. */
function countryOf(text: string): string | null {
  const country = countryNamed(fold(text)) ?? countryCode(text);
  return country !== null && resolveCity(text)?.country === country ? null : country;
}

/** Whether a country or region tells where the city before it lies: "Cambridge, MA", "Paris, France". */
function isWhere(city: string, area: string): boolean {
  if (isLargeCity(area)) return false;
  const [named, ...others] = placesOf([area]).locations;
  const isArea = others.length === 0 && named !== undefined && named.country !== null && named.geonameId === null;
  return isArea && citiesIn(`${city}, ${area}`)?.length === 1;
}

function saysRemote(text: string): boolean {
  const { locations, remote } = placesOf([text]);
  return locations.length === 0 && remote.mode === "remote";
}

/** The cities that a text names. null = none, or it names more than cities. */
function citiesIn(text: string): number[] | null {
  const { locations } = placesOf([text]);
  const ids = locations.flatMap(({ geonameId }) => geonameId ?? []);
  return ids.length > 0 && ids.length === locations.length ? ids : null;
}
