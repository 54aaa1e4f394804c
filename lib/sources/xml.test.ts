import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notTheDocument } from "../../test/mangled.ts";
import { beyondMostRows, SourceFormatError } from "./source.ts";
import { elements, readXmlRows } from "./xml.ts";

const read = (text: string) => readXmlRows("havel", text, "list", "row");
const row = (content: string) => read(`<list><row>${content}</row></list>`).rows[0];

describe("a row", () => {
  test.each([
    ["text", "<a> x </a>", { a: "x" }],
    ["several", "<a>1</a><a>02</a>", { a: ["1", "02"] }],
    ["nested", "<a><b>x</b></a>", { a: { b: "x" } }],
    ["escaped", "<a>R&amp;D &lt;p&gt; M&#252;nchen &#x20AC; &quot;&apos;</a>", { a: "R&D <p> München € \"'" }],
    ["escaped twice: once is undone", "<a>&amp;lt;p&amp;gt;</a>", { a: "&lt;p&gt;" }],
    ["CDATA is as it is", "<a><![CDATA[<p>R&amp;D</p>]]></a>", { a: "<p>R&amp;D</p>" }],
    ["HTML's own names are not XML's", "<a>&nbsp;&uuml; & b</a>", { a: "&nbsp;&uuml; & b" }],
    ["numbers of no character", "<a>x&#0;&#xD800;&#x110000;y</a>", { a: "xy" }],
    ["NUL and half a character as they are", "<a>x\0\ud800y</a>", { a: "x\ufffdy" }],
    ["attributes, comments, instructions", '<!-- x --><?pi?><a b="c">x</a>', { a: "x" }],
    ["an empty element", "<a/><b></b>", { a: "", b: "" }],
    ["what nobody declared", "<a>&x;</a>", { a: "&x;" }],
    ["a closing tag too many", "<a>x</b></a>", { a: "x" }],
  ])("%s", (_, content, expected) => {
    expect(row(content)).toEqual(expected);
  });
});

describe("a document", () => {
  test.each([
    ["nothing in it", "<list></list>", 0],
    ["nothing, in short", '<?xml version="1.0"?><list/>\n', 0],
    ["a byte order mark", "\uFEFF<list><row><a>x</a></row></list>", 1],
    ["what may stand before", '<?xml version="1.0"?>\n<!-- <x> --><list n="1"><row n="2"><a>x</a></row></list>', 1],
    ["other elements beside", "<list><rows>3</rows><row><a/></row><other/></list>", 1],
    ["a row in a comment", "<list><!-- <row><a/></row> --><row><a/></row><!-- <row> --></list>", 1],
    ["something after", "<list><row><a/></row></list><!-- end -->", 1],
  ])("%s", (_, text, count) => {
    expect(read(text)).toMatchObject({ rows: { length: count }, dropped: {} });
  });

  test.each([
    ["an element cut open", "<a>x<b"],
    ["CDATA without an end", "<a><![CDATA[x</a>"],
    ["a comment without an end", "<a><!-- x</a>"],
    ["a name that is JavaScript's", "<__proto__><x>1</x></__proto__>"],
    ["depth without end", `${"<a>".repeat(100)}${"</a>".repeat(100)}`],
    ["a text", "x"],
    ["nothing", ""],
  ])("a row that is broken takes no other with it: %s", (_, content) => {
    const { rows, dropped } = read(`<list><row><a>1</a></row><row>${content}</row><row><a>3</a></row></list>`);
    expect(rows).toContainEqual({ a: "1" });
    expect(rows).toContainEqual({ a: "3" });
    expect(rows.length + (dropped["not XML"] ?? 0)).toBe(3);
  });

  test("of rows without number no more are read than any board has", () => {
    const { rows, dropped } = read(`<list><row/>${"<row><a/></row>".repeat(20_002)}</list>`);
    expect([rows.length, dropped]).toEqual([19_999, { "not XML": 1, [beyondMostRows]: 3 }]);
  });

  test("a row without an end, and one without a beginning", () => {
    const { rows, dropped } = read("<list><row><a>1</a><row><a>2</a></row></row><row/><row><a>3</a></list>");
    expect([rows, dropped]).toEqual([[{ a: "2" }], { "not XML": 3 }]);
  });
});

const names = "abcdefghijklm";
const laughs = `<!DOCTYPE list [<!ENTITY a "ha">${[...names.slice(1)]
  .map((name, at) => `<!ENTITY ${name} "${`&${names[at]};`.repeat(10)}">`)
  .join("")}]><list><row><x>&m;</x></row></list>`;

describe("is not the source's", () => {
  test.each([
    ["HTML", "<!DOCTYPE html><html><body><br></body></html>", /got HTML/],
    ["HTML without a type", "<html><body><br></body></html>", /got HTML/],
    ["JSON", '{"jobs":[]}', /got JSON/],
    ["nothing", " ", /got nothing/],
    ["another root", "<feed><a/></feed>", /something else/],
    ["a root that begins alike", "<lists><row/></lists>", /something else/],
    ["cut", "<list><row><a>x</a></row><row><a>y", /cut/],
    ["cut within a tag", "<list><row><a>x</a></row><a", /cut/],
    ["cut after a short element", "<list><row><a/>", /cut/],
    ["a billion laughs", laughs, /declares/],
    ["an outside entity", '<!DOCTYPE list [<!ENTITY x SYSTEM "file:///etc/passwd">]><list/>', /declares/],
    ["too large", `<list>${" ".repeat(40_000_001)}</list>`, /more than/],
  ])("%s", (_, text, message) => {
    expect(() => read(text)).toThrow(SourceFormatError);
    expect(() => read(text)).toThrow(message);
  });
});

test("one element, several, none", () => {
  expect(elements(["a", "b"])).toEqual(["a", "b"]);
  expect(elements({ a: 1 })).toEqual([{ a: 1 }]);
  expect(elements(undefined)).toEqual([]);
  expect(elements("")).toEqual([]);
});

test("no text throws anything but its own error, and no part of a document is taken for the whole", () => {
  const document = "<list><row><a>R&amp;D</a></row><row><b><![CDATA[<p>x</p>]]></b></row></list>";
  fc.assert(
    fc.property(notTheDocument(document), (text) => {
      try {
        read(text);
        expect(text).toMatch(/<\/list>|\/>\s*$/);
      } catch (error) {
        expect(error).toBeInstanceOf(SourceFormatError);
      }
    }),
    { numRuns: 100 },
  );
});

test.each([
  [`${"\n".repeat(20_000_000)}<list/>`],
  [`<!--${"x".repeat(20_000_000)}--><list/>`],
  ["<?x?>".repeat(4_000_000)],
  ["<list".repeat(4_000_000)],
  [`<list>${"<row ".repeat(4_000_000)}</list>`],
])("a reply without sense, however long: %.12s", (text) => {
  try {
    expect(read(text)).toMatchObject({ rows: [] });
  } catch (error) {
    expect(error).toBeInstanceOf(SourceFormatError);
  }
});

test("many megabytes are read", () => {
  const text = `<list>${`<row><a>${"&lt;p&gt; R&amp;D ".repeat(1000)}</a></row>`.repeat(1000)}</list>`;
  expect(read(text).rows).toHaveLength(1000);
  // No end tag, and start tags without number.
  expect(read(`<list>${"<row>".repeat(200_000)}</list>`)).toMatchObject({
    rows: [],
    dropped: { "not XML": 20_000, [beyondMostRows]: 180_000 },
  });
});
