import { isEuropean } from "./areas.ts";
import { displayName } from "./city-aliases.ts";
import { cityAround, largest, type Place, weight } from "./gazetteer.ts";
import { isBegun } from "./gazetteer-index.ts";
import { type Beside, isLocal, likeliest, ofTheirState, witnesses } from "./place-beside.ts";
import type { Group } from "./place-group.ts";
import { isOfTable } from "./place-quarters.ts";
import { capitalised } from "./place-words.ts";
import type { Location } from "./posting.ts";
import type { Region } from "./regions.ts";

export function unknown(raw: string, country: string | null = null): Location {
  return { city: null, geonameId: null, country, lat: null, lon: null, raw };
}

/**
 * Countries in which a place is likelier to be meant, and how large it must be compared with the largest of its name.
 */
export interface Hint {
  countries: readonly string[];
  share: number;
  /** The posting's other places there: near them even smaller places count. */
  beside?: readonly Beside[];
  /** They come in separate strings, as a company's offices do; one string describes the place of one job. */
  offices?: boolean;
}

/** Between places of one name in different countries, one must be this many times larger than the next to be meant. */
const dominance = 2.5;
/** Our postings are in Europe: its cities count this many times. */
const european = 3;
/** A region is better known than a town of its name; so is a city of this many inhabitants. */
const knownAsRegion = 500_000;
/** "Fribourg", "Utrecht": the city of the canton or province of that name. */
const smallestSeat = 15_000;
/** "Singapore", "Luxembourg", "Monaco": the city that a country is named after. */
const smallestNamesake = 20_000;
/**
 * How likely a place must be, compared with the largest of its name, to stay open: with another of the posting's places
 * near it, and without.
 */
const doubtful = 0.1;
const doubtfulAfar = 0.2;

export interface Settled extends Beside {
  location: Location;
  /** 0 = nothing decided. */
  confidence: number;
}

type Decided = Pick<Settled, "location" | "confidence"> & { place?: Place };

/** Decides which place a group means. It stays unknown if places in two countries are possible. */
export function settle(group: Group, raw: string, hints: readonly Hint[]): Settled {
  const { location, confidence, place = null } = decide(group, raw, hints);
  const own = place ? undefined : group.regions.find(({ country, admin }) => country === location.country && admin);
  return { location, confidence, place, state: group.state ?? own ?? null };
}

function decide(group: Group, raw: string, hints: readonly Hint[]): Decided {
  const { places, country, narrowed, village } = group;
  if (village) return settleVillage(group, raw, hints);
  // "LA" and "DC" alone are cities.
  const short = !narrowed && isCode(group.text) ? largest(places) : null;
  if (short) return found(short, raw, 0.9);
  if (!narrowed && country && !isState(group)) {
    const same = largest(places.filter((place) => place.country === country && place.population > smallestNamesake));
    return same ? found(same, raw, 1) : { location: unknown(raw, country), confidence: 1 };
  }
  if (group.regions.length > 0 && group.folded !== formerCounty && (!narrowed || places.length === 0))
    return settleRegion(group, raw, hints);
  const best = largest(places);
  if (!best) return { location: unknown(raw, country), confidence: country ? 0.8 : 0 };
  return narrowed ? found(best, raw, 1) : settleCity(places, best, raw, hints);
}

const isCode = (text: string) => /^[A-Z]{2}$/.test(text);

/** An English county until 1996: alone it means the city in Ohio. */
const formerCounty = "cleveland";

/** Country codes that postings hardly ever use: "Remote - NC" is in North Carolina. */
const seldom = new Set("AZ GA KY MN MO MS NC NE SC SD VA".split(" "));
const isState = ({ text, country, regions }: Group) =>
  seldom.has(text) && text === country && regions.some((region) => region.country === "US");

/** Only the name is known: no id, no coordinates. Without a country it may be anything. */
function settleVillage({ text, country, regions }: Group, raw: string, hints: readonly Hint[]): Decided {
  const where = country ?? countryOf(regions, hints) ?? ofCode(regions);
  return where === null
    ? { location: unknown(raw), confidence: 0 }
    : { location: { ...unknown(raw, where), city: capitalised(text) || null }, confidence: 0.8 };
}

/** "Hamburg" means the state's city, "Kent" the county; "Georgia" may be either. */
function settleRegion(
  { text, folded, places, regions, narrowed }: Group,
  raw: string,
  hints: readonly Hint[],
): Decided {
  const among = new Set(regions.map((region) => region.country));
  const { meant, maybe } = narrowed ? {} : hinted(places, hints, knownAsRegion);
  if (meant && !among.has(meant.country)) return found(meant, raw, 0.9);
  const isCity = among.has(largest(places)?.country ?? "");
  if (maybe && isCity && !among.has(maybe.country))
    return { location: ambiguous(raw, places, regions, maybe), confidence: 0 };
  const inside = places.filter((place) =>
    regions.some(({ country, admin }) => country === place.country && admin === place.admin),
  );
  const city = largest(inside.filter(({ name }) => !isBegun(folded, name)));
  if (city && city.population > smallestSeat) return found(city, raw, 0.9);
  // "FL" alone is not a province of the Netherlands.
  const country = countryOf(regions, hints) ?? (isCode(text) && among.has("US") ? "US" : null);
  const size = knownAsRegion * ([...among].some(isEuropean) ? european : 1);
  const rivals = narrowed ? [] : places.filter((place) => !among.has(place.country));
  const rival = rivals.some((place) => dominance * score(place) > size);
  if (country === null || rival) return { location: ambiguous(raw, rivals, regions), confidence: 0 };
  if (regions.some((each) => each.country === country && isCountry(each)))
    return { location: unknown(raw, country), confidence: 0.8 };
  const name = /^[A-Z]{2,3}$/.test(text) ? (regions.find((each) => each.country === country)?.name ?? text) : text;
  return { location: { ...unknown(raw, country), city: capitalised(name) }, confidence: 0.8 };
}

/**
 * "Vogtei, DE" is in Germany, not in Delaware; "Maplewood, VA" in Virginia, not in Varese; "Dorp, BE" in Belgium, not
 * in Berlin.
 */
function ofCode(regions: readonly Region[]): string | null {
  const among = new Set(regions.map(({ country }) => country));
  const own = regions.find(({ name }) => name === "")?.country;
  if (own === "DE" || !among.has("US")) return own && isEuropean(own) ? own : among.has("DE") ? "DE" : null;
  return "US";
}

/** The country that all of the regions lie in, or the one that a hint points to. */
function countryOf(regions: readonly Region[], hints: readonly Hint[]): string | null {
  const among = [...new Set(regions.map(({ country }) => country))];
  for (const within of [undefined, ...hints]) {
    const left = among.filter((country) => !within || within.countries.includes(country));
    if (left.length === 1) return left[0] ?? null;
  }
  return null;
}

interface Hinted {
  meant?: Place;
  /** Not likely enough to be meant, too likely to be ruled out. */
  maybe?: Place;
}

/**
 * The place of that name in the country of the first hint that has one large enough, or near enough to the posting's
 * other places.
 * @param least inhabitants that the name counts for at least: a county's, for example
 */
function hinted(places: readonly Place[], hints: readonly Hint[], least = 0): Hinted {
  const best = largest(places);
  if (!best) return {};
  const found = hints.map((hint) => underHint(places, best, least, hint));
  return found.find(({ meant }) => meant) ?? found.find(({ maybe }) => maybe) ?? {};
}

function underHint(places: readonly Place[], best: Place, least: number, hint: Hint): Hinted {
  const { countries, share, beside, offices } = hint;
  const there = places.filter((place) => countries.includes(place.country));
  const near = largest(there);
  if (near && weight(near) >= share * weight(best)) return { meant: near };
  if (!beside?.length) return {};
  const likely = likeliest(there, offices ? witnesses(best, beside) : beside);
  if (!likely) return {};
  const { place, times } = likely;
  const odds = (times * weight(place)) / Math.max(least, weight(best));
  if (times > 1) return odds >= 1 ? { meant: place } : odds >= doubtful ? { maybe: place } : {};
  const isOpen = isEuropean(best.country) && odds >= doubtfulAfar && (!offices || isLocal(beside));
  const maybe = isOpen ? place : offices && ofTheirState(there, beside);
  return maybe ? { maybe } : {};
}

const score = (place: Place) => weight(place) * (isEuropean(place.country) ? european : 1);

function settleCity(places: readonly Place[], best: Place, raw: string, hints: readonly Hint[]): Decided {
  const { meant, maybe } = hinted(places, hints);
  if (meant) return found(meant, raw, 0.9);
  const ranked = places.toSorted((a, b) => score(b) - score(a));
  const first = ranked[0] ?? best;
  const rival = ranked.find((place) => place.country !== first.country);
  if (maybe || (rival && score(first) < dominance * score(rival)))
    return { location: ambiguous(raw, ranked, [], maybe), confidence: 0 };
  return found(first, raw, rival ? 0.7 : 0.9);
}

/** GeoNames' ids of names that mean a country or a state. */
const regionIds: Readonly<Record<string, number>> = { "Georgia GE": 614540, "Georgia US": 4197000 };
const isCountry = ({ name, country }: Region) => name === "Georgia" && country === "GE";

/** Open between places of one name. If it may also be a region without an id, the countries stay open too. */
function ambiguous(raw: string, places: readonly Place[], regions: readonly Region[] = [], near?: Place): Location {
  const ranked = places.toSorted((a, b) => score(b) - score(a));
  const large = ranked.filter((place) => place === near || score(place) * 20 >= score(ranked[0] ?? place));
  const named = regions.flatMap(({ name, country }) => {
    const geonameId = regionIds[`${name} ${country}`];
    return geonameId ? [{ geonameId, name, country }] : [];
  });
  if (named.length < regions.length) return unknown(raw);
  const all = [
    ...named,
    ...large.map((place) => ({ geonameId: place.geonameId, name: displayName(place), country: place.country })),
  ];
  const candidates = all.filter(({ country }, at) => all.findIndex((each) => each.country === country) === at);
  return candidates.length > 0 ? { ...unknown(raw), candidates } : unknown(raw);
}

/** A borough keeps its name and coordinates, with the id of its city. */
function found(place: Place, raw: string, confidence: number): Decided {
  const { country, lat, lon } = place;
  const geonameId = place.section && !isOfTable(place) ? cityAround(place).geonameId : place.geonameId;
  return { location: { city: displayName(place), geonameId, country, lat, lon, raw }, confidence, place };
}
