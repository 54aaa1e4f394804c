import type { Remote } from "../postings/posting.ts";
import type { PostingPlace } from "./catalogue-entry.ts";

/** What postings are looked up by. */
export type PlaceKey = { kind: "point"; lat: number; lon: number } | NamedKey;
export type NamedKey =
  /**
   * `country`: in it. `somewhere`: in it without a known point, or perhaps in it. `namesake`: a place of its name is
   * there. `remote`, `remote-region`: remote for people there, as one of few or of many countries. `remote-office`:
   * remote, not said from where, with an office there. `open`: people there may apply.
   */
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
      // For people who work from home the office's place does not matter.
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

/** "US only": the place is unknown, but it is not for people elsewhere. Whom "Europe" leaves out is uncertain. */
function unplacedKeys({ countries }: Remote): PlaceKey[] {
  const perhaps = countries.map((country): PlaceKey => ({ kind: "somewhere", country }));
  return countries.length === 0 || isRegion(countries) ? [...perhaps, { kind: "unknown" }] : perhaps;
}

/**
 * "Remote, US" with an office in Berlin: either it is for others, or both are places to work at. As that is uncertain,
 * it is not hidden from people near the office.
 */
export const isForOthers = ({ mode, worldwide, countries }: Remote, country: string): boolean =>
  mode === "remote" && !worldwide && countries.length > 0 && !countries.includes(country);

/** More than these are a region, such as Europe or EMEA, and not anybody's own country. */
const fewCountries = 10;
export const isRegion = (countries: readonly string[]) => countries.length > fewCountries;

function remoteKeys({ mode, worldwide, countries }: Remote, locations: readonly PostingPlace[]): PlaceKey[] {
  const named = (kind: "remote" | "remote-region" | "open"): PlaceKey[] =>
    countries.map((country) => ({ kind, country }));
  // "London; Remote, US" and "Europe" say who may apply, not that the job is remote.
  if (mode === "unknown") return worldwide ? [{ kind: "open-anywhere" }, ...named("open")] : named("open");
  // So does "London, hybrid; Remote, US". "DACH - Munich (hybrid)", with more countries, only says which market it
  // serves.
  if (mode === "hybrid" && locations.length > 0 && countries.length === 1) return named("open");
  if (mode !== "remote") return [];
  if (worldwide) return [{ kind: "remote-anywhere" }];
  if (countries.length > 0)
    return [{ kind: "remote-named" }, ...named(isRegion(countries) ? "remote-region" : "remote")];
  const offices = locations.flatMap(({ country }) => (country === null ? [] : [country]));
  return [{ kind: "remote-unsaid" }, ...offices.map((country) => ({ kind: "remote-office" as const, country }))];
}
