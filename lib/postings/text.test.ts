import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanLine, fold, plainText } from "./text.ts";

test.each([
  ["München", "munchen"],
  ["Łódź", "lodz"],
  ["Straße", "strasse"],
  ["'s-Hertogenbosch", "s hertogenbosch"],
  ["L’Hospitalet de Llobregat", "lhospitalet de llobregat"],
  ["  Île-de-France ", "ile de france"],
  ["Αθήνα", "αθηνα"],
  ["C++ / C#", "c c"],
])("fold %s", (text, folded) => {
  expect(fold(text)).toBe(folded);
});

test.each([
  ["right-to-left override", "Data \u202eAnalyst\u202c", "Data Analyst"],
  ["zero width", "Mar\u200bket\u2060ing\ufeff", "Marketing"],
  ["soft hyphen", "Osna\u00adbrück", "Osnabrück"],
  ["line breaks and controls", "Sales\r\nBcc: a@b\u0000\u0007", "Sales Bcc: a@b"],
  ["line separator", "A\u2028B\u2029C", "A B C"],
  ["lone surrogate", "A\ud800B", "A\ufffdB"],
])("cleanLine: %s", (_, text, clean) => {
  expect(cleanLine(text, 300)).toBe(clean);
});

test("cleanLine cuts without halving a character", () => {
  expect(cleanLine("x".repeat(400), 300)).toHaveLength(300);
  expect(cleanLine("😀".repeat(200), 9)).toBe("😀😀😀😀…");
});

test.each([
  [
    "HTML",
    "<p>We need <b>you</b> &amp; R&amp;D</p><ul><li>one</li><li>two</li></ul>",
    "We need you & R&D\n\n- one\n- two",
  ],
  ["escaped once", "&lt;p&gt;Gr&amp;ouml;&amp;szlig;e&amp;nbsp;1&lt;/p&gt;", "Größe 1"],
  ["escaped twice", "&amp;lt;p&amp;gt;Hello&amp;lt;/p&amp;gt;", "Hello"],
  ["text", "a < b\n\n\n\nand &amp; c", "a < b\n\nand & c"],
  ["a script", "<p>a</p><script>alert('x')</script><style>p{}</style><p>b</p>", "a\n\nb"],
  ["an escaped script", "&lt;p&gt;a&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;", "a"],
  ["links without addresses", '<p>See <a href="https://example.org/x">here</a></p>', "See here"],
  ["headings as they are", "<h1>About us</h1><p>x</p>", "About us\n\nx"],
  [
    "a page that is pasted into it",
    "<p>a</p><html><head><title>t</title></head><body><p>b</p></body></html><p>c</p>",
    "a\n\nb\n\nc",
  ],
  [
    "Markdown",
    "3\\+ years\\, outbound\\-focused, R\\&amp;D \\#remote \\\\*",
    "3+ years, outbound-focused, R&D #remote *",
  ],
  ["HTML of Markdown", "<p>3\\+ years</p>", "3+ years"],
  ["paths and languages", "C:\\Users, PL\\SQL, and\\or \\n", "C:\\Users, PL\\SQL, and\\or \\n"],
  ["nothing", "", ""],
])("plainText of %s", (_, html, text) => {
  expect(plainText(html)).toBe(text);
});

test("plainText leaves no control or direction characters, whatever comes", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0x10ffff), { maxLength: 200 }), (codes) => {
      const text = plainText(String.fromCodePoint(...codes));
      expect(text).not.toMatch(/[^\P{Cc}\n]|[\u200b\u202e\ufeff]/u);
      expect(text.isWellFormed()).toBe(true);
    }),
  );
});

test("folding leaves no space at either end, however plain the text", () => {
  expect([" x", "x ", " x y ", "", " ", " é"].map(fold)).toEqual(["x", "x", "x y", "", "", "e"]);
});
