import type { Remote } from "../postings/posting.ts";
import type { PostingPlace } from "./catalogue-entry.ts";

/** Where a posting can be looked for. */
export type PlaceKey = { kind: "point"; lat: number; lon: number } | NamedKey;
export type NamedKey =
  /** In that country; there without a known point, or perhaps there; of a name that is also there; remote for people there; remote, unsaid from where, with an office there; open to people there. */
  | {
      kind: "country" | "somewhere" | "namesake" | "remote" | "remote-region" | "remote-office" | "open";
      country: string;
    }
  | { kind: "unknown" | "remote-anywhere" | "remote-named" | "remote-unsaid" | "open-anywhere" }
  /** For people who name no place. */
  | { kind: "mode-unknown" | "at-work" };

/** Where a posting is. */
export interface Whereabouts {
  locations: readonly PostingPlace[];
  remote: Remote;
}

export const nameOf = (key: NamedKey) => ("country" in key ? `${key.kind} ${key.country}` : key.kind);

export function keysOf({ locations, remote }: Whereabouts): PlaceKey[] {
  const keys: PlaceKey[] = remoteKeys(remote, locations);
  if (locations.length === 0 && remote.mode !== "remote") keys.push(...unplacedKeys(remote));
  for (const { country, lat, lon, candidates } of locations) {
    if (country === null) {
      // Where the office is matters to nobody who works from home.
      if (remote.mode !== "remote") keys.push(...namesakeKeys(candidates));
    } else if (isForOthers(remote, country)) {
      keys.push({ kind: "somewhere", country });
    } else {
      keys.push({ kind: "country", country });
      keys.push(lat !== null && lon !== null ? { kind: "point", lat, lon } : { kind: "somewhere", country });
    }
  }
  if (remote.mode !== "remote") keys.push({ kind: remote.mode === "unknown" ? "mode-unknown" : "at-work" });
  return keys;
}

/** "Santa Clara": in the United States or Cuba, and nowhere else. */
const namesakeKeys = (candidates: PostingPlace["candidates"] = []): PlaceKey[] =>
  candidates.length === 0 ? [{ kind: "unknown" }] : candidates.map(({ country }) => ({ kind: "namesake", country }));

/** "US only": nobody knows where it is, but for people elsewhere it is not. Whom "Europe" leaves out is not certain. */
function unplacedKeys({ countries }: Remote): PlaceKey[] {
  const perhaps = countries.map((country): PlaceKey => ({ kind: "somewhere", country }));
  return countries.length === 0 || isRegion(countries) ? [...perhaps, { kind: "unknown" }] : perhaps;
}

/**
 * "Remote, US" with an office in Berlin: it is for others, or both are places to work at. What contradicts itself is
 * not certain, and so it is not hidden from those who are where the office is.
 */
export const isForOthers = ({ mode, worldwide, countries }: Remote, country: string): boolean =>
  mode === "remote" && !worldwide && countries.length > 0 && !countries.includes(country);

/** More countries are nobody's own: Europe, EMEA. */
const fewCountries = 10;
export const isRegion = (countries: readonly string[]) => countries.length > fewCountries;

function remoteKeys({ mode, worldwide, countries }: Remote, locations: readonly PostingPlace[]): PlaceKey[] {
  const named = (kind: "remote" | "remote-region" | "open"): PlaceKey[] =>
    countries.map((country) => ({ kind, country }));
  // "London; Remote, US" and "Europe" say who may apply, and not that it is remote for all.
  if (mode === "unknown") return worldwide ? [{ kind: "open-anywhere" }, ...named("open")] : named("open");
  // So does "London, hybrid; Remote, US"; "DACH - Munich (hybrid)" says for which market the office is.
  if (mode === "hybrid" && locations.length > 0 && countries.length === 1) return named("open");
  if (mode !== "remote") return [];
  if (worldwide) return [{ kind: "remote-anywhere" }];
  if (countries.length > 0)
    return [{ kind: "remote-named" }, ...named(isRegion(countries) ? "remote-region" : "remote")];
  const offices = locations.flatMap(({ country }) => (country === null ? [] : [country]));
  return [{ kind: "remote-unsaid" }, ...offices.map((country) => ({ kind: "remote-office" as const, country }))];
}
