import { careerPaths } from "../postings/posting.ts";
import { bit, factBits, modeOf, modes, type Preview, pathsOf } from "./model.ts";

/** What of somebody's wishes decides which postings are listed. */
export interface Choice {
  cities: readonly { lat: number; lon: number; country: string }[];
  countries: readonly string[];
  /** Empty = any. */
  careerPaths: readonly string[];
  levels: readonly string[];
  workModes: readonly string[];
  visa: string;
}

/**
 * How many live postings would be listed for this choice. The gates are those of lib/matching (gates.ts, place-fit.ts):
 * what is unknown counts. What differs: nobody's own history (matched before, companies left out), the day that free
 * digests wait, and that ranking leaves out twins of a posting and what scores too low.
 */
export function countOf(preview: Preview, choice: Choice): number {
  const index = indexOf(preview);
  const open = openFacts(choice);
  const question = ++index.question;
  let count = 0;
  for (const key of fittingKeys(preview, choice)) {
    const end = index.ends[key] ?? 0;
    for (let at = begin(index.ends, key); at < end; at++) {
      const places = index.places[at] ?? 0;
      if (index.seenBy[places] !== question) count += countAt(preview, places, open);
      index.seenBy[places] = question;
    }
  }
  return count;
}

const begin = (ends: Uint32Array, at: number) => (at === 0 ? 0 : (ends[at - 1] ?? 0));

function countAt({ ends, facts, counts }: Preview, places: number, open: Uint8Array): number {
  const end = ends[places] ?? 0;
  let count = 0;
  for (let at = begin(ends, places); at < end; at++) count += (open[facts[at] ?? 0] ?? 0) * (counts[at] ?? 0);
  return count;
}

/** For each key the places that have it, so that only those are looked at, and the last question that saw them. */
interface Index {
  ends: Uint32Array;
  places: Uint32Array;
  seenBy: Uint32Array;
  question: number;
}

const indexes = new WeakMap<Preview, Index>();

function indexOf(preview: Preview): Index {
  const known = indexes.get(preview);
  if (known) return known;
  const { names, lat, keys, keyEnds } = preview;
  const ends = new Uint32Array(names.length + lat.length);
  for (const key of keys) ends[key] = (ends[key] ?? 0) + 1;
  for (let key = 1; key < ends.length; key++) ends[key] = (ends[key] ?? 0) + (ends[key - 1] ?? 0);
  const places = new Uint32Array(keys.length);
  const next = ends.slice();
  for (let here = keyEnds.length - 1, at = keys.length - 1; here >= 0; here--) {
    for (const first = begin(keyEnds, here); at >= first; at--) {
      const key = keys[at] ?? 0;
      const place = (next[key] ?? 0) - 1;
      next[key] = place;
      places[place] = here;
    }
  }
  const index = { ends, places, seenBy: new Uint32Array(keyEnds.length), question: 0 };
  indexes.set(preview, index);
  return index;
}

/** By packed facts: 1 = a posting like that is listed. */
function openFacts({ careerPaths: asked, levels, workModes, visa }: Choice): Uint8Array {
  const closed = (levels.length > 0 ? bit.experienced : 0) | (visa === "needed" ? bit.refusesVisa : 0);
  const openMode = modes.map((mode) => mode === "unknown" || workModes.length === 0 || workModes.includes(mode));
  const anyPath = asked.length === 0 || asked.includes("unsure");
  const wanted = careerPaths.reduce((bits, path, index) => (asked.includes(path) ? bits | (1 << index) : bits), 0);
  const openPath = (facts: number) =>
    anyPath || (pathsOf(facts) === 0 ? (facts & bit.pathless) === 0 : (pathsOf(facts) & wanted) !== 0);
  const open = new Uint8Array(2 ** factBits);
  for (let facts = 0; facts < open.length; facts++)
    open[facts] = (facts & closed) === 0 && openMode[modeOf(facts)] === true && openPath(facts) ? 1 : 0;
  return open;
}

/** The keys where a posting is near enough, or may be. */
function fittingKeys(preview: Preview, choice: Choice): number[] {
  const { names } = preview;
  const wanted = new Set(wantedNames(choice));
  const fits = [...names.keys()].filter((id) => wanted.has(names[id] ?? ""));
  for (const city of choice.cities) addNear(preview, city, fits);
  return fits;
}

function* wantedNames({ cities, countries, workModes }: Choice): Generator<string> {
  const home = [...new Set([...countries, ...cities.map(({ country }) => country)])];
  const nowhere = home.length === 0;
  if (workModes.length === 0 || workModes.includes("remote")) {
    yield* ["remote-anywhere", "remote-unsaid", nowhere ? "remote-named" : "open-anywhere"];
    for (const kind of ["remote", "remote-region", "remote-office", "open"])
      yield* home.map((country) => `${kind} ${country}`);
  }
  if (nowhere) return yield* ["mode-unknown", "at-work"];
  yield "unknown";
  yield* countries.map((country) => `country ${country}`);
  yield* home.map((country) => `somewhere ${country}`);
}

const degreeKm = 111.2;

/** On a plane, as 50 km of the globe nearly are; the poles are nobody's home. */
function addNear({ names, lat, lon, radiusKm }: Preview, city: { lat: number; lon: number }, fits: number[]): void {
  const reach = radiusKm / degreeKm;
  const narrow = Math.cos((city.lat * Math.PI) / 180);
  for (let point = 0; point < lat.length; point++) {
    const north = (lat[point] ?? 0) - city.lat;
    if (north > reach || north < -reach) continue;
    const east = ((lon[point] ?? 0) - city.lon) * narrow;
    if (north * north + east * east <= reach * reach) fits.push(names.length + point);
  }
}
