import { companyName } from "../company-name.ts";
import type { LanguageNeed, Salary } from "../postings/posting.ts";
import type { CatalogueEntry } from "./catalogue-entry.ts";
import { Places } from "./catalogue-places.ts";
import { packed } from "./columns-facts.ts";
import { IdTable } from "./id-table.ts";
import { grownInts, hashOf, Interned } from "./interned.ts";
import { wordBit, wordHashes } from "./score-keywords.ts";

/** What scoring reads of a posting lies side by side, so that it costs one memory access and not eight. */
export const width = 8;
export const column = {
  /** `secondsOf`; `undated` = not said. */
  posted: 0,
  firstSeen: 1,
  /** See columns-facts.ts. */
  facts: 2,
  /** The most it pays, or below 0 the least, as a 32-bit float in the unit of `tongue`'s upper bits. 0 = not said. */
  pay: 3,
  /** Languages in the lower 20 bits, unit of pay in the upper 12. */
  tongue: 4,
  /** Hash of the company's name without its legal form; 0 = not known. */
  company: 5,
  /** Whereabouts in the lower 24 bits, source in the upper 8. */
  where: 6,
  /** A Bloom filter of the words of title and company: most keywords that are not there need not be looked for. */
  words: 7,
} as const;
export const undated = -1;
const most = { tongues: 2 ** 20, units: 2 ** 12, whereabouts: 2 ** 24, sources: 2 ** 8, words: 60, keys: 16 };

/** The languages that a posting asks for, and the one it is written in. */
export interface Tongue {
  needs: readonly LanguageNeed[];
  required: readonly string[];
  lang: string | null;
}

/** How many words follow a posting's header in `texts`; the upper bits count the keys. */
export const wordsIn = (head: number) => head & 255;
const textsLength = (head: number) => 1 + wordsIn(head) + (head >>> 8);

/** Seconds since 2000, so that 32 bits last until 2068. */
export const secondsOf = (ms: number): number => Math.max(0, Math.floor(ms / 1000) - 946_684_800);
export const companyHash = (company: string): number => {
  const name = companyName(company);
  return name === "" ? 0 : hashOf(name) || 1;
};

/** The live postings in columns, each in a slot: no texts, only hashes of words, and equal values only once. */
export class Columns {
  ids = new IdTable(0);
  readonly places = new Places();
  readonly tongues = new Interned<Tongue>();
  readonly units = new Interned<Pick<Salary, "currency" | "period">>();
  readonly sources = new Interned<string>();
  rows = new Int32Array(0);
  /** The same memory as `rows`. */
  floats = new Float32Array(0);
  /** By slot, where its words and keys begin in `texts`; 0 = the slot is free. */
  #texts = new Int32Array(0);
  /** Per posting a header (the count of words in the lower 8 bits, that of keys above), its words, its keys. */
  texts = new Int32Array(64);
  #textsEnd = 1;
  #textsWasted = 0;
  readonly #free: number[] = [];
  /** All slots are below it. */
  end = 0;
  size = 0;

  take(entry: CatalogueEntry): void {
    this.remove(entry.id);
    const slot = this.#free.pop() ?? this.end++;
    this.rows = grownInts(this.rows, (slot + 1) * width);
    if (this.floats.buffer !== this.rows.buffer) this.floats = new Float32Array(this.rows.buffer);
    this.#texts = grownInts(this.#texts, slot + 1);
    this.ids.add(entry.id, slot);
    this.#fill(slot * width, entry);
    this.#textsAt(slot, entry);
    this.size++;
  }

  remove(id: string): void {
    const slot = this.ids.find(id);
    if (slot < 0) return;
    this.ids.remove(slot);
    this.#textsWasted += this.#textsLength(slot);
    this.#texts[slot] = 0;
    this.#free.push(slot);
    this.size--;
  }

  isFree(slot: number): boolean {
    return this.#texts[slot] === 0;
  }

  /** Where in `texts` the slot's header is. */
  textsOf(slot: number): number {
    return this.#texts[slot] ?? 0;
  }

  /** Where in `texts` the slot's blocking keys begin. */
  keysFrom(slot: number): number {
    const at = this.textsOf(slot);
    return at + 1 + wordsIn(this.texts[at] ?? 0);
  }

  /** Where they end. */
  keysEnd(slot: number): number {
    return this.textsOf(slot) + this.#textsLength(slot);
  }

  /** Puts the postings into this order, without holes, so that what is read together lies together. */
  arrange(order: Int32Array): void {
    const { rows, texts } = this;
    const ids = new IdTable(order.length);
    this.rows = new Int32Array(order.length * width);
    this.texts = new Int32Array(this.#textsEnd - this.#textsWasted);
    const starts = new Int32Array(order.length);
    let end = 1;
    for (const [slot, before] of order.entries()) {
      this.rows.set(rows.subarray(before * width, before * width + width), slot * width);
      ids.take(this.ids, before, slot);
      const from = this.#texts[before] ?? 0;
      const length = textsLength(texts[from] ?? 0);
      starts[slot] = end;
      for (let at = 0; at < length; at++) this.texts[end++] = texts[from + at] ?? 0;
    }
    this.ids = ids;
    this.floats = new Float32Array(this.rows.buffer);
    [this.#texts, this.#textsEnd, this.#textsWasted] = [starts, end, 0];
    this.#free.length = 0;
    this.end = order.length;
  }

  get bytes(): number {
    const shared = 300 * this.tongues.size + this.places.bytes + this.#free.length * 8;
    return this.rows.byteLength + this.#texts.byteLength + this.texts.byteLength + this.ids.bytes + shared;
  }

  #fill(row: number, entry: CatalogueEntry): void {
    const { rows } = this;
    rows[row + column.posted] = entry.postedAt === null ? undated : secondsOf(Date.parse(entry.postedAt));
    rows[row + column.firstSeen] = secondsOf(Date.parse(entry.firstSeenAt));
    rows[row + column.facts] = packed(entry);
    const { salary } = entry;
    // Not -0, whose bits are not 0.
    const pay = salary?.max ?? 0 - (salary?.min ?? 0);
    this.floats[row + column.pay] = pay;
    const unit = salary
      ? this.units.id(`${salary.currency} ${salary.period}`, () => ({
          currency: salary.currency,
          period: salary.period,
        }))
      : 0;
    rows[row + column.tongue] = limited(this.#tongueOf(entry), most.tongues) | (limited(unit, most.units) << 20);
    rows[row + column.company] = companyHash(entry.company);
    const source = this.sources.id(entry.source, () => entry.source);
    rows[row + column.where] =
      limited(this.places.take(entry), most.whereabouts) | (limited(source, most.sources) << 24);
  }

  #tongueOf({ languages, lang }: CatalogueEntry): number {
    const needs = languages.map(({ code, level, required }) => `${code}${level ?? ""}${required ? "!" : ""}`);
    const key = needs.length === 0 ? `${lang}` : `${lang} ${needs.join()}`;
    return this.tongues.id(key, () => ({
      needs: languages,
      required: languages.flatMap(({ code, required }) => (required ? [code] : [])),
      lang,
    }));
  }

  #textsAt(slot: number, { title, company, keys }: CatalogueEntry): void {
    // A 0 between title and company: no phrase reaches from one into the other.
    const words = wordHashes(title);
    words.push(0);
    wordHashes(company, words);
    const wordCount = Math.min(words.length, most.words);
    const keyCount = Math.min(keys.length, most.keys);
    this.texts = grownInts(this.texts, this.#textsEnd + 1 + wordCount + keyCount);
    this.#texts[slot] = this.#textsEnd;
    this.texts[this.#textsEnd++] = wordCount | (keyCount << 8);
    let bits = 0;
    for (let at = 0; at < wordCount; at++) {
      const word = words[at] ?? 0;
      this.texts[this.#textsEnd++] = word;
      bits |= wordBit(word);
    }
    for (let at = 0; at < keyCount; at++) this.texts[this.#textsEnd++] = keys[at] ?? 0;
    this.rows[slot * width + column.words] = bits;
  }

  #textsLength(slot: number): number {
    return textsLength(this.texts[this.#texts[slot] ?? 0] ?? 0);
  }
}

/** @throws before a packed number would overflow into the next */
function limited(value: number, below: number): number {
  if (value >= below) throw new RangeError("the catalogue's tables are full");
  return value;
}
