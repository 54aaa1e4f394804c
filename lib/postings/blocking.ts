import type { Identity } from "./identity.ts";

/** How many pieces of a print are looked up, and their lengths: texts that share nine tenths share one of them. */
const pieces = 2;
const ofCompany = 3;
const ofTitle = 4;

/**
 * Signed 32-bit hashes, at most 8: two postings that could be the same share at least one, and few others do. By link;
 * by company and title, alone and with each place; by company and text, for titles that are longer; by title and text,
 * for companies under another name.
 */
export function blockingKeys({ url, company, title, text, places }: Identity): number[] {
  const job = lettersOf(title);
  const [employer = 0, alias] = company === "" ? [] : company.split("/").map((name) => hashOf(firstWord(name), 2));
  const keys = [hashOf(url, 1), mixed(employer, job)];
  if (alias !== undefined) keys.push(mixed(alias, job));
  for (const place of places.slice(0, 4 - keys.length)) keys.push(mixed(mixed(employer, job), hashOf(place, 3)));
  for (let piece = 0; piece < pieces && text !== null; piece++) {
    keys.push(mixed(employer, hashOf(text.slice(piece * ofCompany, (piece + 1) * ofCompany), 4 + piece)));
    keys.push(mixed(job, hashOf(text.slice(-(piece + 1) * ofTitle, text.length - piece * ofTitle), 6 + piece)));
  }
  return [...new Set(keys)];
}

const firstWord = (name: string): string => {
  const space = name.indexOf(" ");
  return space < 0 ? name : name.slice(0, space);
};

/** FNV-1a. */
function hashOf(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** A hash of a title's letters, whatever their order and spaces: `backend engineer`, `engineer back end`. */
function lettersOf(title: string): number {
  let sum = 0;
  for (let at = 0; at < title.length; at++) {
    const code = title.charCodeAt(at);
    if (code !== 32) sum = (sum + mixed(code, 0x9e3779b9)) | 0;
  }
  return sum;
}

function mixed(one: number, other: number): number {
  let hash = Math.imul(one ^ (other >>> 15) ^ (other << 7), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ other, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
