import { isEuropean } from "./areas.ts";
import type { Place } from "./gazetteer.ts";
import { city, fits, type Group, hasCity, inAmerica, start } from "./place-group.ts";
import { lead, narrow, narrowToSuburb } from "./place-narrow.ts";
import { isBare, type Part } from "./place-parts.ts";
import { inDepartment, isAmericanTown, isVillage, placeVillage, putIn } from "./place-village.ts";
import { directions } from "./place-words.ts";
import { inRegion, type Region } from "./regions.ts";

/** Reads parts from left to right; areas (EMEA, Europe) are returned separately. */
export function groupsOf(parts: readonly Part[]): { groups: Group[]; areas: string[] } {
  const groups: Group[] = [];
  const areas: string[] = [];
  for (const [at, each] of parts.entries()) {
    const last = groups.at(-1);
    const next = parts[at + 1];
    const part = asIn(each, next);
    if (last && isOfLast(groups, last, part, next)) continue;
    if (last?.village && !last.narrowed && (part.places.length > 0 || last.text === "")) groups.pop();
    if (part.area) areas.push(...part.area);
    else groups.push(start(part));
  }
  for (const group of groups)
    if (group.village && !group.narrowed && group.within.length > 0)
      Object.assign(group, { places: group.within, village: false });
  for (const group of groups) if (group.twice && !group.narrowed) preferEuropean(group);
  for (const [at, group] of groups.entries()) shareState(group, groups.slice(at + 1));
  return { groups: groups.filter(({ folded }) => !/^\d/.test(folded)), areas };
}

/** "Stirling, Stirling" is British; "San José, San José, Costa Rica" has its country. */
function preferEuropean(group: Group): void {
  const near = group.places.filter(({ country }) => isEuropean(country));
  if (near.length > 0) group.places = near;
}

/** Whether a part is not a place of its own, but belongs to the one before. */
function isOfLast(groups: readonly Group[], last: Group, part: Part, next: Part | undefined): boolean {
  // "Budapest, PE, Hungary": an unknown county's code, not Peru.
  if (next && (part.code || isAbroad(part, next)) && !fits(last, part) && fits(last, next)) return true;
  if (groups.length === 1 && narrowToSuburb(last, part, next)) return true;
  return belongs(last, part, next) || isAside(last, part, next);
}

/** "Lahore, Punjab, Pakistan": the region is only known in another country. */
const isAbroad = ({ country, regions, places }: Part, next: Part): boolean =>
  next.country !== null &&
  country === null &&
  places.length === 0 &&
  regions.length > 0 &&
  regions.every((region) => region.country !== next.country);

/** The state or province that a part has named, if it lies nowhere else. */
function stateOf({ country, regions }: Group, part: Part): Region | null {
  const state = part.regions.find((region) => inAmerica(region) && region.admin !== null);
  const among = country === null ? regions.map((region) => region.country) : [country];
  return state && among.every((each) => each === state.country) ? state : null;
}

/** Cities so large that lists of world cities name them: "Rome, New York, NY" are two. */
const worldCity = 1_000_000;

/** "Rome/Utica, NY", "Dublin, Columbus, OH": the state at the end applies to both, however small its own Rome is. */
function shareState(group: Group, following: readonly Group[]): void {
  const { state, places: beside } = following.find((each) => each.state !== null) ?? group;
  if (group.narrowed || !state || beside.some(({ population }) => population > worldCity)) return;
  const places = group.places.filter((place) => inRegion(place, [state]));
  if (places.length > 0) Object.assign(group, { places, country: state.country, regions: [], narrowed: true });
}

/** "Vitória, ES, Brasil": a code before a country is that country's. */
function asIn(part: Part, next: Part | undefined): Part {
  // "Us, Île-de-France": Us is a village.
  const isAbroad =
    next !== undefined && next.regions.length > 0 && next.regions.every(({ country }) => country !== "US");
  if (/^[Uu]s$/.test(part.text) && isAbroad) return { ...part, country: null };
  if (!part.code || !next?.country || next.country === part.country) return part;
  const regions = part.regions.filter(({ country }) => country === next.country);
  return regions.length > 0 ? { ...part, country: null, regions } : part;
}

/**
 * "Richmond / Norfolk", "Brussels / Washington", "Córdoba / Sevilla": cities rather than a county, a state, a province.
 */
const isOwnCity = (group: Group, { country, regions, places }: Part) =>
  country === null &&
  regions.length > 0 &&
  places
    .filter(({ population }) => population > city)
    .some((place) => {
      const beside = group.places.some((each) => each.country === place.country && each.admin === place.admin);
      return beside || regions.some((region) => region.country === place.country);
    });

/** "Granada, Sevilla": two cities with provinces of their names; "Dos Hermanas, Sevilla" is in one. */
const isOwnProvince = ({ folded, country, regions, places }: Group, part: Part) =>
  country === null &&
  folded !== part.folded &&
  regions.some((region) => part.regions.some((other) => other.country === region.country)) &&
  hasCity(places, regions);

/** Lets `part` say more about `group`. @returns false if it is a place of its own */
function belongs(group: Group, part: Part, next: Part | undefined): boolean {
  if ((part.apart || isOwnProvince(group, part)) && isOwnCity(group, part)) return false;
  const does = saysMore(group, part, next);
  if (does) group.state ??= stateOf(group, part);
  // "Blackpool Stadium, Blackpool"
  if (does && group.folded === part.folded) group.building &&= part.building;
  return does;
}

function saysMore(group: Group, part: Part, next: Part | undefined): boolean {
  if (/^\d/.test(group.folded)) return inDepartment(group, part);
  if (isBare(part)) return !group.closed;
  if (group.text === "" && !part.code) return false;
  if (isAmericanTown(group, part)) {
    putIn(group, part);
    return true;
  }
  if ((group.village && !group.narrowed) || isVillage(group, part, next)) return placeVillage(group, part, next);
  return narrow(group, part) || lead(group, part);
}

/**
 * "Reston, VA (Lakeside)", "Tampa, FL (NW)", "St. Louis, MO - Globe": a quarter of the known place, not a town
 * elsewhere.
 */
function isAside(group: Group, part: Part, next: Part | undefined): boolean {
  if (!group.narrowed || group.places.length === 0 || part.country !== null || part.area) return false;
  const isEnd = directions.has(part.folded) || /^(?:north|south) (?:east|west)$/.test(part.folded);
  if (part.apart && !isEnd) return false;
  const isHere = (place: Place) =>
    place.country === group.country && (next !== undefined || group.state === null || inRegion(place, [group.state]));
  if (part.places.some((place) => (place.population > city && !place.section) || isHere(place))) return false;
  if (part.code) return !part.regions.some(({ country }) => country === "US");
  return part.regions.length === 0 || isEnd;
}
