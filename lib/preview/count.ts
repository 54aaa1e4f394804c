import { careerPaths } from "../postings/posting.ts";
import { bit, factBits, modeOf, modes, type Preview, pathsOf } from "./model.ts";

/** The part of somebody's wishes that decides which postings are listed. */
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
 * what is unknown counts. Left out is what a digest adds: a person's own history and excluded companies, the day that
 * free digests wait, twins of a posting and scores that are too low.
 */
export function countOf(preview: Preview, choice: Choice): number {
  const asked = askedOf(preview);
  const key = keyOf(choice);
  const known = asked.answers.get(key);
  if (known !== undefined) return known;
  const count = counted(preview, choice, asked);
  if (asked.answers.size >= mostAnswers) asked.answers.clear();
  asked.answers.set(key, count);
  return count;
}

/** What was asked of a preview: a page repeats its question while somebody types. */
interface Asked {
  /** For each set of places, the last question that counted it. */
  seenBy: Uint32Array;
  question: number;
  /** By everything that decides a count. No personal data. */
  answers: Map<string, number>;
}

const mostAnswers = 2_000;
const askedOfAll = new WeakMap<Preview, Asked>();

function askedOf(preview: Preview): Asked {
  const asked = askedOfAll.get(preview) ?? {
    seenBy: new Uint32Array(preview.ends.length),
    question: 0,
    answers: new Map<string, number>(),
  };
  askedOfAll.set(preview, asked);
  return asked;
}

const keyOf = ({ cities, countries, careerPaths, levels, workModes, visa }: Choice): string =>
  [
    ...[cities.map(({ lat, lon, country }) => `${lat} ${lon} ${country}`), countries, careerPaths, workModes].map(
      (list) => [...new Set(list)].sort().join(),
    ),
    ...[levels.length > 0, visa === "needed"],
  ].join("/");

function counted(preview: Preview, choice: Choice, asked: Asked): number {
  const { keyEnds, places } = preview;
  const { seenBy } = asked;
  const open = openFacts(choice);
  const question = ++asked.question;
  let count = 0;
  for (const key of fittingKeys(preview, choice)) {
    const end = keyEnds[key] ?? 0;
    for (let at = begin(keyEnds, key); at < end; at++) {
      const here = places[at] ?? 0;
      if (seenBy[here] !== question) count += countAt(preview, here, open);
      seenBy[here] = question;
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

/** The keys of places that are near enough, or may be. */
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
  for (const kind of ["somewhere", "namesake"]) yield* home.map((country) => `${kind} ${country}`);
}

const degreeKm = 111.2;

/** As on a plane, which 50 km of the globe nearly are; nobody lives at the poles. */
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
