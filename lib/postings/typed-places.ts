import { countryCode, countryNamed } from "./areas.ts";
import { placeById } from "./gazetteer.ts";
import { isFamiliar, placesOf, placesTyped, resolveCity } from "./places.ts";
import { fold } from "./text.ts";

export interface TypedPlaces {
  /** Names, and GeoNames ids if one entry named several cities. Includes unknown names. */
  cities: (string | number)[];
  /** ISO 3166-1. */
  countries: string[];
  /** "Remote", "Homeoffice": entered as a place, though not one. */
  remote: boolean;
}

/** More than anybody may name; what a program sends beyond is refused unread. */
const mostRead = 12;

/**
 * What people mean when they type places with commas: "Berlin, Germany" is one city, "Hamburg oder Bremen" are two, and
 * a country alone means anywhere in it.
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
    if (/^\d{1,12}$/.test(entry)) cities.push(resolveCity(entry) ? Number(entry) : entry);
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

/** Luxembourg is also a city; England in Arkansas and Wales in Yorkshire are not meant. */
function isLargeCity(name: string): boolean {
  const city = resolveCity(name);
  return city !== null && isFamiliar(city.country, placeById(city.geonameId)?.population ?? 0);
}

const countryOf = (text: string) => countryNamed(fold(text)) ?? countryCode(text);

/** Whether a country or region locates the city before it: "Cambridge, MA", "Paris, France". */
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

/** The cities that a text names; null = none, or not only cities. */
function citiesIn(text: string): number[] | null {
  const locations = placesTyped(text);
  const ids = locations.flatMap(({ geonameId }) => geonameId ?? []);
  return ids.length > 0 && ids.length === locations.length ? ids : null;
}
