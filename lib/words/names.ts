import { type Locale, wordsOf } from "./index.ts";

/** How a language names what Intl knows. */
export interface Names {
  /** "Netherlands"; what is no country's code stays as it is. */
  country(code: string): string;
  /** As after "in" and "from": "the Netherlands". */
  countryAfterIn(code: string): string;
  /** "German". */
  language(code: string): string;
  city(city: { geonameId: number | null; name: string }): string;
  /** "a", "a and b", "a, b and c"; `or` for alternatives. By hand, as Intl.ListFormat takes microseconds. */
  listed(items: readonly string[], word?: "and" | "or"): string;
  /** "€1,500", "€12.50". */
  money(amount: number, currency: string): string;
}

/** "America/New York": zones have no names in other languages that people would choose them by. */
export const zoneName = (timeZone: string): string => timeZone.replaceAll("_", " ");

const known = new Map<Locale, Names>();

export const namesIn = (locale: Locale): Names => remembered(known, locale, () => makeNames(locale));

/** Each answer is remembered: Intl takes microseconds, reasons are written by the hundred thousand a second. */
function makeNames(locale: Locale): Names {
  const { tag, names } = wordsOf(locale);
  const regions = new Intl.DisplayNames(tag, { type: "region", fallback: "code" });
  const languages = new Intl.DisplayNames(tag, { type: "language", fallback: "code" });
  const said = { regions: new Map<string, string>(), languages: new Map<string, string>() };
  const formats = new Map<string, Intl.NumberFormat>();
  const amounts = new Map<string, string>();
  const country = (code: string) =>
    remembered(said.regions, code, () => (/^[A-Z]{2}$/.test(code) ? (regions.of(code) ?? code) : code));
  const formatOf = (currency: string) =>
    remembered(formats, currency, () => {
      const options = { maximumFractionDigits: 2, trailingZeroDisplay: "stripIfInteger" } as const;
      return new Intl.NumberFormat(tag, { style: "currency", currency, ...options });
    });
  return {
    country,
    countryAfterIn: (code) => names.countriesAfterIn[code] ?? country(code),
    language: (code) =>
      remembered(said.languages, code, () => (/^[a-z]{2,3}$/.test(code) ? (languages.of(code) ?? code) : code)),
    city: ({ geonameId, name }) => (geonameId === null ? undefined : names.cities[geonameId]) ?? name,
    listed(items, word = "and") {
      const last = items.at(-1) ?? "";
      return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} ${names[word]} ${last}`;
    },
    money: (amount, currency) => remembered(amounts, `${currency}${amount}`, () => formatOf(currency).format(amount)),
  };
}

/** Of amounts there are many, of all else few. */
const mostKept = 20_000;

function remembered<K, T>(kept: Map<K, T>, key: K, make: () => T): T {
  const before = kept.get(key);
  if (before !== undefined) return before;
  if (kept.size >= mostKept) kept.clear();
  const made = make();
  kept.set(key, made);
  return made;
}
