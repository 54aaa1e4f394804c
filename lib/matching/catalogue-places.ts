import type { City, Remote } from "../postings/posting.ts";
import type { CatalogueEntry, PostingPlace } from "./catalogue-entry.ts";
import { grownInts, Interned } from "./interned.ts";
import { distanceKm, type KeyFit } from "./place-fit.ts";
import { cityRadiusKm } from "./weights.ts";

/** Where a posting can be looked for. */
export type PlaceKey =
  | { kind: "point"; lat: number; lon: number }
  /** In that country; there without a known point; remote for people there; remote, unsaid from where, with an office there; open to people there. */
  | { kind: "country" | "somewhere" | "remote" | "remote-region" | "remote-office" | "open"; country: string }
  | { kind: "unknown" | "remote-anywhere" | "remote-named" | "remote-unsaid" | "open-anywhere" }
  /** For people who name no place. */
  | { kind: "mode-unknown" | "at-work" };

/** Where a posting is: shared by all that are there. */
interface Whereabouts {
  locations: readonly PostingPlace[];
  remote: Remote;
}

const nameOf = (key: PlaceKey) =>
  key.kind === "point" ? `${key.lat},${key.lon}` : "country" in key ? `${key.kind} ${key.country}` : key.kind;

/** Degrees of latitude that a city's surroundings take, and the side of a cell. */
const cellDegrees = 0.5;
const reachDegrees = cityRadiusKm / 111;
const cellOf = (lat: number, lon: number) =>
  (Math.floor(lat / cellDegrees) + 1000) * 10_000 + Math.floor(lon / cellDegrees) + 1000;

/** The places of a catalogue, each once: keys to look postings up by, and the sets of keys that postings have. */
export class Places {
  readonly #keys = new Interned<PlaceKey>();
  readonly #places = new Interned<PostingPlace>();
  readonly #whereabouts = new Interned<Whereabouts>();
  /** Keys of whereabouts `w`: #list from #starts[w] to #starts[w + 1]. */
  #starts = new Int32Array(64);
  #list = new Int32Array(64);
  readonly #cells = new Map<number, number[]>();
  /** See place-fit.ts; until there is another place. */
  readonly fits = new Map<string, readonly KeyFit[]>();
  /** By the city's number. */
  readonly #near = new Map<number, { key: number; km: number }[]>();

  take({ locations, remote }: CatalogueEntry): number {
    const places = [...new Set(locations.map((place) => this.#placeOf(place)))];
    const { mode, worldwide, countries } = remote;
    return this.#whereabouts.id(`${mode} ${worldwide} ${countries.join()} ${places.join()}`, () => {
      const where = { locations: places.map((id) => this.#places.values[id] as PostingPlace), remote };
      const id = this.#whereabouts.size;
      const from = this.#starts[id] ?? 0;
      const keys = new Set(keysOf(where).map((key) => this.#keyOf(key)));
      this.#list = grownInts(this.#list, from + keys.size);
      this.#list.set([...keys], from);
      this.#starts = grownInts(this.#starts, id + 2);
      this.#starts[id + 1] = from + keys.size;
      return where;
    });
  }

  at(whereabouts: number): Whereabouts {
    return (
      this.#whereabouts.values[whereabouts] ?? {
        locations: [],
        remote: { mode: "unknown", worldwide: null, countries: [] },
      }
    );
  }

  key(id: number): PlaceKey {
    return this.#keys.values[id] ?? { kind: "unknown" };
  }

  /** -1 = no posting is there. */
  find(key: PlaceKey): number {
    return this.#keys.find(nameOf(key));
  }

  get keyCount(): number {
    return this.#keys.size;
  }

  get starts(): Int32Array {
    return this.#starts;
  }

  get list(): Int32Array {
    return this.#list;
  }

  /** The points in a city's surroundings where there are postings. */
  near({ geonameId, lat, lon }: City): readonly { key: number; km: number }[] {
    const known = this.#near.get(geonameId);
    if (known) return known;
    const wide = reachDegrees / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
    const found = [];
    for (let y = lat - reachDegrees; y < lat + reachDegrees + cellDegrees; y += cellDegrees) {
      for (let x = lon - wide; x < lon + wide + cellDegrees; x += cellDegrees) {
        for (const key of this.#cells.get(cellOf(y, x)) ?? []) {
          const point = this.key(key);
          const km = point.kind === "point" ? distanceKm(lat, lon, point.lat, point.lon) : Number.NaN;
          if (km <= cityRadiusKm) found.push({ key, km });
        }
      }
    }
    this.#near.set(geonameId, found);
    return found;
  }

  /** Of what lies in objects an estimate: a few hundred bytes each, as measured by bench -- memory. */
  get bytes(): number {
    const objects = 300 * this.#whereabouts.size + 300 * this.#places.size + 250 * this.#keys.size;
    return this.#starts.byteLength + this.#list.byteLength + objects;
  }

  #placeOf({ city, geonameId, country, lat, lon }: PostingPlace): number {
    return this.#places.id(`${city} ${country} ${lat},${lon}`, () => ({ city, geonameId, country, lat, lon }));
  }

  #keyOf(key: PlaceKey): number {
    return this.#keys.id(nameOf(key), () => {
      this.fits.clear();
      if (key.kind === "point") {
        const cell = cellOf(key.lat, key.lon);
        const keys = this.#cells.get(cell);
        if (keys) keys.push(this.#keys.size);
        else this.#cells.set(cell, [this.#keys.size]);
        this.#near.clear();
      }
      return key;
    });
  }
}

function keysOf({ locations, remote }: Whereabouts): PlaceKey[] {
  const keys: PlaceKey[] = remoteKeys(remote, locations);
  if (locations.length === 0 && remote.mode !== "remote") keys.push({ kind: "unknown" });
  for (const { country, lat, lon } of locations) {
    if (country === null) {
      keys.push({ kind: "unknown" });
      continue;
    }
    keys.push({ kind: "country", country });
    keys.push(lat !== null && lon !== null ? { kind: "point", lat, lon } : { kind: "somewhere", country });
  }
  if (remote.mode !== "remote") keys.push({ kind: remote.mode === "unknown" ? "mode-unknown" : "at-work" });
  return keys;
}

/** More countries are nobody's own: Europe, EMEA. */
const fewCountries = 10;
export const isRegion = (countries: readonly string[]) => countries.length > fewCountries;

function remoteKeys({ mode, worldwide, countries }: Remote, locations: readonly PostingPlace[]): PlaceKey[] {
  const named = (kind: "remote" | "remote-region" | "open"): PlaceKey[] =>
    countries.map((country) => ({ kind, country }));
  // "London; Remote, US" and "Europe" say who may apply, and not that it is remote for all.
  if (mode === "unknown") return worldwide ? [{ kind: "open-anywhere" }, ...named("open")] : named("open");
  if (mode !== "remote") return [];
  if (worldwide) return [{ kind: "remote-anywhere" }];
  if (countries.length > 0)
    return [{ kind: "remote-named" }, ...named(isRegion(countries) ? "remote-region" : "remote")];
  const offices = locations.flatMap(({ country }) => (country === null ? [] : [country]));
  return [{ kind: "remote-unsaid" }, ...offices.map((country) => ({ kind: "remote-office" as const, country }))];
}
