const arrayFor = (length: number) => new Uint16Array(Math.max(2 ** 16, 2 * length));

let read = arrayFor(0);
let lastRead = "";
let written = arrayFor(0);

/**
 * A text's UTF-16 code units, followed by two zeroes: three times as fast to read as with charCodeAt. Valid until the
 * next call.
 */
export function unitsOf(text: string): Uint16Array {
  if (text === lastRead && text !== "") return read;
  if (text.length + 2 > read.length) read = arrayFor(text.length);
  Buffer.from(read.buffer).write(text, 0, "utf16le");
  read.fill(0, text.length, text.length + 2);
  lastRead = text;
  return read;
}

/** Room to write a text unit by unit. Valid until the next call. */
export function roomFor(length: number): Uint16Array {
  if (length > written.length) written = arrayFor(length);
  return written;
}

export const textOf = (units: Uint16Array, length: number): string =>
  Buffer.from(units.buffer).toString("utf16le", 0, 2 * length);

const space = 0x20;

/**
 * Copies a unit and the words with single spaces that follow: most of a text, so at one go.
 * @param kinds of each unit; 0 = part of a word
 * @returns how many units
 */
export function copyWords(
  from: Uint16Array,
  start: number,
  end: number,
  kinds: Uint8Array,
  to: Uint16Array,
  length: number,
) {
  const shift = length - start;
  to[length] = from[start] as number;
  for (let at = start + 1; at < end; at++) {
    const unit = from[at] as number;
    const isWord = kinds[unit] === 0 || (unit === space && kinds[from[at + 1] as number] === 0);
    if (!isWord) return at - start;
    to[at + shift] = unit;
  }
  return end - start;
}
