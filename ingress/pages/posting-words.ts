import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { namesIn } from "../../lib/words/names.ts";
import type { MatchView } from "../matches-view.ts";

const mostPlaces = 3;

/** "Berlin, Germany; Lyon, France and 2 more", or what the source wrote, or that it does not say. */
export function placesOf({ locations, remote }: Pick<MatchView, "locations" | "remote">, locale: Locale): string {
  const { place } = wordsOf(locale).mail;
  const names = namesIn(locale);
  const all = new Set(
    locations.map(({ geonameId, city, country, raw }) => {
      const parts = [city && names.city({ geonameId, name: city }), country && names.country(country)];
      return parts.filter(Boolean).join(", ") || (raw ?? "").slice(0, 60);
    }),
  );
  all.delete("");
  if (all.size === 0) return remote.mode === "remote" ? "" : place.notStated;
  const shown = [...all].slice(0, mostPlaces).join("; ");
  return all.size > mostPlaces ? place.more(shown, all.size - mostPlaces) : shown;
}

/** How far from the office one may work; unknown is said, not guessed. */
export function remoteScope({ mode, worldwide, countries }: MatchView["remote"], locale: Locale): string {
  const { names, mail } = wordsOf(locale);
  if (mode === "onsite" || mode === "hybrid") return names.workModes[mode];
  if (mode !== "remote") return mail.place.modeNotStated;
  if (worldwide) return mail.place.worldwide;
  if (countries.length === 0) return mail.place.remoteNotSaid;
  const { countryAfterIn, listed } = namesIn(locale);
  const shown = countries.slice(0, mostPlaces).map(countryAfterIn);
  const more = countries.length - shown.length;
  return mail.place.remoteWithin(listed(more > 0 ? [...shown, mail.place.others(more)] : shown));
}

/** "€45,000 – €55,000 a year", or that it is not stated. */
export function payOf(salary: MatchView["salary"], locale: Locale): string {
  const { names, mail } = wordsOf(locale);
  const { min = null, max = null, currency = null, period = null } = salary ?? {};
  const amounts = [min, max].filter((amount) => amount !== null).sort((a, b) => a - b);
  if (amounts.length === 0) return mail.pay.notStated;
  const [least = "", most = least] = amounts.map((amount) => money(amount, currency, locale));
  const amount = min === null ? mail.pay.upTo(least) : max === null ? mail.pay.from(least) : range(least, most);
  const periods: Readonly<Record<string, string>> = names.periods;
  return [amount, periods[period ?? ""]].filter(Boolean).join(" ");
}

function money(amount: number, currency: string | null, locale: Locale): string {
  if (currency !== null && /^[A-Z]{3}$/.test(currency)) return namesIn(locale).money(amount, currency);
  return amount.toLocaleString(wordsOf(locale).tag);
}

const range = (least: string, most: string) => (least === most ? least : `${least} – ${most}`);

export function levelOf({ level, programme }: Pick<MatchView, "level" | "programme">, locale: Locale): string {
  const { names, mail } = wordsOf(locale);
  const programmes: Readonly<Record<string, string>> = names.programmes;
  const levels: Readonly<Record<string, string>> = names.levels;
  return programmes[programme ?? ""] ?? levels[level] ?? mail.levelNotStated;
}
