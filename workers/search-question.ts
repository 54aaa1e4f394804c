import { areaNamed, isEuropean } from "../lib/postings/areas.ts";
import { placeById } from "../lib/postings/gazetteer.ts";
import { placesOf, placesTyped, resolveCity } from "../lib/postings/places.ts";
import type { City, Location } from "../lib/postings/posting.ts";
import { inRegion, regionsNamed } from "../lib/postings/regions.ts";
import { fold } from "../lib/postings/text.ts";
import { neutralTitle } from "../lib/postings/title.ts";
import type { SearchCriteria } from "../lib/searches/criteria.ts";
import type { AskedPlace, Within } from "../lib/searches/judge-place.ts";
import type { Question } from "../lib/searches/score.ts";

/**
 * The criteria with what was typed as a city understood as places of postings are: "Deutschland" is a country, "home
 * office" a way of working, and "anywhere" no place.
 */
export function understood(criteria: SearchCriteria): SearchCriteria {
  const { city, ...rest } = criteria;
  // To sources that know it, a postal code tells more than its country.
  if (city === undefined || /\d/.test(city)) return criteria;
  const { locations, remote } = placesOf([city], rest.country);
  const [only, other] = locations;
  const isCountry = only && !other && only.city === null && regionsNamed(fold(city)).length === 0;
  const [home, more] = only ? [isCountry ? only.country : null] : remote.countries;
  const mode = remote.mode === "remote" || remote.mode === "hybrid" ? remote.mode : undefined;
  const isAnywhere = !only && (remote.worldwide || mode);
  const country = more === undefined ? (home ?? null) : null;
  if (country === null ? !isAnywhere || more !== undefined : country !== (rest.country ?? country)) return criteria;
  const jobType = rest.jobType ?? mode;
  return { ...rest, ...(country !== null && { country }), ...(jobType && { jobType }) };
}

/** What a posting is judged by: the criteria with the place that they mean. */
export function questionOf(criteria: SearchCriteria, now: Date): Question {
  return { criteria, place: placeAsked(criteria), now, fold, neutral: neutralTitle };
}

function placeAsked({ city: name, country }: SearchCriteria): AskedPlace {
  if (name === undefined) return { name, city: null, country, within: null };
  const locations = placesTyped(name, country);
  const [only, other] = locations;
  if (other && locations.every(isWhole)) return severalPlaces(name, country, locations);
  // England and Scotland are also towns in America.
  const larger = only && !other && only.geonameId === null ? only.country : null;
  const town = country === undefined && !other ? townOf(name) : null;
  // Vic, Alba and Norden are towns before they are regions elsewhere, or areas.
  if (town && town.country !== larger) return { name, city: town, country: town.country, within: null };
  if (larger !== null && (country === undefined || larger === country)) {
    return { name, city: null, country: larger, within: withinRegion([name, only?.city ?? ""], larger) };
  }
  const area = areaNamed(fold(name));
  if (area) return { name, city: null, country, within: ({ country: at }) => at !== null && area.includes(at) };
  const city = cityAsked(name, country, other ? null : (only?.geonameId ?? null));
  return { name, city, country: country ?? city?.country, within: null };
}

/** A whole city or country, and nothing unknown. */
const isWhole = ({ geonameId, city, country }: Location) => geonameId !== null || (city === null && country !== null);

/** "Berlin or Hamburg", "Germany or Austria" */
function severalPlaces(name: string, country: string | undefined, places: readonly Location[]): AskedPlace {
  const ids = new Set(places.flatMap(({ geonameId }) => geonameId ?? []));
  const whole = new Set(places.flatMap((place) => (place.geonameId === null ? (place.country ?? []) : [])));
  const countries = new Set(places.map((place) => place.country));
  const [first, second] = countries;
  const within: Within = (location) => {
    if (location.country !== null && whole.has(location.country)) return true;
    if (location.geonameId !== null) return ids.has(location.geonameId);
    return location.country === null || countries.has(location.country) ? null : false;
  };
  return { name, city: null, country: country ?? (second === undefined ? (first ?? undefined) : undefined), within };
}

/** Population of a town that people search for. */
const smallestTown = 20_000;

/** A European town of exactly this name. */
function townOf(name: string): City | null {
  const city = resolveCity(name);
  const place = city && isEuropean(city.country) && fold(city.name) === fold(name) ? placeById(city.geonameId) : null;
  return place && place.population >= smallestTown ? city : null;
}

/** Also "10115 Berlin" and "London UK". A city of that name in another country is not what was asked for. */
function cityAsked(name: string, country: string | undefined, readId: number | null): City | null {
  const known = resolveCity(name, country ? [country] : []) ?? (readId ? resolveCity(readId) : null);
  return known && (country === undefined || known.country === country) ? known : null;
}

/** Whether a place is in a region, such as Bavaria, or in the city of its name; null = there is no such region. */
function withinRegion(names: readonly string[], country: string): Within | null {
  const regions = names.flatMap((name) => regionsNamed(fold(name))).filter((each) => each.country === country);
  if (regions.length === 0) return null;
  // Of some regions, such as Kent, we do not know the places.
  const drawn = regions.filter(({ admin }) => admin !== null);
  const cities = names.map((name) => resolveCity(name, [country])?.geonameId);
  return (location) => {
    if (location.country !== null && location.country !== country) return false;
    if (drawn.length === 0) return null;
    const place = location.geonameId ? placeById(location.geonameId) : null;
    if (place) return inRegion(place, drawn) || cities.includes(place.geonameId);
    // "Bavaria, Germany"
    const [said] = location.city ? regionsNamed(fold(location.city)).filter((each) => each.country === country) : [];
    return said?.admin ? inRegion({ country, admin: said.admin }, drawn) : null;
  };
}
