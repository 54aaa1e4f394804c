import type { City } from "../postings/posting.ts";
import type { NamedKey } from "./catalogue-keys.ts";
import type { Places } from "./catalogue-places.ts";
import type { Prepared } from "./score-seeker.ts";
import { cityCentreKm, cityRadiusKm, shares } from "./weights.ts";

/** How well the postings under a place key fit. */
export interface KeyFit {
  key: number;
  share: number;
  /** False for keys whose postings do not say whether they are remote. */
  modeKnown: boolean;
}

/** Place keys that fit for one reason: the surroundings of a city, or everything else. */
export interface PlaceGroup {
  fits: readonly KeyFit[];
  /** The bit of the seeker's city that they are near; 0 = none. */
  cities: number;
}

/** Thousands share a home and a readiness to work remotely: few combinations come again and again. */
const mostKept = 2000;

/** The place keys that fit a person, of those that postings have. A posting's share is that of its best key. */
export function placeFits(seeker: Prepared, places: Places, elsewhere = false): readonly PlaceGroup[] {
  const groups = [{ fits: namedFits(seeker, places, elsewhere), cities: 0 }];
  for (const [at, city] of seeker.cities.entries()) groups.push({ fits: places.near(city), cities: 1 << at });
  return groups;
}

/** For all keys but points. */
function namedFits(seeker: Prepared, places: Places, elsewhere: boolean): readonly KeyFit[] {
  const { cities, countries, home } = seeker;
  // Most have one home, whose name need not be composed.
  const name = home.length === 1 ? (home[0] ?? "") : `${countries.join()} ${home.join()}`;
  let known = places.fits.get(name);
  if (!known) {
    if (places.fits.size >= mostKept) places.fits.clear();
    known = [];
    places.fits.set(name, known);
  }
  const asked = bitsOf(elsewhere, seeker.takesRemote, seeker.goesToWork, cities.length > 0, countries.length > 0);
  known[asked] ??= fitsOf(seeker, places, elsewhere);
  return known[asked];
}

function bitsOf(...conditions: readonly boolean[]): number {
  let bits = 0;
  for (const each of conditions) bits = (bits << 1) | Number(each);
  return bits;
}

function fitsOf(seeker: Prepared, places: Places, elsewhere: boolean): KeyFit[] {
  const fits: KeyFit[] = [];
  const add = (key: NamedKey, share: number) => {
    const id = places.find(key);
    if (id >= 0) fits.push({ key: id, share, modeKnown: key.kind !== "mode-unknown" });
  };
  const { place } = shares;
  if (seeker.takesRemote) remoteFits(seeker, add);
  if (seeker.home.length === 0) {
    add({ kind: "mode-unknown" }, place.unknown);
    if (seeker.goesToWork) add({ kind: "at-work" }, 1);
    return fits;
  }
  add({ kind: "unknown" }, place.unknown);
  const country = seeker.cities.length > 0 ? place.country : 1;
  for (const each of seeker.countries) add({ kind: "country", country: each }, country);
  if (elsewhere)
    for (const each of seeker.home)
      if (!seeker.countries.includes(each)) add({ kind: "country", country: each }, place.elsewhere);
  // A village or region that the gazetteer lacks has a name but no coordinates: it may be near.
  for (const each of seeker.home) add({ kind: "somewhere", country: each }, place.somewhereInCountry);
  for (const each of seeker.home) add({ kind: "namesake", country: each }, place.unknown);
  return fits;
}

function remoteFits({ home }: Prepared, add: (key: NamedKey, share: number) => void): void {
  const { place } = shares;
  const nowhere = home.length === 0;
  add({ kind: "remote-anywhere" }, nowhere ? 1 : place.remoteAnywhere);
  add({ kind: "remote-unsaid" }, nowhere ? place.remoteNearby : place.remoteUnsaid);
  if (nowhere) add({ kind: "remote-named" }, place.remoteUnsaid);
  else add({ kind: "open-anywhere" }, place.remoteNearby);
  for (const country of home) {
    add({ kind: "remote", country }, place.remote);
    add({ kind: "remote-region", country }, place.remoteRegion);
    add({ kind: "remote-office", country }, place.remoteNearby);
    add({ kind: "open", country }, place.remoteNearby);
  }
}

export function cityShare(km: number): number {
  return 1 - ((1 - shares.place.edge) * Math.max(0, km - cityCentreKm)) / (cityRadiusKm - cityCentreKm);
}

/** The city that a point is nearest to. */
export function nearest(cities: readonly City[], lat: number, lon: number): { city: City; km: number } | null {
  let best: { city: City; km: number } | null = null;
  for (const city of cities) {
    const km = distanceKm(city.lat, city.lon, lat, lon);
    if (km < (best?.km ?? Number.POSITIVE_INFINITY)) best = { city, km };
  }
  return best;
}

const earthKm = 6371;
const radians = Math.PI / 180;

/** Great-circle distance. */
export function distanceKm(latA: number, lonA: number, latB: number, lonB: number): number {
  const half = Math.sin(((latB - latA) * radians) / 2) ** 2;
  const side = Math.cos(latA * radians) * Math.cos(latB * radians) * Math.sin(((lonB - lonA) * radians) / 2) ** 2;
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(half + side)));
}
