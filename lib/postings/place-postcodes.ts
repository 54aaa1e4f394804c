/** Countries with a postcode format that no other country uses. */
const own: readonly (readonly [RegExp, string])[] = [
  [/\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b/g, "GB"],
  [/\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b/g, "CA"],
  [/\b\d{4} ?[A-Z]{2}\b(?! *$)/g, "NL"],
  [/\b\d{4}-\d{3}\b/g, "PT"],
  [/\b\d{2}-\d{3}\b(?! ?%)/g, "PL"],
];

/** A ZIP code after its state: German postcodes do not begin like this, and Canada's have letters. */
const delaware = /\bDE[- ]19[7-9]\d\d\b/g;
const california = /\bCA[- ]9[0-6]\d\d\d\b/g;

/** Vehicle country codes before a postcode: "D-80331", "CH 8001". */
const prefixed = /\b(A|AT|B|BE|CH|D|DE|DK|E|ES|F|FI|FR|I|IT|L|LU|N|NL|P|PL|PT|S|SE)[- ](?=\d{4,5}\b)/g;
const signs: Readonly<Record<string, string>> = {
  ...{ A: "AT", B: "BE", D: "DE", E: "ES", F: "FR", I: "IT", L: "LU", N: "NO", P: "PT", S: "SE" },
};

/** "75008", "110 00", "NW1", "12e", "1st": numbers that mean nothing without their city. */
const numbers =
  /\b(?:\d{3} \d{2}|\d+(?:er|e|eme|ème|º|ª|°|st|nd|rd|th)?|[A-Z]{1,2}\d{1,2}[A-Z]?|[A-Z]\d{2,3})(?![\p{L}\p{N}])/gu;

/** "20 Elm Drive Springfield": the street before the city. The "ln" of "50667 Köln" is not "Lane". */
const street =
  /^\s*\d+[A-Za-z]?\s[^,]*(?<!\p{L})(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|dr|lane|ln|way|court|ct|parkway|pkwy|place|plaza|highway|hwy|square|turnpike|circle|trail|suite)(?!\p{L})\.?/iu;

/** A string without its postcodes, and the country if the format reveals it. */
export function takePostcodes(text: string): { rest: string; country: string | null } {
  if (!/\d/.test(text)) return { rest: text, country: null };
  let rest = text.replace(street, " ").replace(delaware, "Delaware").replace(california, "California");
  let country: string | null = null;
  for (const [pattern, of] of own) {
    const without = rest.replace(pattern, " ");
    if (without !== rest) country ??= of;
    rest = without;
  }
  rest = rest.replace(prefixed, (_, sign: string) => {
    country ??= signs[sign] ?? sign;
    return " ";
  });
  return { rest: rest.replace(numbers, " ").trim(), country };
}
