import { alphanumeric, ampersand, endOfName, semicolon, unitNamed } from "./entities.ts";
import { copyWords, roomFor, textOf, unitsOf } from "./units.ts";

interface Element {
  name: string;
  /** Line breaks around a block; 0 = inline, which has no effect here. */
  breaks: number;
}

/** The elements of most texts. */
const elements = new Map<string, Element>(
  Object.entries({
    ...{ p: 2, h1: 2, h2: 2, h3: 2, h4: 2, h5: 2, h6: 2, ul: 2, div: 1, li: 1, br: 0 },
    ...{ span: 0, strong: 0, b: 0, em: 0, i: 0, u: 0, a: 0, small: 0, font: 0 },
  }).map(([name, breaks]) => [name, { name, breaks }]),
);
/** What may follow a tag's name. */
const attributes = /(?:\s+[\w:-]+(?:="[^"<>]*"|='[^'<>]*')?)*\s*\/?>/y;

const lineFeed = 0x0a;
const space = 0x20;
const dash = 0x2d;
const slash = 0x2f;
const less = 0x3c;
const greater = 0x3e;
const unknown = -1;

const white = 1;
const markup = 2;
/** By UTF-16 code unit; 0 = part of a word. */
const kinds = new Uint8Array(2 ** 16);
for (const each of " \t\r\n\f\u200b") kinds[each.charCodeAt(0)] = white;
for (const unit of [ampersand, less]) kinds[unit] = markup;

/**
 * The text of HTML that is as simple as most, in a twentieth of a full parser's time; the same text except for spaces
 * at line ends and empty lines.
 * @returns null for HTML that needs a full parser
 */
export const textOfSimpleHtml = (html: string): string | null => new Reader(html).read();

/** Reads HTML from left to right, and gives up with `false` if it is not simple. */
class Reader {
  readonly #html: string;
  readonly #units: Uint16Array;
  #at = 0;
  /** The output is never longer than the input. */
  readonly #text: Uint16Array;
  #length = 0;
  /** Line breaks that come before the next word. */
  #breaks = 0;
  /** White space was read since the last word. */
  #gap = false;
  /** A list item was opened that has no words yet. */
  #item = false;
  /** The open elements, and the text's length when each was opened. */
  readonly #open: Element[] = [];
  readonly #lengths: number[] = [];

  constructor(html: string) {
    this.#html = html;
    this.#units = unitsOf(html);
    this.#text = roomFor(html.length);
  }

  read(): string | null {
    while (this.#at < this.#html.length) if (!(this.#words() && this.#tag())) return null;
    return this.#open.length === 0 ? textOf(this.#text, this.#length) : null;
  }

  /** Up to the next tag or the end. */
  #words(): boolean {
    for (; this.#at < this.#html.length; this.#at++) {
      let unit = this.#units[this.#at] as number;
      if (unit === less) return true;
      if (unit === ampersand) unit = this.#entity();
      if (unit === unknown) return false;
      if (kinds[unit] === white) {
        this.#gap = true;
        continue;
      }
      if ((this.#gap || this.#breaks > 0) && !this.#beginWord()) return false;
      if (unit === this.#units[this.#at]) this.#copyWords();
      else this.#write(unit);
    }
    return true;
  }

  #copyWords(): void {
    const count = copyWords(this.#units, this.#at, this.#html.length, kinds, this.#text, this.#length);
    this.#at += count - 1;
    this.#length += count;
  }

  #write(unit: number): void {
    this.#text[this.#length++] = unit;
  }

  #beginWord(): boolean {
    // Words of a list must be in its items.
    if (this.#open.at(-1)?.name === "ul") return false;
    if (this.#breaks === 0) this.#write(space);
    this.#beginLine();
    return true;
  }

  /** Writes what comes before the next word. */
  #beginLine(): void {
    if (this.#length > 0) for (; this.#breaks > 0; this.#breaks--) this.#write(lineFeed);
    if (this.#item) {
      this.#write(dash);
      this.#write(space);
    }
    this.#breaks = 0;
    this.#item = false;
    this.#gap = false;
  }

  /** Goes to the end of what an ampersand begins. */
  #entity(): number {
    const end = endOfName(this.#units, this.#at + 1);
    const name = this.#html.slice(this.#at + 1, end);
    if (/^(?:\d|$)/.test(name)) return ampersand;
    // "R&D": without a semicolon two letters are no entity, with two exceptions.
    if (this.#units[end] !== semicolon) return /^(?!lt|gt)[a-z][a-z\d]?$/i.test(name) ? ampersand : unknown;
    this.#at = end;
    return unitNamed(name) ?? unknown;
  }

  #tag(): boolean {
    if (this.#at === this.#html.length) return true;
    const closes = this.#units[this.#at + 1] === slash;
    const start = this.#at + (closes ? 2 : 1);
    let end = start;
    while (alphanumeric[this.#units[end] as number] === 1) end++;
    const name = this.#html.slice(start, end);
    const element = elements.get(name) ?? elements.get(name.toLowerCase());
    if (element === undefined || !this.#endTag(end)) return false;
    if (element.name === "br" && !closes) {
      this.#beginLine();
      this.#write(lineFeed);
      return this.#open.at(-1)?.name !== "ul";
    }
    return closes ? this.#close(element) : this.#opens(element);
  }

  #endTag(at: number): boolean {
    this.#at = at + 1;
    if (this.#units[at] === greater) return true;
    attributes.lastIndex = at;
    const isEnd = attributes.test(this.#html);
    this.#at = attributes.lastIndex;
    return isEnd;
  }

  #opens(element: Element): boolean {
    const { name, breaks } = element;
    const parent = this.#open.at(-1)?.name;
    if ((name === "li") !== (parent === "ul")) return false;
    // The parser would end some other blocks here, and nest lists in lists.
    const isInPlace = parent === undefined || parent === "div" || name === "li" || (parent === "li" && name === "p");
    if (breaks > 0) {
      if (!isInPlace) return false;
      // As in the parser, a list begins on the next line.
      this.#breaks = Math.max(this.#breaks, name === "ul" ? 1 : breaks);
      this.#gap = false;
    }
    if (name === "li") this.#item = true;
    this.#open.push(element);
    this.#lengths.push(this.#length);
    return true;
  }

  #close({ name, breaks }: Element): boolean {
    if (this.#open.pop()?.name !== name) return false;
    const isEmpty = this.#lengths.pop() === this.#length;
    if (breaks === 0) return true;
    // An empty block has its line breaks twice, an empty list none; an item's first block has them after its dash.
    if (isEmpty && (name === "ul" || breaks < 2 || this.#item)) return false;
    this.#breaks = Math.max(this.#breaks, breaks);
    this.#gap = false;
    return true;
  }
}
