import { areaNamed, countryCode, countryNamed } from "./areas.ts";
import { cityAliases } from "./city-aliases.ts";
import { kilometres, type Place, placeIn, placesNamed } from "./gazetteer.ts";
import { countyCalled } from "./place-counties.ts";
import { departmentNumbered } from "./place-departments.ts";
import { takePostcodes } from "./place-postcodes.ts";
import { quartersNamed } from "./place-quarters.ts";
import { buildings, compass, directions, everyday, linking, noise, properName } from "./place-words.ts";
import { inRegion, type Region, regionsNamed } from "./regions.ts";
import { remembering } from "./remembering.ts";
import { fold } from "./text.ts";

/** What a piece of a location string may mean: several meanings at once, until its neighbours decide. */
export interface Part {
  /** As written, without what surrounds it; "" if it is not a place name. */
  text: string;
  folded: string;
  country: string | null;
  area: readonly string[] | null;
  regions: readonly Region[];
  places: Place[];
  /** Two or three capitals: a state's code or a country's. */
  code: boolean;
  /** Smaller places that some of the words name: "Solna Strand", "Walldorf Süd". */
  within: Place[];
  /** Found among other words: "St Thomas Hospital". */
  loose: boolean;
  /** All the words around it, if they look like a name ("Sutherland Springs"); else "". */
  whole: string;
  /** The name of a building or a street: "Lincoln House", "Oxford Road". */
  building: boolean;
  /** Follows a slash or an "or". */
  apart: boolean;
  /** "44", "2A": a French département if the name beside it is French, else nothing. */
  department: boolean;
}

const nothing = {
  ...{ country: null, area: null, regions: [], places: [], within: [] },
  ...{ code: false, loose: false, whole: "", building: false, apart: false, department: false },
};

/** A name that only its neighbours can place: a village, a building, an unknown county. */
export const isBare = (part: Pick<Part, "country" | "area" | "regions" | "places">) =>
  part.country === null && part.area === null && part.regions.length === 0 && part.places.length === 0;

/** Words that may be abbreviated, and their other forms in the gazetteer. */
const abbreviations: Readonly<Record<string, readonly string[]>> = {
  ...{ st: ["saint", "sankt", "san"], ste: ["sainte"], saint: ["st"], sankt: ["st"], ft: ["fort"], mt: ["mount"] },
};
const abbreviated = new RegExp(`(?<=^| )(?:${Object.keys(abbreviations).join("|")})(?= )`, "g");

/** "Burton on Trent" is "upon Trent"; "VILLENEUVE D ASCQ" has lost its apostrophe. */
const otherwise = (folded: string) => folded.replace(/ on /, " upon ").replace(/(?<=^| )([dl]) (?=[a-z])/g, "$1");

/** Places of a name, also in other languages; umlauts may be written as two letters. */
export function placesCalled(folded: string): Place[] {
  // "MARSEILLE 09": a quarter's number.
  if (folded.length < 2 || / \d\d$/.test(folded)) return [];
  const found = new Map<string, Place>();
  const add = (places: readonly Place[]) => {
    for (const place of places) found.set(`${place.geonameId} ${place.name}`, place);
  };
  const alias = cityAliases().get(folded);
  const aliased = alias && placeIn(alias);
  if (aliased) add([aliased]);
  add(quartersNamed(folded));
  if (folded.length > 2) add(placesNamed(folded));
  for (const word of abbreviations[folded.match(abbreviated)?.[0] ?? ""] ?? [])
    add(placesNamed(folded.replace(abbreviated, word)));
  const other = found.size === 0 ? otherwise(folded) : folded;
  if (other !== folded) add(placesNamed(other));
  const plain = folded.length > 3 && found.size === 0 ? folded.replace(/([aou])e/g, "$1") : folded;
  // "Muenchen"; but "Bærum" is not Barum.
  if (plain !== folded) add(placesNamed(plain).filter(({ name }) => /[äöü]/i.test(name)));
  return [...found.values()];
}

/** A single capital E means east: "1221 E Walnut St". */
const conjunction = / (?:or|and|oder|und|ou|et|of|en|lub|eller|och|og|OR|AND|ODER|UND|OU|ET|EN|Or|And|e|i|o|y|&) /;

/** What a name may mean. Parts are never changed, so they can be shared. */
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

const near = "bei|b\\.|nahe|near|nr\\.?|près de|proche de|cerca de|vicino a|bij|nabij|koło|k\\.|perto de|nära|nær";
const nearCity = new RegExp(`^(\\S.{1,39}?) (?:${near}|im|am|an der) ?(\\p{L}.{1,39})$`, "iu");
/** Separates a town from "near Milan" in "Rho, near Milan" and "Rho (near Milan)", which are one name. */
export const beforeNear = new RegExp(`\\s?[,(]\\s?(?=(?:${near}) )`, "giu");
const withinKm = 60;

/** "Ottobrunn bei München", "Kronberg im Taunus": the town, before the words for where it lies. */
function townNear(text: string): Part | null {
  const [, town = "", beside = ""] = nearCity.exec(text.trim()) ?? [];
  const { places: cities = [], regions = [] } = meaningOf(beside) ?? {};
  const named = meaningOf(town);
  const lies = (place: Place) => inRegion(place, regions) || cities.some((each) => isNear(each, place));
  const places = named?.places.filter(lies) ?? [];
  return named && places.length > 0 ? { ...named, places } : null;
}

const isNear = (a: Place, b: Place) => a.country === b.country && kilometres(a, b) < withinKm;

/** The parts of a string between commas: usually one, more if there is no punctuation. */
export function partsOf(text: string): Part[] {
  const department = departmentNumbered(text);
  if (department) return [{ ...nothing, text, folded: fold(text), regions: [department], department: true }];
  // "Dublin, or remote": not Oregon.
  const code = /^\s*[A-Za-z][a-z]\s*$/.test(text) && !noise.has(fold(text));
  const whole = meaningOf(text) ?? (code ? meaningOf(text.toUpperCase()) : null);
  // "Utrecht, Centrum" does not mean a town called Centrum; "Canton, Ohio" does mean a town.
  if (whole && noise.has(whole.folded) && isTown(whole) && whole.folded !== "canton") return [];
  const town = whole ?? townNear(text);
  if (town) return [town];
  for (const separator of ["/", conjunction]) {
    const pieces = text.split(separator);
    if (pieces.length > 1)
      return pieces.flatMap((piece, at) => partsOf(piece).map((part) => (at > 0 ? { ...part, apart: true } : part)));
  }
  const { rest, country } = takePostcodes(text);
  const names = namesIn(rest);
  // "Stationsplein 32, 3511 ED Utrecht": a street, not a village.
  const said = house.test(text) ? names.map(asHouse) : names;
  const home: Part[] = country ? [{ ...nothing, text: country, folded: fold(country), country, code: true }] : [];
  return [...said, ...home];
}

const house = /\p{L} \d{1,3} ?[a-z]?\s*$/u;
const nameless: Part = { ...nothing, text: "", folded: "" };
const asHouse = (part: Part): Part => (isBare(part) ? nameless : { ...part, building: part.building || isSmall(part) });

function namesIn(text: string): Part[] {
  const tokens = text.split(/\s+/).filter((token) => token !== "");
  const bare = tokens.filter((token) => !noise.has(fold(token)));
  const pieces = text.includes("-") ? unhyphenated(tokens) : [];
  const known = edged(tokens) ?? edged(pieces) ?? meaningOf(bare.join(" "));
  // "West Region": not a town called West.
  if (known && (bare.length === tokens.length || !directions.has(known.folded))) return [known];
  while (isFiller(tokens[0])) tokens.shift();
  const read = either(namesWithin(tokens), () => namesWithin(unhyphenated(bare)));
  const found = either(
    read.filter(({ folded }) => !compass.has(folded)),
    () => read,
  );
  const name = properName(text);
  const words = fold(tokens.join(" "));
  const left = found.reduce((rest, part) => rest.replace(part.folded, " "), words).split(" ");
  const beside = left.filter((word) => !noise.has(word));
  const loose = beside.some((word) => word !== "");
  const building = beside.some((word) => buildings.has(word));
  const whole = (found.length === 1 && name) || "";
  const names = loose ? found.map((part) => ({ ...part, loose, whole, building })) : found;
  // An unknown name is there too: in "Quarry Park, MD" the code is not Moldova.
  if (name === null) return names.length > 0 || bare.length === 0 ? names : [nameless];
  const village = { ...nothing, text: name, folded: fold(name) };
  // "Ashton under Hill" is one name, not Ashton.
  if (found.length === 0 || beside.some((word) => linking.has(word))) return [village];
  const small = loose && found.every(isSmall);
  return small ? [{ ...village, within: found.flatMap(({ places }) => places) }] : names;
}

const isFiller = (word = "") => linking.has(fold(word)) || noise.has(fold(word));

const isTown = ({ country, area, regions }: Part) => country === null && area === null && regions.length === 0;

const isSmall = (part: Part) => isTown(part) && !part.places.some(({ population }) => population > 100_000);

/** "Berlin-Kreuzberg" is two names, "Aix-en-Provence" one. */
const unhyphenated = (tokens: readonly string[]) => tokens.flatMap((token) => token.split("-"));

const either = <T>(list: T[], other: () => T[]): T[] => (list.length > 0 ? list : other());

/**
 * "Orange County Office", "Region Hannover", "Walldorf Süd": drops the words around a name one by one, as some belong
 * to it.
 */
function edged(tokens: readonly string[]): Part | null {
  let [from, to] = [0, tokens.length];
  let building = false;
  for (;;) {
    const last = fold(tokens[to - 1] ?? "");
    if (to - from > 1 && (noise.has(last) || compass.has(last))) to--;
    else if (to - from > 1 && noise.has(fold(tokens[from] ?? ""))) {
      // "The York, 12 Elm Street, Towson": a house.
      building ||= fold(tokens[from] ?? "") === "the";
      from++;
    } else return null;
    const part = meaningOf(tokens.slice(from, to).join(" "));
    if (part && !everyday.has(part.folded) && !noise.has(part.folded))
      return { ...part, building: building && isTown(part) };
  }
}

/** The names among words, longest first. Lone small towns are not believed here: too often they are just words. */
function namesWithin(tokens: readonly string[]): Part[] {
  const found: Part[] = [];
  const count = Math.min(tokens.length, 12);
  for (let at = 0; at < count; ) {
    let length = Math.min(4, count - at);
    for (; length > 0; length--) {
      const text = tokens.slice(at, at + length).join(" ");
      const part = meaningOf(text);
      if (!part || !(credible(text, part, found.length > 0) || isPlaced(part, tokens.slice(at + length)))) continue;
      found.push(part);
      break;
    }
    at += Math.max(1, length);
  }
  return found;
}

/** "Gilching Deutschland", "Reading Berkshire", "Glenwood MD": what follows confirms that the name is a town's. */
function isPlaced({ places, folded }: Part, following: readonly string[]): boolean {
  if (places.length === 0 || directions.has(folded) || noise.has(folded)) return false;
  return [3, 2, 1].some((length) => {
    const { country = null, regions = [] } = meaningOf(following.slice(0, length).join(" ")) ?? {};
    return places.some((place) => place.country === country || inRegion(place, regions));
  });
}

const smallestCredible = 20_000;

function credible(text: string, part: Part, follows: boolean): boolean {
  if (noise.has(part.folded) || everyday.has(part.folded) || linking.has(part.folded)) return false;
  // "National Capital Region" is not Denmark's.
  if (part.places.length === 0 && part.folded.split(" ").some((word) => noise.has(word))) return false;
  if (/^[A-Z]{2}$/.test(text) && !part.area) return follows || text === "UK" || text === "US";
  if (part.country || part.area || part.regions.length > 0) return true;
  return part.folded.length > 2 && part.places.some((place) => place.population >= smallestCredible);
}
