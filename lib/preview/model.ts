import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";

/** Facts of a posting that decide whether it is listed, in 14 bits. */
export interface Facts {
  experienced: boolean;
  /** It says that it sponsors no visa. */
  refusesVisa: boolean;
  mode: "unknown" | "onsite" | "hybrid" | "remote";
  /** A bit for each career path, as lib/matching counts them. */
  paths: number;
  /** Work that leads to no career path. */
  pathless: boolean;
}

export const modes = ["unknown", "onsite", "hybrid", "remote"] as const;
export const bit = { experienced: 1, refusesVisa: 2, pathless: 1 << 13 } as const;
export const modeOf = (facts: number) => (facts >>> 2) & 3;
export const pathsOf = (facts: number) => (facts >>> 4) & 511;
export const factBits = 14;

export const packed = ({ experienced, refusesVisa, mode, paths, pathless }: Facts): number =>
  (experienced ? bit.experienced : 0) |
  (refusesVisa ? bit.refusesVisa : 0) |
  (modes.indexOf(mode) << 2) |
  ((paths & 511) << 4) |
  (pathless ? bit.pathless : 0);

/** Where a posting can be looked for: a point, or what lib/matching's place keys call it ("country DE"). */
export type Key = { lat: number; lon: number } | string;

/**
 * All live postings as far as a preview needs them: how many there are of each signature, which is a set of places and
 * the facts above. So each posting counts once, however many places and paths it has.
 */
export interface Preview {
  asOf: string;
  /** How far around a city a posting is still near it. */
  radiusKm: number;
  /** The keys that have a name; the points come after them. */
  names: string[];
  lat: Float32Array;
  lon: Float32Array;
  /** Key `k` stands in the places places[keyEnds[k - 1]] to places[keyEnds[k]]; places `p` have the signatures of `ends`. */
  keyEnds: Uint32Array;
  places: Uint32Array;
  ends: Uint32Array;
  facts: Uint16Array;
  counts: Uint32Array;
}

/** What a preview is made of: places by number, and for each posting its set of places and its facts. */
export interface Postings {
  keyOf(id: number): Key;
  keysOf(places: number): Iterable<number>;
  /** `places * 2 ** 14 + packed facts` of each posting, in any order. */
  signatures: Float64Array;
}

export const signature = (places: number, facts: number): number => places * 2 ** factBits + facts;

export function previewOf({ keyOf, keysOf, signatures }: Postings, radiusKm: number, asOf: Date): Preview {
  signatures.sort();
  const [keyIds, pairs] = [new Map<number, number>(), [] as number[]];
  const [ends, facts, counts]: [number[], number[], number[]] = [[], [], []];
  let [places, last] = [-1, -1];
  for (const each of signatures) {
    if (each === last) {
      counts.push((counts.pop() ?? 0) + 1);
      continue;
    }
    last = each;
    const here = Math.floor(each / 2 ** factBits);
    if (here !== places) {
      if (places >= 0) ends.push(facts.length);
      places = here;
      for (const key of keysOf(here)) pairs.push(numbered(keyIds, key), ends.length);
    }
    facts.push(each % 2 ** factBits);
    counts.push(1);
  }
  if (places >= 0) ends.push(facts.length);
  return {
    ...{ asOf: asOf.toISOString(), radiusKm },
    ...keysInOrder(keyIds, keyOf, pairs),
    ends: Uint32Array.from(ends),
    facts: Uint16Array.from(facts),
    counts: Uint32Array.from(counts),
  };
}

function numbered(ids: Map<number, number>, key: number): number {
  const known = ids.get(key) ?? ids.size;
  ids.set(key, known);
  return known;
}

/** Named keys first, then points, each with its places. `pairs`: a key's number, then that of places where it stands. */
function keysInOrder(ids: Map<number, number>, keyOf: Postings["keyOf"], pairs: readonly number[]) {
  const all = [...ids.keys()].map(keyOf);
  const names = all.filter((key) => typeof key === "string");
  const points = all.filter((key) => typeof key !== "string");
  let [named, pointed] = [0, names.length];
  const order = all.map((key) => (typeof key === "string" ? named++ : pointed++));
  return {
    names,
    lat: Float32Array.from(points, ({ lat }) => lat),
    lon: Float32Array.from(points, ({ lon }) => lon),
    ...placesByKey(order, pairs),
  };
}

/** Sorted by key in two passes: counted, then laid where the count says. */
function placesByKey(order: readonly number[], pairs: readonly number[]) {
  const keyEnds = new Uint32Array(order.length);
  const keyAt = (at: number) => order[pairs[at] ?? 0] ?? 0;
  for (let at = 0; at < pairs.length; at += 2) keyEnds[keyAt(at)] = (keyEnds[keyAt(at)] ?? 0) + 1;
  for (let key = 1; key < keyEnds.length; key++) keyEnds[key] = (keyEnds[key] ?? 0) + (keyEnds[key - 1] ?? 0);
  const places = new Uint32Array(pairs.length / 2);
  const next = keyEnds.slice();
  for (let at = pairs.length - 2; at >= 0; at -= 2) {
    const place = (next[keyAt(at)] ?? 0) - 1;
    next[keyAt(at)] = place;
    places[place] = pairs[at + 1] ?? 0;
  }
  return { keyEnds, places };
}

const columns = {
  ...{ lat: Float32Array, lon: Float32Array, keyEnds: Uint32Array, places: Uint32Array, ends: Uint32Array },
  ...{ facts: Uint16Array, counts: Uint32Array },
} as const;
type Column = keyof typeof columns;
const columnNames = Object.keys(columns) as Column[];
const [compress, decompress] = [promisify(zstdCompress), promisify(zstdDecompress)];

/** [length of the head, the head as JSON, the columns one after the other], compressed. */
export async function encoded(preview: Preview): Promise<Buffer> {
  const { asOf, radiusKm, names } = preview;
  const lengths = columnNames.map((name) => preview[name].length);
  const head = Buffer.from(JSON.stringify({ asOf, radiusKm, names, lengths }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const bytes = columnNames.map((name) => {
    const { buffer, byteOffset, byteLength } = preview[name];
    return Buffer.from(buffer, byteOffset, byteLength);
  });
  return compress(Buffer.concat([length, head, ...bytes]));
}

export async function decoded(bytes: Buffer): Promise<Preview> {
  const plain = await decompress(bytes);
  const start = 4 + plain.readUInt32LE();
  const { lengths, ...head } = JSON.parse(plain.toString("utf8", 4, start)) as Pick<
    Preview,
    "asOf" | "radiusKm" | "names"
  > & { lengths: number[] };
  let at = start;
  const cut = columnNames.map((name, index) => {
    const kind = columns[name];
    const end = at + (lengths[index] ?? 0) * kind.BYTES_PER_ELEMENT;
    // A copy of its own begins where its elements must.
    const column = new kind(new Uint8Array(plain.subarray(at, end)).buffer);
    at = end;
    return [name, column] as const;
  });
  return { ...head, ...(Object.fromEntries(cut) as unknown as Pick<Preview, Column>) };
}
