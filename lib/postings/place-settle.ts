import { isEuropean } from "./areas.ts";
import { displayName } from "./city-aliases.ts";
import type { Place } from "./gazetteer.ts";
import { type Group, largest, weight } from "./place-groups.ts";
import type { Location } from "./posting.ts";

export function unknown(raw: string, country: string | null = null): Location {
  return { city: null, geonameId: null, country, lat: null, lon: null, raw };
}

/** Between namesakes in different countries, one must be this many times larger than the next to be meant. */
const dominance = 2.5;
/** Europe is where our postings are: its cities count this many times. */
const european = 3;
/** A namesake in the named or home country is meant if it is not smaller than this share of the largest. */
const homeShare = 0.1;

interface Settled {
  location: Location;
  confidence: number;
}

/** Decides which place a group means. What two countries could claim stays unknown. */
export function settle(group: Group, raw: string, likely: string | undefined): Settled {
  const { places, country, narrowed } = group;
  if (!narrowed && country) {
    const same = largest(places.filter((place) => place.country === country && place.population > 50_000));
    return { location: same ? at(same, raw) : unknown(raw, country), confidence: 1 };
  }
  if (!narrowed && group.regions.length > 0) return settleRegion(group, raw);
  const best = largest(places);
  if (!best) return { location: unknown(raw, country), confidence: country ? 0.8 : 0 };
  return narrowed ? { location: at(best, raw), confidence: 1 } : settleCity(places, best, raw, likely);
}

/** "Hamburg" is the city of the state; "Kent" the county; "Victoria" could be a city elsewhere. */
function settleRegion({ places, regions }: Group, raw: string): Settled {
  const inside = places.filter((place) =>
    regions.some(({ country, admin }) => country === place.country && admin === place.admin),
  );
  const city = largest(inside);
  if (city && city.population > 50_000) return { location: at(city, raw), confidence: 0.9 };
  const countries = new Set(regions.map((region) => region.country));
  const elsewhere = places.some((place) => place.population > 300_000 && !countries.has(place.country));
  const country = countries.size === 1 && !elsewhere ? ([...countries][0] ?? null) : null;
  return { location: unknown(raw, country), confidence: 0.8 };
}

function settleCity(places: readonly Place[], best: Place, raw: string, likely: string | undefined): Settled {
  const near = largest(places.filter((place) => place.country === likely));
  if (near && weight(near) >= homeShare * weight(best)) return { location: at(near, raw), confidence: 0.9 };
  const score = (place: Place) => weight(place) * (isEuropean(place.country) ? european : 1);
  const ranked = places.toSorted((a, b) => score(b) - score(a));
  const first = ranked[0] ?? best;
  const rival = ranked.find((place) => place.country !== first.country);
  if (rival && score(first) < dominance * score(rival)) return { location: unknown(raw), confidence: 0 };
  return { location: at(first, raw), confidence: rival ? 0.7 : 0.9 };
}

function at(place: Place, raw: string): Location {
  return {
    city: displayName(place),
    geonameId: place.geonameId,
    country: place.country,
    lat: place.lat,
    lon: place.lon,
    raw,
  };
}
