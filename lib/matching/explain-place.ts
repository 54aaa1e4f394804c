import type { PostingPlace } from "./catalogue-entry.ts";
import { isForOthers, type PlaceKey, type Whereabouts } from "./catalogue-keys.ts";
import { type Columns, column } from "./columns.ts";
import type { Telling } from "./explain.ts";
import type { Phrases } from "./explain-phrases.ts";
import { nearest } from "./place-fit.ts";
import type { Prepared } from "./score-seeker.ts";

/** Says how near it is to the person, or that they may work from where they are. */
export function tellPlace(told: Telling, seeker: Prepared, columns: Columns, row: number, key: PlaceKey): void {
  const where = (columns.rows[row + column.where] ?? 0) & 0xffffff;
  const { places } = columns;
  const { reasons, gaps, phrases } = told;
  const { words, names } = phrases;
  if (key.kind === "point") {
    const near = nearest(seeker.cities, key.lat, key.lon);
    const there = places.at(where).locations.find(({ lat, lon }) => lat === key.lat && lon === key.lon);
    if (near && there) reasons.push(nearby(phrases, there, names.city(near.city), Math.round(near.km)));
  } else if (key.kind === "country") {
    const city = cityOf(
      phrases,
      places.at(where).locations.find(({ country, city }) => country === key.country && city !== null),
    );
    const country = names.countryAfterIn(key.country);
    if (!seeker.countries.includes(key.country))
      gaps.push(words.notNear(city ?? country, names.listed(seeker.cities.map(names.city))));
    else reasons.push(city ? words.inAsked(city, country) : words.in(country));
  } else if (key.kind === "somewhere") {
    tellSomewhere(told, places.at(where), key.country);
  } else if (key.kind === "unknown" || key.kind === "namesake") gaps.push(words.placeNotClear);
  else tellRemote(told, seeker, places.remoteAt(where).countries, key.kind);
}

/** For a posting somewhere in that country, or perhaps in it. */
function tellSomewhere({ gaps, phrases }: Telling, { locations, remote }: Whereabouts, country: string): void {
  const { words, names } = phrases;
  const there = locations.find((place) => place.country === country && place.lat === null);
  const city = cityOf(phrases, there);
  if (isForOthers(remote, country)) gaps.push(words.remoteFor(few(phrases, remote.countries)));
  else if (city) gaps.push(words.farUnknown(city));
  else if (there || remote.countries.length === 1) gaps.push(words.cityNotStated(names.countryAfterIn(country)));
  else gaps.push(words.placeNotClear);
}

const mostCountries = 3;

/** "Austria, Germany, Spain and 41 more". */
function few({ names, others }: Phrases, countries: readonly string[]): string {
  const named = countries.slice(0, mostCountries).map(names.countryAfterIn);
  const more = countries.length - named.length;
  return names.listed(more > 0 ? [...named, others(more)] : named);
}

function cityOf({ names }: Phrases, place: PostingPlace | undefined): string | null {
  return place?.city ? names.city({ geonameId: place.geonameId, name: place.city }) : null;
}

function nearby(phrases: Phrases, place: PostingPlace, asked: string, km: number): string {
  const { words, names } = phrases;
  if (km < 1) return words.in(asked);
  const there = cityOf(phrases, place) ?? names.countryAfterIn(place.country ?? "");
  return there === asked ? words.fromCentre(there, km) : words.fromCity(there, km, asked);
}

function tellRemote(
  { reasons, gaps, phrases }: Telling,
  { home }: Prepared,
  countries: readonly string[],
  kind: PlaceKey["kind"],
): void {
  const { words, names } = phrases;
  const homes = () => names.listed(home.filter((country) => countries.includes(country)).map(names.countryAfterIn));
  if (kind === "remote-anywhere") reasons.push(words.remoteAnywhere);
  else if (kind === "remote" || kind === "remote-region") reasons.push(words.remoteFrom(homes()));
  else if (kind === "open") reasons.push(words.openTo(homes()));
  else if (kind === "open-anywhere") reasons.push(words.openAnywhere);
  else if (kind === "remote-named") gaps.push(words.remoteFor(few(phrases, countries)));
  else if (kind === "remote-unsaid" || kind === "remote-office") gaps.push(words.remoteNotSaid);
  if (kind === "remote-office") reasons.push(words.remoteOffice);
}
