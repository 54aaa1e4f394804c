import { areaNamed, countryNamed } from "./areas.ts";
import { cityAliases } from "./city-aliases.ts";
import { type Place, placeIn, placesBeginning } from "./gazetteer.ts";
import { spellings } from "./gazetteer-index.ts";
import { familiar, isFamiliar } from "./places.ts";
import { regionsNamed } from "./regions.ts";
import { fold } from "./text.ts";

/** Shorter names are one typo away from too many others. */
const shortest = 4;
const longest = 40;
/** Names of this many letters are certain even with two typos. */
const longEnough = 8;
/**
 * Cities whose name was misspelt by a typo or two, the nearest and likeliest first. People rarely mistype the first
 * letter. `folded` = fold(what was typed).
 */
export function citiesNear(folded: string, limit: number): Place[] {
  if (folded.length < shortest || folded.length > longest || isArea(folded)) return [];
  const most = folded.length < longEnough ? 1 : 2;
  const near = new Map<string, { place: Place; slips: number }>();
  for (const { name, place } of namesFrom(folded.slice(0, 1))) {
    const slips = slipsBetween(folded, name, most);
    if (slips > most) continue;
    // Of cities of one name the likeliest: people who mean another add its country.
    const other = near.get(fold(place.name));
    const isBetter = other === undefined || likely(place) > likely(other.place);
    near.set(fold(place.name), {
      place: isBetter ? place : other.place,
      slips: Math.min(slips, other?.slips ?? slips),
    });
  }
  return [...near.values()]
    .sort((a, b) => a.slips - b.slips || likely(b.place) - likely(a.place))
    .slice(0, limit)
    .map(({ place }) => place);
}

/** Saarland is not a misspelt Samarkand. */
const isArea = (folded: string) =>
  regionsNamed(folded).length > 0 || areaNamed(folded) !== null || countryNamed(folded) !== null;

interface Named {
  /** Folded. */
  name: string;
  place: Place;
}

const byLetter = new Map<string, Named[]>();

/** Every name, in any common language, of a familiar city that begins with this letter: some hundreds, read once. */
function namesFrom(letter: string): Named[] {
  const known = byLetter.get(letter);
  if (known) return known;
  if (!/^[a-z]$/.test(letter)) return [];
  const names = placesBeginning(letter, isFamiliar)
    .filter(({ section }) => !section)
    .flatMap((place) => spellings(place.name).map((name) => ({ name, place })));
  for (const [name, city] of cityAliases()) {
    const place = name.startsWith(letter) ? placeIn(city) : null;
    if (place) names.push({ name, place });
  }
  byLetter.set(letter, names);
  return names;
}

const likely = ({ country, population }: Place) => familiar(country, population);

/** The number of letters that are missing, extra, different, or swapped with the next; stops counting above `most`. */
function slipsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    if (Math.min(...row) > most) return most + 1;
    [before, last] = [last, row];
  }
  return last[b.length] ?? most + 1;
}
