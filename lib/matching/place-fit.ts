import type { City, Location } from "../postings/posting.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import type { Prepared } from "./seeker.ts";
import { cityCentreKm, cityRadiusKm, shares } from "./weights.ts";

/** How a posting's place fits, and the facts that say so. */
export type PlaceFit =
  | { how: "city"; share: number; city: City; location: Location; km: number }
  | { how: "country" | "somewhere"; share: number; location: Location }
  | { how: "remote"; share: number; from: "anywhere" | "named" | "open" | "nearby" | "unsaid" }
  | { how: "unknown" | "any"; share: number };

/** @returns null if it is certainly elsewhere. */
export function placeFit(seeker: Prepared, entry: CatalogueEntry): PlaceFit | null {
  let best = remoteFit(seeker, entry);
  if (seeker.home.size === 0)
    return best ?? { how: "any", share: entry.remote.mode === "unknown" ? shares.place.unknown : 1 };
  if (entry.locations.length === 0 && !best && entry.remote.mode !== "remote")
    best = { how: "unknown", share: shares.place.unknown };
  for (const location of entry.locations) {
    const fit = locationFit(seeker, location);
    if (fit && fit.share > (best?.share ?? 0)) best = fit;
  }
  return best;
}

function locationFit(seeker: Prepared, location: Location): PlaceFit | null {
  const { country, lat, lon } = location;
  if (country === null) return { how: "unknown", share: shares.place.unknown };
  let near: PlaceFit | null = null;
  if (lat !== null && lon !== null) {
    for (const city of seeker.cities) {
      const km = distanceKm(city.lat, city.lon, lat, lon);
      if (km > cityRadiusKm) continue;
      const share = 1 - ((1 - shares.place.edge) * Math.max(0, km - cityCentreKm)) / (cityRadiusKm - cityCentreKm);
      if (share > (near?.share ?? 0)) near = { how: "city", share, city, location, km };
    }
  }
  if (near) return near;
  if (seeker.countries.includes(country))
    return { how: "country", share: seeker.cities.length > 0 ? shares.place.country : 1, location };
  // A village or region that the gazetteer lacks has a name and no coordinates: it may be near.
  if (lat === null && seeker.home.has(country))
    return { how: "somewhere", share: shares.place.somewhereInCountry, location };
  return null;
}

/** Whether it may be done from where the person is. A mixture of modes counts if it says from where. */
function remoteFit(seeker: Prepared, { remote, locations }: CatalogueEntry): PlaceFit | null {
  const said = remote.worldwide === true || remote.countries.length > 0;
  if (!seeker.takesRemote || !(remote.mode === "remote" || (remote.mode === "unknown" && said))) return null;
  const nowhere = seeker.home.size === 0;
  // "London; Remote, US" and "Europe" say who may apply, and not that it is remote for all.
  if (remote.mode === "unknown") {
    const open = remote.worldwide === true || remote.countries.some((country) => seeker.home.has(country));
    return open && !nowhere ? { how: "remote", share: shares.place.remoteNearby, from: "open" } : null;
  }
  if (remote.worldwide) return { how: "remote", share: nowhere ? 1 : shares.place.remote, from: "anywhere" };
  if (remote.countries.length > 0) {
    if (nowhere) return { how: "remote", share: shares.place.remoteUnsaid, from: "unsaid" };
    return remote.countries.some((country) => seeker.home.has(country))
      ? { how: "remote", share: shares.place.remote, from: "named" }
      : null;
  }
  const nearby = locations.some(({ country }) => country !== null && seeker.home.has(country));
  if (nearby) return { how: "remote", share: shares.place.remoteNearby, from: "nearby" };
  return { how: "remote", share: nowhere ? shares.place.remoteNearby : shares.place.remoteUnsaid, from: "unsaid" };
}

const earthKm = 6371;
const radians = Math.PI / 180;

/** Great-circle distance. */
export function distanceKm(latA: number, lonA: number, latB: number, lonB: number): number {
  const half = Math.sin(((latB - latA) * radians) / 2) ** 2;
  const side = Math.cos(latA * radians) * Math.cos(latB * radians) * Math.sin(((lonB - lonA) * radians) / 2) ** 2;
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(half + side)));
}
