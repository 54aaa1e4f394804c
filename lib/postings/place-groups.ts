import type { Place } from "./gazetteer.ts";
import type { Part } from "./place-parts.ts";
import type { Region } from "./regions.ts";

/** Parts that describe one place: a city with the region or country that narrows it down, or less. */
export interface Group {
  folded: string;
  places: Place[];
  regions: readonly Region[];
  country: string | null;
  /** A region or country after the city has decided; its namesakes elsewhere are out. */
  narrowed: boolean;
  /** The country was named, so what follows is another place. */
  closed: boolean;
}

function start(part: Part): Group {
  return {
    folded: part.folded,
    places: part.places,
    regions: part.regions,
    country: part.country,
    narrowed: false,
    closed: false,
  };
}

const inRegion = (place: Place, regions: readonly Region[]) =>
  regions.some((region) => region.country === place.country && (region.admin === null || region.admin === place.admin));

export function largest(places: readonly Place[]): Place | null {
  return places.reduce<Place | null>((best, place) => (best && weight(best) >= weight(place) ? best : place), null);
}

/** A state's code that is also a European province's ("Milan, MI") is the state's if there is such a town in it. */
function american(places: readonly Place[]): Place[] {
  return places.filter(({ country }) => country === "US" || country === "CA");
}

/** A borough is meant less often than the city of the same name. */
export function weight(place: Place): number {
  return (place.population + 1) * (place.section ? 0.5 : 1);
}

/** Reads parts from left to right; areas (EMEA, Europe) are given back apart. */
export function groupsOf(parts: readonly Part[]): { groups: Group[]; areas: string[] } {
  const groups: Group[] = [];
  const areas: string[] = [];
  for (const [at, part] of parts.entries()) {
    const last = groups.at(-1);
    const next = parts[at + 1];
    // "Budapest, PE, Hungary": a code of a county that we do not know, and not Peru.
    if (last && part.code && next && !fits(last, part) && fits(last, next)) continue;
    if (last && (narrow(last, part) || lead(last, part))) continue;
    if (part.area) areas.push(...part.area);
    else groups.push(start(part));
  }
  return { groups, areas };
}

function fits(group: Group, part: Part): boolean {
  return group.places.some((place) => place.country === part.country || inRegion(place, part.regions));
}

/** Lets `part` say where `group` lies. @returns false if it is a place of its own. */
function narrow(group: Group, part: Part): boolean {
  if (part.area && !part.country) return false;
  if (group.closed) return repeats(group, part);
  if (group.folded === part.folded) {
    if (part.country)
      Object.assign(group, {
        country: part.country,
        closed: group.places.some(({ country }) => country === part.country),
      });
    return true;
  }
  if (!part.country && part.regions.length === 0) return false;
  return group.places.length === 0 ? narrowRegion(group, part) : narrowCity(group, part);
}

/** "USA - Carrollton TX", "Paris, France, FR": more of what is known already. */
function repeats(group: Group, part: Part): boolean {
  if (part.places.length > 0 && !part.code) return false;
  if (part.country !== null && part.country === group.country) return true;
  const inside = group.places.filter((place) => place.country === group.country && inRegion(place, part.regions));
  if (inside.length > 0) group.places = inside;
  return inside.length > 0;
}

function narrowCity(group: Group, part: Part): boolean {
  const byCountry = group.places.filter((place) => place.country === part.country);
  const byRegion = group.places.filter((place) => inRegion(place, part.regions));
  const best = largest(byCountry) ?? largest(american(byRegion)) ?? largest(byRegion);
  if (!best) return unknownWithin(group, part);
  const named = byCountry.includes(best);
  const places = named ? byCountry : byRegion.filter((place) => place.country === best.country);
  Object.assign(group, { places, country: best.country, regions: [], narrowed: true, closed: named });
  return true;
}

/** "Vogtei, Germany": the city is not known there, the country is. "Spain, France" and "Berlin, Paris" are two places. */
function unknownWithin(group: Group, part: Part): boolean {
  if ((group.country || part.places.length > 0) && !group.narrowed && !part.country) return false;
  if ((group.country && !group.narrowed) || (group.narrowed && !part.country)) return false;
  const countries = new Set(
    [part.country, ...part.regions.map(({ country }) => country)].filter((each) => each !== null),
  );
  const country = countries.size === 1 ? [...countries][0] : part.country;
  Object.assign(group, { places: [], regions: [], country, narrowed: true, closed: true });
  return true;
}

/** "Ontario, CAN", "NH, NL": the country says which region was meant. */
function narrowRegion(group: Group, part: Part): boolean {
  if (group.regions.length === 0 || !part.country) return false;
  if (!group.regions.some(({ country }) => country === part.country)) {
    // "British Columbia, CA": the code is a state of the US to itself, and here the region's country.
    return (
      part.regions.length > 0 &&
      part.places.length === 0 &&
      group.regions.some(({ country }) => part.regions.some((region) => region.country === country))
    );
  }
  Object.assign(group, {
    regions: group.regions.filter(({ country }) => country === part.country),
    country: part.country,
    narrowed: true,
    closed: true,
  });
  return true;
}

/** "Germany, Berlin", "USA - CA - San Francisco": the country came first. */
function lead(group: Group, part: Part): boolean {
  const country = group.country;
  if (!country || (group.narrowed && group.places.length > 0)) return false;
  if (group.places.some((place) => place.country === country && place.population > 50_000)) return false;
  const inside = part.places.filter(
    (place) => place.country === country && (group.regions.length === 0 || inRegion(place, group.regions)),
  );
  const best = largest(inside);
  const anywhere = largest(part.places);
  if (best && anywhere && weight(best) >= 0.3 * weight(anywhere)) {
    Object.assign(group, { folded: part.folded, places: inside, narrowed: true, closed: true });
    return true;
  }
  const regions = part.regions.filter((region) => region.country === country);
  if (regions.length === 0 || part.places.some((place) => place.population > 100_000 && place.country === country))
    return false;
  Object.assign(group, { places: [], regions });
  return true;
}
