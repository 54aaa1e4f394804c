import { z } from "zod";
import { type Locale, wordsOf } from "./index.ts";
import { namesIn } from "./names.ts";
import { oneLine } from "./one-line.ts";

const text = z.string().nullable();
const amount = z.number().nullable();

/** What mails and pages say of a posting, as functions of the database answer it. A release may meet words of another. */
export const postingFacts = z.object({
  title: z.string(),
  company: z.string(),
  url: z.string(),
  source: z.string(),
  /** `raw` is what the source wrote. */
  locations: z.array(z.object({ geonameId: z.int().nullable().default(null), city: text, country: text, raw: text })),
  remote: z.object({ mode: z.string(), worldwide: z.boolean().nullable(), countries: z.array(z.string()) }),
  level: z.string(),
  programme: text,
  salary: z.object({ min: amount, max: amount, currency: text, period: text }).nullable(),
});
export type PostingFacts = z.output<typeof postingFacts>;
export type PostingPlace = PostingFacts["locations"][number];

const mostPlaces = 2;
const mostCountries = 3;

/** "DE" as "Germany"; what is no region code stays as it is. */
export const countryName = (code: string, locale: Locale): string => oneLine(namesIn(locale).country(code), 40);

/** "Berlin and Hamburg, Germany and 2 more", or what the source wrote, or that it does not say. */
export function placeOf({ locations, remote }: Pick<PostingFacts, "locations" | "remote">, locale: Locale): string {
  const words = wordsOf(locale).postings.place;
  const { listed } = namesIn(locale);
  const all = new Map<string, Place>();
  for (const place of locations.map((each) => placeIn(each, locale))) all.set(`${place.city}, ${place.country}`, place);
  all.delete(", ");
  if (all.size === 0) return remote.mode === "remote" ? "" : words.notStated;
  const shown = [...all.values()].slice(0, mostPlaces);
  // Cities of one country share its name; a whole country stands alone.
  const together = Map.groupBy(shown, ({ city, country }) => (city === "" ? `all of ${country}` : country));
  const inWords = [...together.values()].map((places) => {
    const cities = listed(places.map(({ city }) => city));
    return [cities, places[0]?.country].filter(Boolean).join(", ");
  });
  const rest = all.size - shown.length;
  return rest > 0 ? words.more(inWords.join("; "), rest) : inWords.join("; ");
}

/** Each place of a posting, once: "Berlin, Germany", or what the source wrote. */
export function placeNames(places: readonly PostingPlace[], locale: Locale): string[] {
  const names = namesIn(locale);
  const texts = places.map(({ geonameId, city, country, raw }) => {
    const parts = [city && names.city({ geonameId, name: city }), country && names.country(country)].filter(Boolean);
    return parts.join(", ") || (raw ?? "");
  });
  return [...new Set(texts)];
}

interface Place {
  city: string;
  country: string;
}

function placeIn({ geonameId, city, country, raw }: PostingPlace, locale: Locale): Place {
  if (!city && !country) return { city: "", country: oneLine(raw ?? "", 60) };
  return {
    city: city ? oneLine(namesIn(locale).city({ geonameId, name: city }), 60) : "",
    country: country ? countryName(country, locale) : "",
  };
}

/** How far from the office one may work; unknown is said, not guessed. */
export function remoteScope({ mode, worldwide, countries }: PostingFacts["remote"], locale: Locale): string {
  const { names, postings } = wordsOf(locale);
  const words = postings.place;
  if (mode === "onsite" || mode === "hybrid") return names.workModes[mode];
  if (mode !== "remote") return words.modeNotStated;
  if (worldwide === true) return words.worldwide;
  if (countries.length === 0) return words.remoteNotSaid;
  const { countryAfterIn, listed } = namesIn(locale);
  const shown = countries.slice(0, mostCountries).map((code) => oneLine(countryAfterIn(code), 40));
  const more = countries.length - shown.length;
  return words.remoteWithin(listed(more > 0 ? [...shown, words.others(more)] : shown));
}

/** "€45,000 – €55,000 a year", or that it is not stated. */
export function payOf(salary: PostingFacts["salary"], locale: Locale): string {
  const { names, postings } = wordsOf(locale);
  const { min = null, max = null, currency = null, period = null } = salary ?? {};
  const stated = [min, max].filter((amount) => amount !== null).sort((a, b) => a - b);
  const [least, most = least] = stated.map((amount) => money(amount, currency, locale));
  if (least === undefined || most === undefined) return postings.pay.notStated;
  // By hand, as Intl's formatRange takes 50 microseconds.
  const range = least === most ? least : `${least} – ${most}`;
  const amount = min === null ? postings.pay.upTo(least) : max === null ? postings.pay.from(least) : range;
  const per = nameIn(names.periods, period);
  return per === undefined ? amount : `${amount} ${per}`;
}

function money(amount: number, currency: string | null, locale: Locale): string {
  if (currency !== null && /^[A-Za-z]{3}$/.test(currency)) return namesIn(locale).money(amount, currency.toUpperCase());
  return amount.toLocaleString(wordsOf(locale).tag);
}

/** "Graduate scheme", "Entry-level role", or that the level is not stated. */
export function levelOf({ level, programme }: Pick<PostingFacts, "level" | "programme">, locale: Locale): string {
  const { names, postings } = wordsOf(locale);
  return nameIn(names.programmes, programme) ?? nameIn(names.levels, level) ?? postings.levelNotStated;
}

/** What comes from a row may be a word that we do not know, or not any more. */
export function nameIn(names: Readonly<Record<string, string>>, key: string | null): string | undefined {
  return key !== null && Object.hasOwn(names, key) ? names[key] : undefined;
}
