import { allCountries, isEuropean } from "./areas.ts";
import { cityAliases, displayName } from "./city-aliases.ts";
import { type Place, placeById, placeIn, placesStarting, weight } from "./gazetteer.ts";
import { placesCalled } from "./place-parts.ts";
import { readTogether } from "./place-read.ts";
import { segmentsOf } from "./place-segments.ts";
import type { City, Location, Remote, RemoteMode } from "./posting.ts";
import { cleanLine, fold } from "./text.ts";

export interface Where {
  locations: Location[];
  remote: Remote;
  /** 1 = every place was named with its country; less where population or the home country decided. */
  confidence: number;
}

const maxStrings = 30;
const maxLocations = 20;
const longestRead = 400;
/** What somebody types as a city is no longer. */
const longestTyped = 80;

/** A board's postings have the same few places again and again. */
const known = new Map<string, Where>();
const mostKnown = 20_000;
const longestKnown = 300;

/**
 * The places that location strings of a posting name, and the work mode they say. What is ambiguous stays unknown.
 * @param homeCountry where the employer or source is at home: decides between namesakes only.
 * @param language ISO 639-1, of the posting: decides between namesakes that nothing else decides between.
 */
export function placesOf(raw: readonly string[], homeCountry?: string, language?: string | null): Where {
  const key = JSON.stringify([homeCountry, language, raw.slice(0, maxStrings)]);
  const before = known.get(key);
  if (before) return copyOf(before);
  const where = read(raw, homeCountry, language ?? undefined);
  if (known.size >= mostKnown) known.clear();
  if (key.length <= longestKnown) known.set(key, copyOf(where));
  return where;
}

function copyOf({ locations, remote, confidence }: Where): Where {
  return {
    locations: locations.map(({ candidates, ...location }) => ({
      ...location,
      ...(candidates && { candidates: candidates.map((each) => ({ ...each })) }),
    })),
    remote: { ...remote, countries: [...remote.countries] },
    confidence,
  };
}

function read(raw: readonly string[], homeCountry: string | undefined, language: string | undefined): Where {
  const strings = raw.slice(0, maxStrings).map((text) => segmentsOf(cleanLine(text, longestRead)));
  const read = readTogether(strings, homeCountry, language);
  const saying = read.filter((segment) => !isCountryAlone(segment));
  const mode = modeOf((saying.length > 0 ? saying : read).map((segment) => segment.mode));
  const excluded = new Set(read.flatMap((segment) => segment.excluded));
  // "EMEA - London (hybrid)": who comes to an office lives near it; "London hybrid; remote, Germany" says both.
  const atOffice = mode === "hybrid" && read.some(({ locations }) => locations.some(({ geonameId }) => geonameId));
  const anywhere = atOffice ? read.filter(({ remote }) => remote) : read;
  const worldwide = anywhere.some((segment) => segment.worldwide);
  const scope = anywhere.flatMap((segment) => segment.scope);
  // "Worldwide except Germany", "Remote (not available in Germany)": everywhere else.
  const open = scope.length === 0 && excluded.size > 0 && (worldwide || mode === "remote") ? allCountries() : scope;
  const countries = [...new Set(open)].filter((country) => !excluded.has(country)).sort();
  const sure = read.map(({ confidence }) => confidence);
  return {
    locations: distinct(read.flatMap((segment) => segment.locations)).slice(0, maxLocations),
    remote: { mode, worldwide: worldwide && countries.length === 0 ? true : null, countries },
    confidence: sure.length > 0 ? Math.min(...sure) : 0,
  };
}

/** "United States | Remote": where one may be, and no second offer. */
const isCountryAlone = ({ mode, locations }: { mode: RemoteMode; locations: readonly Location[] }) =>
  mode === "unknown" &&
  locations.length > 0 &&
  locations.every(({ city, country }) => city === null && country !== null);

function distinct(locations: readonly Location[]): Location[] {
  const known = new Map<string, Location>();
  for (const each of locations) {
    const name = each.city ?? (each.country === null ? each.raw : "");
    const key = each.geonameId ? `${each.geonameId}` : `${each.country}/${fold(name)}`;
    if (!known.has(key)) known.set(key, each);
  }
  return [...known.values()];
}

/** Strings that say nothing beside one that says remote: both are offered, and no single mode is true. */
function modeOf(modes: readonly RemoteMode[]): RemoteMode {
  const said = new Set(modes);
  if (said.has("hybrid")) return "hybrid";
  return said.size === 1 ? (modes[0] ?? "unknown") : "unknown";
}

function cityOf(place: Place): City {
  return {
    geonameId: place.geonameId,
    name: displayName(place),
    country: place.country,
    lat: place.lat,
    lon: place.lon,
  };
}

/** For people in Europe: Cambridge is the English one, Boston still the American. */
export const familiar = (country: string, population: number) => (population + 1) * (isEuropean(country) ? 10 : 1);

/**
 * The city a person means by a GeoNames id or a name in any usual language, also with what people write around it:
 * "Graz, Austria", "10115 Berlin", "Stuttgart und Umgebung".
 * @param countries preferred among namesakes.
 */
export function resolveCity(nameOrId: string | number, countries: readonly string[] = []): City | null {
  const text = String(nameOrId).trim();
  if (/^\d+$/.test(text)) {
    const place = Number(text) < 2 ** 31 ? placeById(Number(text)) : null;
    return place && cityOf(place);
  }
  const named = placesCalled(fold(text)).filter((place) => !place.section || place.population > 0);
  const preferred = named.filter((place) => countries.includes(place.country));
  const best = (preferred.length > 0 ? preferred : named).toSorted(
    (a, b) => familiar(b.country, weight(b)) - familiar(a.country, weight(a)),
  )[0];
  if (best) return cityOf(best);
  const [first, second] = text.length <= longestTyped ? placesOf([text], countries[0]).locations : [];
  // "Hamburg oder Bremen" names two, and leaves open which one.
  const place = first?.geonameId && (second === undefined || text.includes(",")) ? placeById(first.geonameId) : null;
  return place && cityOf(place);
}

/** "St Ne", "St. Pö": GeoNames writes most saints out. */
const spelledOut = (start: string) =>
  start.startsWith("st ") ? ["st", "saint", "sankt", "sint"].map((saint) => saint + start.slice(2)) : [start];

/** Cities whose name, in any usual language, begins so: the likely ones first. */
export function suggestCities(prefix: string, limit: number): City[] {
  const folded = fold(prefix.slice(0, 80));
  if (!folded || limit <= 0) return [];
  const found = new Map<number, Place>();
  for (const [alias, city] of cityAliases()) {
    if (!alias.startsWith(folded)) continue;
    const place = placeIn(city);
    if (place) found.set(place.geonameId, place);
  }
  for (const start of spelledOut(folded))
    for (const place of placesStarting(start, limit, familiar)) found.set(place.geonameId, place);
  return [...found.values()]
    .sort((a, b) => familiar(b.country, b.population) - familiar(a.country, a.population))
    .slice(0, limit)
    .map(cityOf);
}
