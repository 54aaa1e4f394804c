import { array, assert, constantFrom, property } from "fast-check";
import { convert } from "html-to-text";
import { describe, expect, test } from "vitest";
import { textOfSimpleHtml } from "./simple-html.ts";
import { plainText } from "./text.ts";

const pieces = [
  ...["<p>", "</p>", "<p class='a'>para</p>", "<p>&nbsp;</p>", "<p> </p>", "<div>", "</div>", "<h2>Head</h2>", "<h2>"],
  ...["</h2>", "<br>", "<br/>", "<ul>", "</ul>", "<li>", "</li>", "<ul><li>a</li><li> b</li></ul>", "<li>item</li>"],
  ...["<strong>", "</strong>", " <em>em</em> ", '<span style="a:b">', "</span>", "<ol>", "</ol>", "<!-- -->", "<"],
  "<li><p>para</p></li>",
  "<ul><li><p>",
  "</p></li></ul>",
  "<p></p>",
  "&#39;",
  "&#x2019;",
  "&#32;",
  "&#150;",
  "R&D ",
  ...["word", "more words", " ", "  ", "\n", "\u200b", "&nbsp;", "&amp;", "&eacute;", "&amp", "-", "é"],
];
/** As in text.ts, without what it skips. */
const options = {
  wordwrap: false as const,
  selectors: [
    ...["h1", "h2"].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: "ul", options: { itemPrefix: "- " } },
  ],
};

describe("textOfSimpleHtml", () => {
  test("gives the parser's text, or leaves it to the parser", async () => {
    let own = 0;
    await assert(
      property(array(constantFrom(...pieces), { maxLength: 10 }), (parts) => {
        const text = textOfSimpleHtml(parts.join(""));
        if (text === null) return;
        own++;
        // Escaped, so that it is cleaned and not read as HTML again.
        const cleaned = (each: string) => plainText(each.replaceAll("&", "&amp;amp;").replaceAll("<", "&amp;lt;"));
        expect(cleaned(text)).toBe(cleaned(convert(parts.join(""), options)));
      }),
      { numRuns: 5000 },
    );
    expect(own).toBeGreaterThan(500);
  });

  test.each([
    ["<p>We <b>sell</b>&nbsp;R&amp;D</p>\n<ul><li>one</li>\n<li>two</li></ul>", "We sell\u00a0R&D\n\n- one\n- two"],
    ["<div><p>a</p><p>b<br>c</p></div>", "a\n\nb\nc"],
    ["<ul><li><p>one</p></li>\n<li><p>two</p><p>three</p></li></ul>", "- one\n\n- two\n\nthree"],
    ["<p>A&E isn&#39;t R&D&#x21;</p>", "A&E isn't R&D!"],
  ])("%s", (html, text) => {
    expect(textOfSimpleHtml(html)).toBe(text);
  });

  test.each([
    "<p>a",
    "a</p>",
    "<script>a</script>",
    "a < b",
    "caf&eacute;",
    "<ol><li>a</li></ol>",
    "<p title=a>b</p>",
    "<ul><li><p></p>a</li></ul>",
  ])("%s is the parser's", (html) => expect(textOfSimpleHtml(html)).toBeNull());
});
