import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { zoneName } from "../../lib/words/names.ts";
import { usableZone } from "../../lib/zone.ts";
import type { SubscriberView } from "../subscriber-view.ts";

/** Moments in a person's language and time zone. */
export interface Moments {
  /** "Thursday, 26 November 2026 at 08:00 (Europe/Berlin)". */
  minute(iso: string): string;
  /** "26 November 2026". */
  day(iso: string): string;
  /** "Thu, 26 Nov 2026": for lists. */
  shortDay(iso: string): string;
  /** "26 Nov", with the year if it is not this one: for the small print. */
  briefDay(iso: string): string;
}

const made = new Map<string, Moments>();

export function momentsIn(locale: Locale, timeZone: string): Moments {
  const zone = usableZone(timeZone);
  const key = `${locale} ${zone}`;
  const moments = made.get(key) ?? makeMoments(locale, zone);
  made.set(key, moments);
  return moments;
}

function makeMoments(locale: Locale, timeZone: string): Moments {
  const { tag, names } = wordsOf(locale);
  const format = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat(tag, { ...options, timeZone });
    return (iso: string) => made.format(new Date(iso));
  };
  const [fullDay, time] = [format({ dateStyle: "full" }), format({ timeStyle: "short" })];
  const year = format({ year: "numeric" });
  const brief = format({ day: "numeric", month: "short" });
  const briefOfYear = format({ day: "numeric", month: "short", year: "numeric" });
  return {
    minute: (iso) => `${names.moment(fullDay(iso), time(iso))} (${zoneName(timeZone)})`,
    day: format({ dateStyle: "long" }),
    shortDay: format({ weekday: "short", day: "numeric", month: "short", year: "numeric" }),
    briefDay: (iso) => (year(iso) === year(new Date().toISOString()) ? brief(iso) : briefOfYear(iso)),
  };
}

/** The day until which somebody is paused now, in words. */
export function pausedUntil({ paused_until, locale, time_zone }: SubscriberView): string | undefined {
  if (paused_until === null || Date.parse(paused_until) <= Date.now()) return undefined;
  return momentsIn(locale, time_zone).day(paused_until);
}
