const json = "application/json";
const form = "application/x-www-form-urlencoded";
/** Bodies that no page of ours sends: what is wrong, the type, and the body. */
export const nonsense: readonly [string, string, string][] = [
  ["a prototype", json, '{"__proto__":{"minScore":1,"verdict":"more"}}'],
  ["a constructor", json, '{"constructor":{"prototype":{"x":1}}}'],
  ["a list", json, "[]"],
  ["a number", json, "7"],
  ["nothing", json, "null"],
  ["half of it", json, '{"token":'],
  ["deep", json, `${'{"a":'.repeat(2000)}1${"}".repeat(2000)}`],
  ["fields of a prototype", form, "__proto__=x&constructor=y&__proto__[verdict]=more"],
  ["the same field twice", form, "email=a%40a.org&email=b%40b.org&minScore=1&minScore=2&verdict=more&verdict=less"],
  ["bytes that are no text", form, "\u0000\ud800%00%ff%c3"],
  ["line breaks", form, "email=a%40example.org%0d%0aBcc%3a%20b%40example.org&match=%0d%0a&verdict=%0a&minScore=%0a"],
  ["another type", "application/xml", "<x/>"],
  ["too much", json, `{"x":"${"x".repeat(64 * 1024)}"}`],
];
