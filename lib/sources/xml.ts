import { XMLParser } from "fast-xml-parser";
import { storable } from "../storable.ts";
import { beyondMostRows, mostRows, SourceFormatError } from "./source.ts";

/** As much as the fetcher lets through, and more than any feed has. */
const longest = 40_000_000;
const deepest = 30;

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Decodes XML's own five entities and numeric ones, once. Entities that a document declares are never expanded. */
function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (whole, name, decimal, hex) => {
    if (name) return named[String(name).toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isCharacter ? String.fromCodePoint(code) : "";
  });
}

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  parseTagValue: false,
  maxNestedTags: deepest,
  entityDecoder: {
    decode,
    reset: () => {},
    setXmlVersion: () => {},
    setExternalEntities: () => {},
    addInputEntities: (entities) => {
      if (Object.keys(entities).length > 0) throw new Error("it declares entities");
    },
  },
});

/**
 * Reads the rows of a source's XML document one by one, so that a broken one does not affect the others: elements
 * become objects, repeated ones lists, texts strings; attributes are left out.
 * @throws {SourceFormatError} if it is not a whole document with that root, declares anything, or is too large
 */
export function readXmlRows(source: string, reply: string, root: string, row: string): XmlRows {
  if (reply.length > longest) throw new SourceFormatError(source, `more than ${longest} characters of XML`);
  const text = storable(reply);
  // Byte order mark, declaration, instructions and comments may come before, within limits.
  const head = text.trimStart().slice(0, 10_000);
  const start = /^(?:\s|<\?[^>]*\?>|<!--(?:(?!-->)[\s\S])*-->)*<(!?[\w:-]*)/.exec(head)?.[1] ?? "";
  if (start !== root) throw new SourceFormatError(source, `expected <${root}> and got ${looksLike(text, start)}`);
  // A document cut off by the network would look like a shorter one.
  const whole = text.includes(`</${root}>`) || /^[^>]*\/>\s*$/.test(text.slice(text.indexOf(`<${root}`)));
  if (!whole) throw new SourceFormatError(source, "the document is cut");
  const rows: Readonly<Record<string, unknown>>[] = [];
  let broken = 0;
  let beyond = 0;
  // Comments may contain rows that were taken out.
  const each = new RegExp(
    `<!--[\\s\\S]*?(?:-->|$)|<${row}(?:\\s[^<>]*)?(?:/>|>[\\s\\S]*?(?=</${row}>|<${row}[\\s/>]|</${root}>)(</${row}>)?)`,
    "g",
  );
  for (const [element, end] of text.matchAll(each)) {
    if (element.startsWith("<!--")) continue;
    if (rows.length + broken === mostRows) {
      beyond += 1;
      continue;
    }
    const content = end ? parse(element)?.[row] : undefined;
    if (isRecord(content)) rows.push(content);
    else broken += 1;
  }
  const dropped = { ...(broken > 0 && { "not XML": broken }), ...(beyond > 0 && { [beyondMostRows]: beyond }) };
  return { rows, dropped };
}

interface XmlRows {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** Rows without elements inside, broken ones, and those beyond the limit. */
  readonly dropped: Readonly<Record<string, number>>;
}

function looksLike(text: string, start: string): string {
  if (text.trim() === "") return "nothing";
  if (/^html$/i.test(start) || /^\s*<!doctype html/i.test(text)) return "HTML";
  if (start.startsWith("!")) return "a document that declares a type";
  return start === "" && /^\s*[[{]/.test(text) ? "JSON" : "something else";
}

function parse(element: string): Readonly<Record<string, unknown>> | null {
  try {
    const document: unknown = parser.parse(element);
    return isRecord(document) ? document : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** One element, several or none, as a list. */
export function elements(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === "" ? [] : [value];
}
