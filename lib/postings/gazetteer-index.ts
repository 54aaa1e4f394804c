import { type Columns, nameOf, rows } from "./gazetteer-file.ts";
import { fold } from "./text.ts";

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
  const short = tokens.slice(0, Math.max(0, link)).join(" ");
  if (link < tokens.length - 1 && short.length > 2) found.push(short);
  if (name.includes("(")) found.push(fold(name.slice(0, name.indexOf("("))));
  if (name.includes("/")) found.push(...name.split("/").map(fold));
  return found;
}

/**
 * Whether `folded` is only the beginning of a name: "Brandenburg" of "Brandenburg an der Havel". `folded` =
 * fold(written).
 */
export function isBegun(folded: string, name: string): boolean {
  const whole = fold(name);
  return whole.startsWith(`${folded} `) && links.has(whole.slice(folded.length + 1).split(" ", 1)[0] ?? "");
}

/** hash of each spelling * 2^18 + row, sorted: finds names by hash. */
export function indexNames(c: Columns): Float64Array {
  const names = new Float64Array(2 * rows);
  let used = 0;
  for (let row = 0; row < c.count; row++) {
    const plain = hashOfPlain(c, row);
    if (plain >= 0) names[used++] = plain * rows + row;
    else for (const spelling of spellings(nameOf(c, row))) names[used++] = hash(spelling) * rows + row;
  }
  return names.slice(0, used).sort();
}

/** The first letters of each name * 2^18 + row, sorted: finds names by beginning. */
export function indexStarts(c: Columns): Float64Array {
  return Float64Array.from({ length: c.count }, (_, row) => startKey(fold(nameOf(c, row)), 0) * rows + row).sort();
}

const seed = 0x811c9dc5;
const step = (value: number, unit: number) => Math.imul(value ^ unit, 0x01000193);

/** FNV-1a over UTF-16 units; comparing the names reveals collisions. */
export function hash(text: string): number {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = step(value, text.charCodeAt(i));
  return value >>> 0;
}

const space = 32;
/** What fold() makes of each character up to ſ; 0 if that is nothing, or more than one letter. */
const units = Uint8Array.from({ length: 0x180 }, (_, code) => {
  const folded = fold(String.fromCharCode(code));
  if (folded.length === 1) return folded.charCodeAt(0);
  return code === space || code === 0x2d || code === 0x2e ? space : 0;
});

/** hash(fold(name)) straight from the bytes, for the many names of one or two Latin words; -1 for the others. */
function hashOfPlain(c: Columns, row: number): number {
  const from = c.nameAt[row] ?? 0;
  const end = from + (c.nameLength[row] ?? 0);
  let value = seed;
  let gaps = 0;
  for (let at = from; at < end; at++) {
    const byte = c.file[at] ?? 0;
    const code = byte < 0x80 ? byte : ((byte & 31) << 6) | ((c.file[++at] ?? 0) & 63);
    const unit = byte > 0xc5 ? 0 : (units[code] ?? 0);
    const between = unit === space && at > from && at < end - 1;
    if (unit === 0 || (unit === space && (!between || ++gaps > 1))) return -1;
    value = step(value, unit);
  }
  return value >>> 0;
}

/** How many first letters are in a name's key; longer beginnings must be compared. */
const startLetters = 5;
const alphabet = 38;
/** Sorts after every letter: the end of a beginning's range. */
export const lastLetter = alphabet - 1;

/** Whether the key holds all of a beginning: letters of other alphabets are not in it. */
export const isWholeKey = (folded: string): boolean => folded.length <= startLetters && /^[a-z0-9]*$/.test(folded);

/** A name's first letters as a number that sorts as they do; `filler` stands for missing ones. */
export function startKey(folded: string, filler: number): number {
  let key = 0;
  for (let i = 0; i < startLetters; i++) {
    const code = folded.charCodeAt(i);
    let digit = i < folded.length ? 0 : filler;
    if (code >= 97 && code <= 122) digit = code - 96;
    else if (code >= 48 && code <= 57) digit = code - 21;
    key = key * alphabet + digit;
  }
  return key;
}
