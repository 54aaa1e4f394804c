import { areaNamed, countryCode, countryNamed } from "./areas.ts";
import { cityAliases } from "./city-aliases.ts";
import { type Place, placesNamed } from "./gazetteer.ts";
import { type Region, regionsNamed } from "./regions.ts";
import { fold } from "./text.ts";

/** What a piece of a location string may mean; several meanings at once until its neighbours decide. */
export interface Part {
  folded: string;
  country: string | null;
  area: readonly string[] | null;
  regions: readonly Region[];
  places: Place[];
  /** Two or three capitals: a state to some, a country to others. */
  code: boolean;
}

/** Written words around a name that say nothing about where. */
const noise = new Set(
  `office offices hq headquarters headquarter area metropolitan metro region greater city town stadt centre center centrum central downtown hub campus site
  standort standorte raum grossraum umgebung umkreis nahe near nearby location locations based county province provincia provincie district state canton kanton
  departement voivodeship wojewodztwo lan kommune gemeente oficina oficinas bureau bureaux buro kantoor biuro sede siege metropole agglomeration
  und and or oder ou et y en of the in im at bei`.split(/\s+/),
);

/** Towns whose names are everyday words: only believed when they stand alone. */
const words = new Set(
  `nice reading bath mobile most bar split hof see wells rugby deal ware hove home house hall park bury street spa trust care field main central east west north south
  bank base same orange enterprise industry commerce media university college hospital clinic practice health early normal male man spring sale hope rich young many
  best wall union progress moss battle diss hull bad san los las saint saint santa de la le el un und del den der die das am an auf zum bei remote team start of all`.split(
    /\s+/,
  ),
);

/** Places of a name with the other languages' names; umlauts may be written as two letters. */
export function placesCalled(folded: string): Place[] {
  if (folded.length < 2) return [];
  const found = new Map<number, Place>();
  const add = (places: readonly Place[]) => {
    for (const place of places) found.set(place.geonameId, place);
  };
  const alias = cityAliases().get(folded);
  if (alias)
    add(
      largestOf(
        placesNamed(fold(alias.name)).filter((place) => place.country === alias.country && place.name === alias.name),
      ),
    );
  if (folded.length > 2) add(placesNamed(folded));
  if (folded.startsWith("st "))
    for (const saint of ["saint", "sankt", "san"]) add(placesNamed(folded.replace("st", saint)));
  const plain = folded.length > 3 && found.size === 0 ? folded.replace(/([aou])e/g, "$1") : folded;
  if (plain !== folded) add(placesNamed(plain));
  return [...found.values()];
}

function largestOf(places: readonly Place[]): Place[] {
  const best = places.toSorted((a, b) => b.population - a.population)[0];
  return best ? [best] : [];
}

const postcode = /\b(?:[A-Z]{1,2}-)?\d{4,6}\b|\b\d{2}-\d{3}\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/g;
const conjunction = / (?:or|and|oder|und|ou|et|o|y|of|en|lub|i|e|eller|och|og|&) /i;

function meaningOf(text: string): Part | null {
  const trimmed = text
    .trim()
    .replace(/^[.\-–—:]+|[.\-–—:]+$/g, "")
    .trim();
  const folded = fold(trimmed);
  if (!folded) return null;
  const code = /^[A-Z]{2,3}$/.test(trimmed);
  const part: Part = {
    folded,
    country: countryCode(trimmed) ?? countryNamed(folded),
    area: areaNamed(folded),
    regions: [...(code ? regionsNamed(trimmed) : []), ...regionsNamed(folded)],
    places: placesCalled(folded),
    code,
  };
  return part.country || part.area || part.regions.length > 0 || part.places.length > 0 ? part : null;
}

/** The parts of a string between commas: usually one, several where words stand without punctuation. */
export function partsOf(text: string): Part[] {
  const whole = meaningOf(text);
  if (whole) return [whole];
  const lower = /^\s*[a-z]{2}\s*$/.test(text) ? meaningOf(text.toUpperCase()) : null;
  if (lower) return [lower];
  for (const separator of ["/", conjunction]) {
    const pieces = text.split(separator);
    if (pieces.length > 1) return pieces.flatMap(partsOf);
  }
  const bare = text
    .replace(postcode, " ")
    .split(/\s+/)
    .filter((word) => !noise.has(fold(word)));
  const known = meaningOf(bare.join(" "));
  return known ? [known] : namesWithin(bare);
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
  if (words.has(part.folded)) return false;
  if (/^[A-Z]{2}$/.test(text)) return follows || text === "UK" || text === "US";
  if (part.country || part.area || part.regions.length > 0) return true;
  return part.folded.length > 2 && part.places.some((place) => place.population >= smallestCredible);
}
