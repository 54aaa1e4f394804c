import { allCountries, isEuropean } from "./areas.ts";
import { cityAliases, displayName } from "./city-aliases.ts";
import { type Place, placeById, placeIn, placesStarting, weight } from "./gazetteer.ts";
import { placesCalled } from "./place-parts.ts";
import { takePostcodes } from "./place-postcodes.ts";
import { readTogether } from "./place-read.ts";
import { segmentsOf } from "./place-segments.ts";
import type { City, Location, Remote, RemoteMode } from "./posting.ts";
import { cleanLine, fold } from "./text.ts";

export interface Where {
  locations: Location[];
  remote: Remote;
  /** 1 = every place came with its country; less if population or the home country decided. */
  confidence: number;
}

const maxStrings = 30;
const maxLocations = 20;
const longestRead = 400;
/** The longest text that is read as a city's name. */
const longestTyped = 80;

/** A board's postings repeat the same few places. */
const known = new Map<string, Where>();
const mostKnown = 20_000;
const longestKnown = 300;

/**
 * The places that a posting's location strings name, and the work mode. What is ambiguous stays unknown.
 * @param homeCountry of the employer or source: only decides between places of the same name
 * @param language of the posting, ISO 639-1: decides between them if nothing else does
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
  // "EMEA - London (hybrid)": people who come to an office live near it; "London hybrid; remote, Germany" says both.
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

/** "United States | Remote": where one may live, not a second offer. */
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

/** A string without a mode beside one that says remote: both are offered, so no single mode is right. */
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

/** How likely people in Europe mean a place: Cambridge is the English one, Boston still the American. */
export const familiar = (country: string, population: number) => (population + 1) * (isEuropean(country) ? 10 : 1);

/** 20,000 people in Europe, or 200,000 elsewhere: many villages are called like any word. */
const leastFamiliar = 200_000;
export const isFamiliar = (country: string, population: number) => familiar(country, population) >= leastFamiliar;

/** "80331" is Munich's postcode and the id of a village in Yemen. */
const longestPostcode = 5;

/**
 * The city that a person means by a GeoNames id or by a name in any common language, also with what people add to it:
 * "Graz, Austria", "10115 Berlin", "Stuttgart und Umgebung".
 * @param countries preferred among places of one name
 */
export function resolveCity(nameOrId: string | number, countries: readonly string[] = []): City | null {
  const text = String(nameOrId).trim();
  if (/^\d+$/.test(text)) {
    const place = Number(text) < 2 ** 31 ? placeById(Number(text)) : null;
    const isPostcode = typeof nameOrId === "string" && text.length <= longestPostcode;
    return place && (!isPostcode || isFamiliar(place.country, place.population)) ? cityOf(place) : null;
  }
  const named = placesCalled(fold(text)).filter((place) => !place.section || place.population > 0);
  const preferred = named.filter((place) => countries.includes(place.country));
  const best = (preferred.length > 0 ? preferred : named).toSorted(
    (a, b) => familiar(b.country, weight(b)) - familiar(a.country, weight(a)),
  )[0];
  if (best) return cityOf(best);
  const [first, second] = text.length <= longestTyped ? placesTyped(text, countries[0]) : [];
  // "Hamburg oder Bremen" names two and leaves open which one.
  const place = first?.geonameId && (second === undefined || text.includes(",")) ? placeById(first.geonameId) : null;
  return place && cityOf(place);
}

/** "Nicht Berlin", "anywhere but London". */
const ruledOut =
  /(?<![\p{L}-])(?:not?|but|except|without|nicht|kein\p{L}{0,2}|ohne|außer|pas|sauf|sans|menos|sin|niet|geen|zonder|nie|bez)(?![\p{L}-])/iu;

/** The places that a person's own words name; none if they rule one out, or one may be a word: "Head of Talent". */
export function placesTyped(text: string, homeCountry?: string): Location[] {
  if (ruledOut.test(text)) return [];
  const { locations } = placesOf([text], homeCountry);
  const isName = text.includes(",") || placesCalled(fold(takePostcodes(text).rest)).length > 0;
  const isCertain = ({ geonameId }: Location) => {
    const place = geonameId === null ? null : placeById(geonameId);
    return place === null || isName || isFamiliar(place.country, place.population);
  };
  return locations.every(isCertain) ? locations : [];
}

/** "St Ne", "St. Pö": GeoNames mostly spells out "Saint" and "Sankt". */
const spelledOut = (start: string) =>
  start.startsWith("st ") ? ["st", "saint", "sankt", "sint"].map((saint) => saint + start.slice(2)) : [start];

/** Cities whose name, in any common language, begins like this, the likeliest first. */
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
