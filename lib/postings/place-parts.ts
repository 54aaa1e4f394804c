import { areaNamed, countryCode, countryNamed } from "./areas.ts";
import { cityAliases } from "./city-aliases.ts";
import { kilometres, type Place, placeIn, placesNamed } from "./gazetteer.ts";
import { takePostcodes } from "./place-postcodes.ts";
import { quartersNamed } from "./place-quarters.ts";
import { buildings, compass, everyday, linking, noise, properName } from "./place-words.ts";
import { type Region, regionsNamed } from "./regions.ts";
import { remembering } from "./remembering.ts";
import { fold } from "./text.ts";

/** What a piece of a location string may mean; several meanings at once until its neighbours decide. */
export interface Part {
  /** As written, without what stands around it; "" if it is no name of a place. */
  text: string;
  folded: string;
  country: string | null;
  area: readonly string[] | null;
  regions: readonly Region[];
  places: Place[];
  /** Two or three capitals: a state to some, a country to others. */
  code: boolean;
  /** Smaller places that a part of the words names: "Solna Strand", "Walldorf Süd". */
  within: Place[];
  /** Found among other words: "St Thomas Hospital". */
  loose: boolean;
  /** Called so is a building or a street: "Lincoln House", "Oxford Road". */
  building: boolean;
  /** Behind a slash or an "or". */
  apart: boolean;
  /** "44", "2A": a French département if the name beside it is French, and nothing else. */
  department: boolean;
}

const nothing = {
  ...{ country: null, area: null, regions: [], places: [], within: [] },
  ...{ code: false, loose: false, building: false, apart: false, department: false },
};

/** A name that only its neighbours can place: a village, a building, an unknown county. */
export const isBare = (part: Pick<Part, "country" | "area" | "regions" | "places">) =>
  part.country === null && part.area === null && part.regions.length === 0 && part.places.length === 0;

const saints: Readonly<Record<string, readonly string[]>> = { st: ["saint", "sankt", "san"], ste: ["sainte"] };

/** Places of a name with the other languages' names; umlauts may be written as two letters. */
export function placesCalled(folded: string): Place[] {
  if (folded.length < 2) return [];
  const found = new Map<string, Place>();
  const add = (places: readonly Place[]) => {
    for (const place of places) found.set(`${place.geonameId} ${place.name}`, place);
  };
  const alias = cityAliases().get(folded);
  const aliased = alias && placeIn(alias);
  if (aliased) add([aliased]);
  add(quartersNamed(folded));
  if (folded.length > 2) add(placesNamed(folded));
  const abbreviated = /(?:^| )(ste?) /.exec(folded)?.[1];
  for (const saint of saints[abbreviated ?? ""] ?? []) add(placesNamed(folded.replace(/(?<=^| )ste? /g, `${saint} `)));
  const plain = folded.length > 3 && found.size === 0 ? folded.replace(/([aou])e/g, "$1") : folded;
  // "Muenchen", and "Bærum" is no Barum.
  if (plain !== folded) add(placesNamed(plain).filter(({ name }) => /[äöü]/i.test(name)));
  return [...found.values()];
}

const conjunction = / (?:or|and|oder|und|ou|et|o|y|of|en|lub|i|e|eller|och|og|&) /i;

/** What a name may mean. A part is never changed, so that it can be given again. */
const meaningOf = remembering((text): Part | null => {
  const trimmed = text
    .trim()
    .replace(/^[.\-–—:]{1,9}|[.\-–—:]{1,9}$/g, "")
    .trim();
  const folded = fold(trimmed);
  if (!folded) return null;
  const code = /^[A-Z]{2,3}$/.test(trimmed);
  const part: Part = {
    ...nothing,
    text: trimmed,
    folded,
    country: countryCode(trimmed) ?? countryNamed(folded),
    area: areaNamed(folded),
    regions: [...(code ? regionsNamed(trimmed) : []), ...regionsNamed(folded), ...countyCalled(trimmed, folded)],
    places: placesCalled(folded),
    code,
  };
  return isBare(part) ? null : part;
});

/** "Bergen County": none in Europe that the table lacks has an American town's name. */
function countyCalled(text: string, folded: string): Region[] {
  const [, town] = /^(.{3,}) county$/.exec(folded) ?? [];
  if (!town || [folded, town, `county ${town}`].some((name) => regionsNamed(name).length > 0)) return [];
  return placesNamed(town).some(({ country }) => country === "US") ? [{ name: text, country: "US", admin: null }] : [];
}

const france: readonly Region[] = [{ name: "", country: "FR", admin: null }];
const department = /^\s*(?:\d{2}|2[AB]|97\d)\s*$/;

const near = "bei|b\\.|nahe|near|nr\\.?|près de|proche de|cerca de|vicino a|bij|nabij|koło|k\\.|perto de|nära|nær";
const nearCity = new RegExp(`^(\\S.{1,39}?) (?:${near}) ?(\\p{L}.{1,39})$`, "iu");
/** What separates a town from "near Milan" in "Rho, near Milan" and "Rho (near Milan)", which are one name. */
export const beforeNear = new RegExp(`\\s?[,(]\\s?(?=(?:${near}) )`, "giu");
const withinKm = 60;

/** "Ottobrunn bei München": the town before the city that says where it lies. */
function townNear(text: string): Part | null {
  const [, town = "", city = ""] = nearCity.exec(text.trim()) ?? [];
  const cities = meaningOf(city)?.places ?? [];
  const named = meaningOf(town);
  const places = named?.places.filter((place) => cities.some((each) => isNear(each, place))) ?? [];
  return named && places.length > 0 ? { ...named, places } : null;
}

const isNear = (a: Place, b: Place) => a.country === b.country && kilometres(a, b) < withinKm;

/** The parts of a string between commas: usually one, several where words stand without punctuation. */
export function partsOf(text: string): Part[] {
  if (department.test(text))
    return [{ ...nothing, text: text.trim(), folded: fold(text), regions: france, department: true }];
  // "Dublin, or remote": no Oregon.
  const code = /^\s*[A-Za-z][a-z]\s*$/.test(text) && !noise.has(fold(text));
  const whole = meaningOf(text) ?? (code ? meaningOf(text.toUpperCase()) : null);
  // "Utrecht, Centrum": a town called Centrum is not meant.
  if (whole && noise.has(whole.folded) && !whole.country && whole.regions.length === 0) return [];
  const town = whole ?? townNear(text);
  if (town) return [town];
  for (const separator of ["/", conjunction]) {
    const pieces = text.split(separator);
    if (pieces.length > 1)
      return pieces.flatMap((piece, at) => partsOf(piece).map((part) => (at > 0 ? { ...part, apart: true } : part)));
  }
  const { rest, country } = takePostcodes(text);
  const home: Part[] = country ? [{ ...nothing, text: country, folded: fold(country), country, code: true }] : [];
  return [...namesIn(rest), ...home];
}

function namesIn(text: string): Part[] {
  const tokens = text.split(/\s+/).filter((token) => token !== "");
  const bare = tokens.filter((token) => !noise.has(fold(token)));
  const pieces = text.includes("-") ? unhyphenated(tokens) : [];
  const known = edged(tokens) ?? edged(pieces) ?? meaningOf(bare.join(" "));
  if (known) return [known];
  while (linking.has(fold(bare[0] ?? ""))) bare.shift();
  const read = either(namesWithin(bare), () => namesWithin(unhyphenated(bare)));
  const found = either(
    read.filter(({ folded }) => !compass.has(folded)),
    () => read,
  );
  const name = properName(text);
  const words = fold(bare.join(" "));
  const beside = found.reduce((left, part) => left.replace(part.folded, " "), words).split(" ");
  const loose = beside.some((word) => word !== "");
  const building = beside.some((word) => buildings.has(word));
  const names = loose ? found.map((part) => ({ ...part, loose, building })) : found;
  // A name that is none stands there too: "Quarry Park, MD" is not Moldova.
  if (name === null) return names.length > 0 || bare.length === 0 ? names : [{ ...nothing, text: "", folded: "" }];
  const whole = { ...nothing, text: name, folded: fold(name) };
  // "Ashton under Hill" is one name, and not Ashton.
  if (found.length === 0 || beside.some((word) => linking.has(word))) return [whole];
  const small = loose && found.every(isSmall);
  return small ? [{ ...whole, within: found.flatMap(({ places }) => places) }] : names;
}

const isSmall = ({ country, area, regions, places }: Part) =>
  country === null && area === null && regions.length === 0 && !places.some(({ population }) => population > 100_000);

/** "Berlin-Kreuzberg" is two names where "Aix-en-Provence" is one. */
const unhyphenated = (tokens: readonly string[]) => tokens.flatMap((token) => token.split("-"));

const either = <T>(list: T[], other: () => T[]): T[] => (list.length > 0 ? list : other());

/** "Orange County Office", "Region Hannover", "Walldorf Süd": the words around a name fall one by one, since some belong to it. */
function edged(tokens: readonly string[]): Part | null {
  let [from, to] = [0, tokens.length];
  for (;;) {
    const last = fold(tokens[to - 1] ?? "");
    if (to - from > 1 && (noise.has(last) || compass.has(last))) to--;
    else if (to - from > 1 && noise.has(fold(tokens[from] ?? ""))) from++;
    else return null;
    const part = meaningOf(tokens.slice(from, to).join(" "));
    if (part && !everyday.has(part.folded)) return part;
  }
}

/** The names among words, longest first. Lone small towns are too often words to be believed here. */
function namesWithin(tokens: readonly string[]): Part[] {
  const found: Part[] = [];
  const count = Math.min(tokens.length, 12);
  for (let at = 0; at < count; ) {
    let length = Math.min(4, count - at);
    for (; length > 0; length--) {
      const text = tokens.slice(at, at + length).join(" ");
      const part = meaningOf(text);
      if (!part || !credible(text, part, found.length > 0)) continue;
      found.push(part);
      break;
    }
    at += Math.max(1, length);
  }
  return found;
}

const smallestCredible = 20_000;

function credible(text: string, part: Part, follows: boolean): boolean {
  if (everyday.has(part.folded) || linking.has(part.folded)) return false;
  if (/^[A-Z]{2}$/.test(text) && !part.area) return follows || text === "UK" || text === "US";
  if (part.country || part.area || part.regions.length > 0) return true;
  return part.folded.length > 2 && part.places.some((place) => place.population >= smallestCredible);
}
