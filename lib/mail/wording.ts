import { type Locale, wordsOf } from "../words/index.ts";
import { namesIn } from "../words/names.ts";
import type { DeliveryMatch, DeliveryWishes } from "./delivery.ts";
import { oneLine } from "./text.ts";

/** "DE" as "Germany"; what is no region code stays as it is. */
function countryName(code: string, locale: Locale): string {
  return oneLine(namesIn(locale).country(code), 40);
}

/** "Berlin, Germany and 2 more places", or what the source wrote, or that it does not say. */
export function placeOf({ locations, remote }: Pick<DeliveryMatch, "locations" | "remote">, locale: Locale): string {
  const words = wordsOf(locale).mail.place;
  const names = [...new Set(locations.map((each) => locationName(each, locale)).filter((name) => name !== ""))];
  const shown = names.slice(0, 2);
  if (shown.length === 0) return remote.mode === "remote" ? "" : words.notStated;
  const rest = names.length - shown.length;
  return rest > 0 ? words.more(shown.join("; "), rest) : shown.join("; ");
}

function locationName({ geonameId, city, country, raw }: DeliveryMatch["locations"][number], locale: Locale): string {
  const parts = [
    city === null ? "" : namesIn(locale).city({ geonameId, name: city }),
    country === null ? "" : countryName(country, locale),
  ].filter((part) => part !== "");
  return oneLine(parts.length > 0 ? parts.join(", ") : (raw ?? ""), 60);
}

/** How far from the office one may work, in words; unknown is said, not guessed. */
export function remoteScope({ mode, worldwide, countries }: DeliveryMatch["remote"], locale: Locale): string {
  const { names, mail } = wordsOf(locale);
  if (mode === "onsite") return names.workModes.onsite;
  if (mode === "hybrid") return names.workModes.hybrid;
  if (mode !== "remote") return mail.place.modeNotStated;
  if (worldwide === true) return mail.place.worldwide;
  if (countries.length === 0) return mail.place.remoteNotSaid;
  const { countryAfterIn, listed } = namesIn(locale);
  const shown = countries.slice(0, 3).map((code) => oneLine(countryAfterIn(code), 40));
  const more = countries.length - shown.length;
  return mail.place.remoteWithin(listed(more > 0 ? [...shown, mail.place.others(more)] : shown));
}

/** "€45,000 – €55,000 a year", or "Pay not stated". */
export function payOf(salary: DeliveryMatch["salary"], locale: Locale): string {
  const { names, mail } = wordsOf(locale);
  const { min = null, max = null, currency = null, period = null } = salary ?? {};
  const amount = amountOf(min, max, currency, locale);
  if (amount === null) return mail.pay.notStated;
  const per = nameIn(names.periods, period);
  return per === undefined ? amount : `${amount} ${per}`;
}

// By hand, as Intl's formatRange takes 50 microseconds.
function amountOf(min: number | null, max: number | null, currency: string | null, locale: Locale): string | null {
  const { pay } = wordsOf(locale).mail;
  const inWords = (amount: number) => money(amount, currency, locale);
  if (min !== null && max !== null) {
    const [least, most] = [Math.min(min, max), Math.max(min, max)];
    return least === most ? inWords(least) : `${inWords(least)} – ${inWords(most)}`;
  }
  if (min !== null) return pay.from(inWords(min));
  return max === null ? null : pay.upTo(inWords(max));
}

function money(amount: number, currency: string | null, locale: Locale): string {
  if (currency !== null && /^[A-Za-z]{3}$/.test(currency)) return namesIn(locale).money(amount, currency.toUpperCase());
  return amount.toLocaleString(wordsOf(locale).tag);
}

/** "Graduate scheme", "Entry-level role", or that the level is not stated. */
export function levelOf({ level, programme }: Pick<DeliveryMatch, "level" | "programme">, locale: Locale): string {
  const { names, mail } = wordsOf(locale);
  return nameIn(names.programmes, programme) ?? nameIn(names.levels, level) ?? mail.levelNotStated;
}

/** What the subscriber asked for, in a sentence's worth of words. */
export function wishesInWords(wishes: DeliveryWishes, locale: Locale): string {
  const { names } = wordsOf(locale);
  const places = [
    ...wishes.cities.map((city) =>
      [namesIn(locale).city(city), ...(city.country === null ? [] : [countryName(city.country, locale)])].join(", "),
    ),
    ...wishes.countries.map((code) => countryName(code, locale)),
  ];
  const parts = [
    wishes.careerPaths.map((path) => nameIn(names.careerPaths, path) ?? path),
    wishes.levels.map((level) => nameIn(names.levels, level) ?? level),
    places,
    wishes.workModes.map((mode) => nameIn(names.workModes, mode) ?? mode),
  ];
  return oneLine(
    parts
      .filter((part) => part.length > 0)
      .map((part) => part.join("; "))
      .join(" · "),
    400,
  );
}

/** What comes from a row may be a word that we do not know, or not any more. */
function nameIn(names: Readonly<Record<string, string>>, key: string | null): string | undefined {
  return key !== null && Object.hasOwn(names, key) ? names[key] : undefined;
}
