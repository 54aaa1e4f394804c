import { isEuropean } from "./areas.ts";
import { displayName } from "./city-aliases.ts";
import { cityAround, type Place } from "./gazetteer.ts";
import { type Group, largest, weight } from "./place-group.ts";
import { capitalised } from "./place-words.ts";
import type { Location } from "./posting.ts";
import type { Region } from "./regions.ts";

export function unknown(raw: string, country: string | null = null): Location {
  return { city: null, geonameId: null, country, lat: null, lon: null, raw };
}

/** Countries that a namesake is likelier in, and how large it must be beside the largest to be meant. */
export interface Hint {
  countries: readonly string[];
  share: number;
}

/** Between namesakes in different countries, one must be this many times larger than the next to be meant. */
const dominance = 2.5;
/** Europe is where our postings are: its cities count this many times. */
const european = 3;
/** A region is known to more people than a town of its name, as is a city of so many inhabitants. */
const knownAsRegion = 500_000;
/** "Fribourg", "Utrecht": the city of a canton or province of its name. */
const smallestSeat = 15_000;
const mostCandidates = 5;

export interface Settled {
  location: Location;
  /** 0 = nothing decided. */
  confidence: number;
}

/** Decides which place a group means. What two countries could claim stays unknown. */
export function settle(group: Group, raw: string, hints: readonly Hint[]): Settled {
  const { places, country, narrowed, village } = group;
  if (village) return settleVillage(group, raw, hints);
  if (!narrowed && country) {
    const same = largest(places.filter((place) => place.country === country && place.population > 50_000));
    return { location: same ? at(same, raw) : unknown(raw, country), confidence: 1 };
  }
  if (group.regions.length > 0 && (!narrowed || places.length === 0)) return settleRegion(group, raw, hints);
  const best = largest(places);
  if (!best) return { location: unknown(raw, country), confidence: country ? 0.8 : 0 };
  return narrowed ? { location: at(best, raw), confidence: 1 } : settleCity(places, best, raw, hints);
}

/** The name is all there is: no id, no coordinates. Without a country it may be anything. */
function settleVillage({ text, country, regions }: Group, raw: string, hints: readonly Hint[]): Settled {
  const where = country ?? countryOf(regions, hints) ?? ofCode(regions);
  return where === null
    ? { location: unknown(raw), confidence: 0 }
    : { location: { ...unknown(raw, where), city: capitalised(text) || null }, confidence: 0.8 };
}

/** "Hamburg" is the city of the state; "Kent" the county; "Georgia" may be either. */
function settleRegion({ text, places, regions, narrowed }: Group, raw: string, hints: readonly Hint[]): Settled {
  const among = new Set(regions.map((region) => region.country));
  const near = narrowed ? null : hinted(places, hints);
  if (near && !among.has(near.country)) return { location: at(near, raw), confidence: 0.9 };
  const inside = places.filter((place) =>
    regions.some(({ country, admin }) => country === place.country && admin === place.admin),
  );
  const city = largest(inside);
  if (city && city.population > smallestSeat) return { location: at(city, raw), confidence: 0.9 };
  const country = countryOf(regions, hints);
  const size = knownAsRegion * ([...among].some(isEuropean) ? european : 1);
  const rivals = narrowed ? [] : places.filter((place) => !among.has(place.country));
  const rival = rivals.some((place) => dominance * score(place) > size);
  if (country === null || rival) return { location: ambiguous(raw, rivals, regions), confidence: 0 };
  if (regions.some((each) => each.country === country && isCountry(each)))
    return { location: unknown(raw, country), confidence: 0.8 };
  const name = /^[A-Z]{2,3}$/.test(text) ? (regions.find((each) => each.country === country)?.name ?? text) : text;
  return { location: { ...unknown(raw, country), city: capitalised(name) }, confidence: 0.8 };
}

/** "Vogtei, DE" is in Germany, not in Delaware; "Maplewood, VA" in Virginia, not in Varese; "Dorp, BE" in Belgium, not in Berlin. */
function ofCode(regions: readonly Region[]): string | null {
  const among = new Set(regions.map(({ country }) => country));
  const own = regions.find(({ name }) => name === "")?.country;
  if (own === "DE" || !among.has("US")) return own && isEuropean(own) ? own : among.has("DE") ? "DE" : null;
  return "US";
}

/** The country that all of the regions lie in, or the one that a hint points at. */
function countryOf(regions: readonly Region[], hints: readonly Hint[]): string | null {
  const among = [...new Set(regions.map(({ country }) => country))];
  for (const within of [undefined, ...hints]) {
    const left = among.filter((country) => !within || within.countries.includes(country));
    if (left.length === 1) return left[0] ?? null;
  }
  return null;
}

/** The namesake in the country of the first hint that knows one large enough. */
function hinted(places: readonly Place[], hints: readonly Hint[]): Place | null {
  const most = Math.max(...places.map(weight));
  for (const { countries, share } of hints) {
    const near = largest(places.filter((place) => countries.includes(place.country)));
    if (near && weight(near) >= share * most) return near;
  }
  return null;
}

const score = (place: Place) => weight(place) * (isEuropean(place.country) ? european : 1);

function settleCity(places: readonly Place[], best: Place, raw: string, hints: readonly Hint[]): Settled {
  const near = hinted(places, hints);
  if (near) return { location: at(near, raw), confidence: 0.9 };
  const ranked = places.toSorted((a, b) => score(b) - score(a));
  const first = ranked[0] ?? best;
  const rival = ranked.find((place) => place.country !== first.country);
  if (rival && score(first) < dominance * score(rival)) return { location: ambiguous(raw, ranked), confidence: 0 };
  return { location: at(first, raw), confidence: rival ? 0.7 : 0.9 };
}

/** GeoNames' ids of what is a country to some and a state to others. */
const regionIds: Readonly<Record<string, number>> = { "Georgia GE": 614540, "Georgia US": 4197000 };
const isCountry = ({ name, country }: Region) => name === "Georgia" && country === "GE";

function ambiguous(raw: string, places: readonly Place[], regions: readonly Region[] = []): Location {
  const ranked = places.toSorted((a, b) => score(b) - score(a));
  const large = ranked.filter((place) => score(place) * 20 >= score(ranked[0] ?? place));
  const candidates = [
    ...regions.flatMap(({ name, country }) => {
      const geonameId = regionIds[`${name} ${country}`];
      return geonameId ? [{ geonameId, name, country }] : [];
    }),
    ...large.map((place) => ({ geonameId: place.geonameId, name: displayName(place), country: place.country })),
  ].slice(0, mostCandidates);
  return candidates.length > 0 ? { ...unknown(raw), candidates } : unknown(raw);
}

/** A borough keeps its name and its spot; its id is that of the city which it is a part of. */
function at(place: Place, raw: string): Location {
  const { country, lat, lon } = place;
  const geonameId = place.section ? cityAround(place).geonameId : place.geonameId;
  return { city: displayName(place), geonameId, country, lat, lon, raw };
}
