import type { City, Remote } from "../postings/posting.ts";
import type { CatalogueEntry, PostingPlace } from "./catalogue-entry.ts";
import { keysOf, type NamedKey, nameOf, type PlaceKey, type Whereabouts } from "./catalogue-keys.ts";
import { IntLists } from "./int-lists.ts";
import { grownInts, Interned } from "./interned.ts";
import { cityShare, distanceKm, type KeyFit } from "./place-fit.ts";
import { cityRadiusKm } from "./weights.ts";

/** The side of a grid cell, and how far a city's surroundings reach in latitude. */
const cellDegrees = 0.5;
const reachDegrees = cityRadiusKm / 111;
const cellOf = (lat: number, lon: number) =>
  (Math.floor(lat / cellDegrees) + 1000) * 10_000 + Math.floor(lon / cellDegrees) + 1000;

/** Scratch memory: a latitude and a longitude, and the same bits as integers. */
const point = new Float64Array(2);
const pointBits = new Int32Array(point.buffer);

/** The places of a catalogue, each once: keys to look postings up by, and the sets of keys that postings have. */
export class Places {
  /** Per key the bits of its point, or its number among the named ones. */
  readonly #keys = new IntLists();
  readonly #named = new Interned<NamedKey>();
  /** Of cities and countries. */
  readonly #names = new Interned<string | null>();
  /**
   * Per place: city, country, GeoNames id or 0, the bits of latitude and longitude, then the countries it may be in.
   */
  readonly #places = new IntLists();
  readonly #remotes = new Interned<Remote>();
  /** Per whereabouts: the number of its `Remote`, then those of its places. */
  readonly #whereabouts = new IntLists();
  /** Keys of whereabouts `w`: #list from #starts[w] to #starts[w + 1]. */
  #starts = new Int32Array(64);
  #list = new Int32Array(64);
  readonly #cells = new Map<number, number[]>();
  /** Results of place-fit.ts, until there is a new key. */
  readonly fits = new Map<string, (readonly KeyFit[])[]>();
  /** By GeoNames id. */
  readonly #near = new Map<number, KeyFit[]>();

  take({ locations, remote }: CatalogueEntry): number {
    const { mode, worldwide, countries } = remote;
    // Most say only the mode: no key to compose.
    const isPlain = worldwide === null && countries.length === 0;
    const key = isPlain ? mode : `${mode} ${worldwide} ${countries.join()}`;
    const list = [this.#remotes.id(key, () => remote)];
    for (const location of locations) {
      const place = this.#placeOf(location);
      if (!list.includes(place, 1)) list.push(place);
    }
    const next = this.#whereabouts.size;
    const id = this.#whereabouts.id(list);
    if (id < next) return id;
    const from = this.#starts[id] ?? 0;
    const keys = new Set(keysOf(this.at(id)).map((key) => this.#keyOf(key)));
    this.#list = grownInts(this.#list, from + keys.size);
    this.#list.set([...keys], from);
    this.#starts = grownInts(this.#starts, id + 2);
    this.#starts[id + 1] = from + keys.size;
    return id;
  }

  at(whereabouts: number): Whereabouts {
    const all = this.#whereabouts;
    const from = all.start(whereabouts);
    const locations: PostingPlace[] = [];
    for (let at = from + 1; at < all.start(whereabouts + 1); at++) locations.push(this.#placeAt(all.item(at)));
    return { locations, remote: this.remoteAt(whereabouts) };
  }

  /** For callers that need nothing else: `at` composes its places anew each time. */
  remoteAt(whereabouts: number): Remote {
    const all = this.#whereabouts;
    const remote = this.#remotes.values[all.item(all.start(whereabouts))];
    return remote ?? { mode: "unknown", worldwide: null, countries: [] };
  }

  key(id: number): PlaceKey {
    const from = this.#keys.start(id);
    if (this.#keys.start(id + 1) - from === 1) return this.#named.values[this.#keys.item(from)] ?? { kind: "unknown" };
    for (let half = 0; half < 4; half++) pointBits[half] = this.#keys.item(from + half);
    return { kind: "point", lat: point[0] ?? 0, lon: point[1] ?? 0 };
  }

  /** -1 = no posting has had it. */
  find(key: NamedKey): number {
    const named = this.#named.find(nameOf(key));
    return named < 0 ? -1 : this.#keys.id([named]);
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

  /** The points of postings in a city's surroundings. */
  near({ geonameId, lat, lon }: City): readonly KeyFit[] {
    const known = this.#near.get(geonameId);
    if (known) return known;
    const wide = reachDegrees / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
    const found: KeyFit[] = [];
    for (let y = lat - reachDegrees; y < lat + reachDegrees + cellDegrees; y += cellDegrees) {
      for (let x = lon - wide; x < lon + wide + cellDegrees; x += cellDegrees) {
        for (const key of this.#cells.get(cellOf(y, x)) ?? []) {
          const point = this.key(key);
          const km = point.kind === "point" ? distanceKm(lat, lon, point.lat, point.lon) : Number.NaN;
          if (km <= cityRadiusKm) found.push({ key, share: cityShare(km), modeKnown: true });
        }
      }
    }
    this.#near.set(geonameId, found);
    return found;
  }

  /** An estimate for objects: a few hundred bytes each, as measured by `npm run bench -- memory`. */
  get bytes(): number {
    const objects = 300 * this.#remotes.size + 250 * this.#named.size + 100 * this.#names.size;
    const lists = this.#keys.bytes + this.#places.bytes + this.#whereabouts.bytes;
    return this.#starts.byteLength + this.#list.byteLength + lists + objects;
  }

  #placeOf({ city, geonameId, country, lat, lon, candidates = [] }: PostingPlace): number {
    point[0] = lat ?? Number.NaN;
    point[1] = lon ?? Number.NaN;
    const [a = 0, b = 0, c = 0, d = 0] = pointBits;
    const perhaps = candidates.map((each) => this.#nameOf(each.country));
    return this.#places.id([this.#nameOf(city), this.#nameOf(country), geonameId ?? 0, a, b, c, d, ...perhaps]);
  }

  #nameOf(name: string | null): number {
    return this.#names.id(name ?? "\0", () => name);
  }

  #placeAt(id: number): PostingPlace {
    const from = this.#places.start(id);
    for (let half = 0; half < 4; half++) pointBits[half] = this.#places.item(from + 3 + half);
    const [lat, lon] = [point[0] ?? Number.NaN, point[1] ?? Number.NaN];
    const candidates: { country: string }[] = [];
    for (let at = from + 7; at < this.#places.start(id + 1); at++)
      candidates.push({ country: this.#names.values[this.#places.item(at)] ?? "" });
    return {
      city: this.#names.values[this.#places.item(from)] ?? null,
      geonameId: this.#places.item(from + 2) || null,
      country: this.#names.values[this.#places.item(from + 1)] ?? null,
      lat: Number.isNaN(lat) ? null : lat,
      lon: Number.isNaN(lon) ? null : lon,
      candidates,
    };
  }

  #keyOf(key: PlaceKey): number {
    const next = this.#keys.size;
    if (key.kind !== "point") {
      const id = this.#keys.id([this.#named.id(nameOf(key), () => key)]);
      if (id === next) this.fits.clear();
      return id;
    }
    point.set([key.lat, key.lon]);
    const id = this.#keys.id([...pointBits]);
    if (id < next) return id;
    this.fits.clear();
    this.#near.clear();
    const cell = cellOf(key.lat, key.lon);
    const keys = this.#cells.get(cell);
    if (keys) keys.push(id);
    else this.#cells.set(cell, [id]);
    return id;
  }
}
