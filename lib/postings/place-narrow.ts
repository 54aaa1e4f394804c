import { cityAround, kilometres, largest, type Place, placeIn, weight } from "./gazetteer.ts";
import { isBegun } from "./gazetteer-index.ts";
import { american, city, type Group, hasCity, inAmerica, whole } from "./place-group.ts";
import type { Part } from "./place-parts.ts";
import { isOfTable } from "./place-quarters.ts";
import { inTheirRegion, isStray, isWellKnown, putIn } from "./place-village.ts";
import { inRegion, type Region } from "./regions.ts";

/** Territories with a code of their own that are often written with their country: "Hong Kong, China". */
const territories: Readonly<Record<string, string>> = {
  ...{ HK: "CN", MO: "CN", TW: "CN", PR: "US", GU: "US", RE: "FR", GP: "FR", MQ: "FR", GF: "FR" },
  ...{ GI: "GB", JE: "GB", GG: "GB", IM: "GB", BM: "GB", FO: "DK", GL: "DK", AX: "FI", CW: "NL", AW: "NL" },
};

const isTerritory = ({ places }: Group, { country }: Part) =>
  country !== null &&
  territories[largest(places)?.country ?? ""] === country &&
  !places.some((place) => place.country === country);

/** Lets `part` say where `group` lies. */
export function narrow(group: Group, part: Part): boolean {
  if (part.area && !part.country) return false;
  if (isTerritory(group, part)) return true;
  // "Argentina, Colombia, Mexico" are three, though Mexico has a town called Colombia.
  if (group.country && part.country && !group.narrowed && !part.code && group.country !== part.country) return false;
  if (group.closed) return repeats(group, part);
  if (group.folded === part.folded) return twice(group, part);
  const quarters = quartersOf(part.places, group.places);
  if (quarters.length > 0) {
    Object.assign(group, { places: quarters, country: quarters[0]?.country, regions: [], narrowed: true });
    return true;
  }
  if (!part.country && part.regions.length === 0) return false;
  return group.places.length === 0 ? narrowRegion(group, part) : narrowCity(group, part);
}

/** "Camden, London", "London, Camden": a quarter has its city's id. */
function quartersOf(cities: readonly Place[], places: readonly Place[]): Place[] {
  const ids = new Set(cities.flatMap(({ geonameId, section }) => (section ? [] : geonameId)));
  return places.filter(({ geonameId, section }) => section && ids.has(geonameId));
}

/** How small a suburb is, also compared with its city, and how near (km); anything else is a city of its own. */
const suburb = { population: 70_000, times: 5, within: 10, withinMetropolis: 16 };
const smallestWithSuburbs = 100_000;
const metropolis = 5_000_000;

/**
 * "Maia, Porto", "Bromley, London": a town and the city it lies beside; "Delft, Rotterdam" are two. With a third city
 * it is a list; in America, where many share a name, a state is needed.
 */
export function narrowToSuburb(group: Group, part: Part, next: Part | undefined): boolean {
  // "Walton Hospital, Chesterfield"
  if (group.building || group.narrowed || group.country || part.country || part.apart) return false;
  const city = largest(part.places);
  if (!city || city.population < smallestWithSuburbs || inAmerica(city)) return false;
  if (next && next.country !== city.country && !inRegion(city, next.regions)) return false;
  const within = city.population > metropolis ? suburb.withinMetropolis : suburb.within;
  const largestSuburb = Math.min(suburb.population, city.population / suburb.times);
  const isSuburb = (place: Place) =>
    place.country === city.country &&
    place.population <= largestSuburb &&
    kilometres(place, city) <= within &&
    kilometres(place, city) <= kilometres(place, cityAround(place));
  const places = group.places.filter(isSuburb);
  if (places.length === 0 || group.places.some((place) => isWellKnown(place) && !places.includes(place))) return false;
  // "Uxbridge, Slough", "Écully, Villeurbanne": a part of one city is not a suburb of another.
  if (group.places.some(isOfTable)) return false;
  Object.assign(group, { places, country: city.country, regions: [], narrowed: true });
  return true;
}

/**
 * "Luxembourg, Luxembourg", "Berlin, Berlin": the city of the country or state of its name; "Stirling, Stirling" is
 * British.
 */
function twice(group: Group, part: Part): boolean {
  const { country, regions } = part;
  group.whole = "";
  if (!country && regions.length === 0) group.twice = true;
  if (country) Object.assign(group, { country, closed: group.places.some((place) => place.country === country) });
  return true;
}

/** "USA - Carrollton TX", "Paris, France, FR", "Fresno, US, California": repeats or refines what is known. */
function repeats(group: Group, part: Part): boolean {
  if (part.country !== null && part.country === group.country) return true;
  if (part.places.some((place) => place.population > 100_000 && place.country === group.country)) return false;
  const inside = group.places.filter((place) => place.country === group.country && inRegion(place, part.regions));
  if (inside.length > 0) group.places = inside;
  return inside.length > 0;
}

/** "Oregon, United States", "Brandenburg, Germany": the region, not a town elsewhere or one whose name is longer. */
function isRegionWithin({ country, regions, places, folded }: Group, part: Part): boolean {
  const inner = regions.filter(
    (region) => region.country === part.country || part.regions.some((outer) => isPart(region, outer)),
  );
  // "Ontario, CA" is in California; "Middlesex, Greater London" is in a city.
  if (inner.length === 0 || country !== null || hasCity(part.places, part.regions)) return false;
  if (part.code && american(places).some((place) => inRegion(place, part.regions))) return false;
  const isCity = (place: Place) => !isBegun(folded, place.name) && (!inAmerica(place) || inRegion(place, inner));
  return !places.some((place) => inner.some((region) => region.country === place.country) && isCity(place));
}

/** "Saint-Ouen - 41", "Savigny - 69": not one of the same name elsewhere in France. */
function inItsDepartment(group: Group, part: Part): boolean {
  const places = inTheirRegion(group.places, part.regions);
  if (places.length > 0) Object.assign(group, { places, country: "FR", regions: [], narrowed: true });
  else if (group.places.some(({ country }) => country === "FR")) putIn(group, part);
  return true;
}

function narrowCity(group: Group, part: Part): boolean {
  // "Wales, United Kingdom": both are the country, and England has a village called Wales.
  if (part.country !== null && group.country === part.country) {
    group.closed = true;
    return true;
  }
  if (part.department) return inItsDepartment(group, part);
  if (isRegionWithin(group, part)) {
    group.places = [];
    return narrowRegion(group, part);
  }
  const byCountry = group.places.filter((place) => place.country === part.country);
  const byRegion = group.places.filter((place) => inRegion(place, part.regions));
  const inCountry = largest(byCountry);
  const inState = largest(american(byRegion));
  // "Concord, CA" is in California, "Hamilton, CA" in Canada.
  const isState = inState && weight(inState) > weight(inCountry ?? inState) / 2;
  const best = isState ? inState : (inCountry ?? largest(byRegion));
  if (!best) return unknownWithin(group, part);
  const named = byCountry.includes(best);
  const places = named ? byCountry : byRegion.filter((place) => place.country === best.country);
  Object.assign(group, { places, country: best.country, regions: [], narrowed: true, closed: named });
  return true;
}

/**
 * "Vogtei, Germany": no such city is known there, but the country is. "Spain, France" and "Berlin, Paris" are two
 * places.
 */
function unknownWithin(group: Group, part: Part): boolean {
  if (isStray(group, part)) return true;
  // "Cape Town / Bulgaria", "London, Spain": nobody means a village.
  const isCity = part.apart ? isTown : isWorldCity;
  if (part.country && !part.code && (group.places.some(isCity) || isAmericanVillage(group, part))) return false;
  if ((group.country || part.places.length > 0) && !group.narrowed && !part.country) return false;
  if ((group.country && !group.narrowed) || (group.narrowed && !part.country)) return false;
  const seat = seatOf(part);
  if (seat && group.places.some((place) => place.population > city || kilometres(place, seat) < commute)) return false;
  putIn(group, part);
  return true;
}

/** "Passau / Austria": there is a border between them. */
const isTown = ({ population }: Place) => population > smallestTown;
const smallestTown = 30_000;
const isWorldCity = ({ population }: Place) => population > metropolis / 5;

/** "Grand Haven, MI, Holland, MI": it has its state already. */
const isAmericanVillage = ({ village, narrowed, regions }: Group, { country }: Part) =>
  village && narrowed && regions.some(inAmerica) && regions.every((region) => region.country !== country);

/**
 * Capitals of countries so small that towns beside them are named with them: "Menton / Monaco", "Feldkirch /
 * Liechtenstein".
 */
const capitals: Readonly<Record<string, string>> = {
  ...{ AD: "Andorra la Vella", LI: "Vaduz", MC: "Monaco", MT: "Valletta", SM: "San Marino" },
};
/** How far (km) people commute across a border. */
const commute = 60;

/** The city that stands for its country: "Trier / Luxembourg" and "Madrid, Singapore" are two places. */
function seatOf({ country, places }: Part): Place | null {
  const capital = capitals[country ?? ""];
  return country && capital
    ? placeIn({ name: capital, country })
    : largest(places.filter((place) => place.country === country && place.population > city));
}

/**
 * "Ontario, CAN", "NH, NL": the country says which region is meant. In "Val-de-Marne, Île-de-France" one lies in the
 * other.
 */
function narrowRegion(group: Group, part: Part): boolean {
  if (group.regions.length === 0) return false;
  if (!part.country) return part.regions.some((region) => group.regions.some((inner) => isPart(inner, region)));
  const regions = group.regions.filter(({ country }) => country === part.country);
  if (regions.length === 0) {
    // "British Columbia, CA": alone the code is a US state, here it is the region's country.
    return (
      part.regions.length > 0 &&
      part.places.length === 0 &&
      group.regions.some(({ country }) => part.regions.some((region) => region.country === country))
    );
  }
  Object.assign(group, { regions, country: part.country, narrowed: true, closed: true });
  return true;
}

/** Whether a county lies in a region, as far as the table knows. */
const isPart = (inner: Region, outer: Region) =>
  inner.country === outer.country &&
  (inner.admin === null ? outer.admin !== null : inner.admin === outer.admin && inner !== outer);

/** "Germany, Berlin", "USA - CA - San Francisco", "Bayern, München", "TN - Memphis": the larger area comes first. */
export function lead(group: Group, part: Part): boolean {
  if (quartersOf(group.places, part.places).length > 0) return true;
  if (group.narrowed && (group.places.length > 0 || group.village)) return false;
  const around = [...group.regions, ...(group.country && !hasOwn(group) ? whole(group.country) : [])];
  if (hasCity(group.places, around)) return false;
  const regions = part.regions.filter((region) => region.country === group.country);
  if (
    group.country &&
    !group.narrowed &&
    regions.length > 0 &&
    !part.places.some((place) => place.population > 100_000 && inRegion(place, regions))
  ) {
    Object.assign(group, { text: part.text, places: [], regions });
    return true;
  }
  const inside = part.places.filter((place) => inRegion(place, around));
  const best = largest(inside);
  const anywhere = largest(part.places);
  if (!best || !anywhere) return false;
  // "Germany, London" are two places, "Ohio, Dublin" is one.
  if (!american(inside).includes(best) && weight(best) < 0.3 * weight(anywhere)) return false;
  const { text, folded } = part;
  const here = { country: best.country, regions: [], narrowed: true, closed: true, village: false };
  Object.assign(group, { text, folded, places: inside, ...here });
  return true;
}

/** "USA - CA": the state counts, not the rest of the country. */
const hasOwn = ({ regions, country }: Group) => regions.some((region) => region.country === country);
