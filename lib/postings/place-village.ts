import { largest, type Place } from "./gazetteer.ts";
import { american, city, fits, type Group, hasCity, inAmerica, whole } from "./place-group.ts";
import { type Part, placesCalled } from "./place-parts.ts";
import { inRegion, type Region } from "./regions.ts";

/** Nobody who writes the name of a city this large means a village. */
const wellKnown = 200_000;
export const isWellKnown = (place: Place) => place.population > wellKnown;

/** "Berlin, QA", "London, IT": a department or a mistake beside a well-known city. */
export function isStray(group: Group, part: Part): boolean {
  const states = part.regions.some((region) => inAmerica(region) || region.country === "AU");
  return /^(?!U[KS])[A-Z]{2}$/.test(part.text) && !states && group.places.some(isWellKnown);
}

/** "72 - Mans" */
const articles = ["le", "la", "les"];

/**
 * Of places of one name in France, those in the département's region; beside a well-known city a number may mean
 * something else: "Paris - 15".
 */
export function inTheirRegion(places: readonly Place[], regions: readonly Region[]): Place[] {
  const french = places.filter(({ country }) => country === "FR");
  const there = french.filter((place) => inRegion(place, regions));
  return there.length > 0 || !french.some(({ population }) => population > city) ? there : french;
}

/** "44 - Nantes", "64 - Sainte-Colombe": a city of that name in France, or a village there. */
export function inDepartment(group: Group, part: Part): boolean {
  const everywhere = [part.places, ...articles.map((article) => placesCalled(`${article} ${part.folded}`))];
  const french =
    everywhere.map((places) => inTheirRegion(places, group.regions)).find((places) => places.length > 0) ?? [];
  const elsewhere = part.places.some(isWellKnown);
  const named = part.whole === "" && (elsewhere || part.country || part.regions.length > 0);
  if (french.length === 0 && named) return false;
  const text = french.length > 0 ? part.text : part.whole || part.text;
  const { folded } = part;
  const here = { country: "FR", regions: [], narrowed: true, closed: true, village: french.length === 0 };
  Object.assign(group, { text, folded, places: french, ...here });
  return true;
}

/** "Upper Slaughter, Gloucestershire", "Lech, Vorarlberg, Austria"; but "Sonnenhaus, Hamburg" is Hamburg. */
export function placeVillage(group: Group, part: Part, next: Part | undefined): boolean {
  if (part.area && !part.country) return false;
  if (!part.country && part.regions.length === 0) return false;
  const followed = next !== undefined && (next.country !== null || next.regions.length > 0);
  if (hasCity(part.places, [...part.regions, ...whole(part.country ?? "")]) && !part.code && !followed) return false;
  putIn(group, part);
  return true;
}

/** "Anytown, CA" may be in California or Canada: the rest of the posting decides. */
export function putIn(group: Group, part: Part): void {
  const { country, regions } = part;
  const both = country !== null && regions.length > 0 ? [...regions, ...whole(country)] : regions;
  const inside = group.within.filter((place) => place.country === country || inRegion(place, regions));
  const best = largest(american(inside)) ?? largest(inside);
  const sure = best ? best.country : both.some((region) => region.country !== country) ? null : country;
  Object.assign(group, {
    // "Sutherland Springs, Texas": there is no place called Springs there.
    text: (best === null && group.regions.length === 0 && group.whole) || group.text,
    places: inside.filter((place) => place.country === sure),
    regions: best ? [] : both,
    country: sure,
    narrowed: true,
    closed: sure !== null && sure === country,
    village: best === null,
  });
}

/**
 * "Denmark, WI", "Peru, IN", "Suffolk, Kansas", "Zurich, Ontario": a town in a state, though a country or county has
 * that name.
 */
export function isAmericanTown(group: Group, part: Part): boolean {
  const { country, regions, narrowed, places } = group;
  if (narrowed || /^[A-Z]{2,3}$/.test(group.text) || (country === null && regions.length === 0)) return false;
  const states = part.regions.filter(inAmerica);
  if (states.length === 0 || (!part.code && (country !== null || hasCity(part.places, states)))) return false;
  const own = [country, ...regions.map((region) => region.country)];
  return (
    !own.includes("US") &&
    !own.includes("CA") &&
    !fits(group, part) &&
    !part.regions.some((region) => own.includes(region.country)) &&
    places.every((place) => place.population < wellKnown || place.country !== part.country)
  );
}

/** "Velden, Limburg, Netherlands", "Elmsdale, Ontario": a town unknown there, however many exist elsewhere. */
export function isVillage(group: Group, part: Part, next: Part | undefined): boolean {
  const { places } = group;
  if (group.narrowed || group.country !== null || group.regions.length > 0 || places.length === 0) return false;
  if (part.regions.length === 0 || hasCity(part.places, part.regions) || fits(group, part)) return false;
  // The table may lack for a county what it has for a state.
  const vague = part.regions.some(({ country, admin }) => country === next?.country && admin === null);
  if (next && vague && fits(group, next)) return false;
  // "München, Tirol" are two places, "Paris, Kansas" is one.
  const abroad = part.regions.every(inAmerica);
  if (!abroad && places.some(isWellKnown)) return false;
  return !part.regions.some(({ country }) => hasCity(places, whole(country)));
}
