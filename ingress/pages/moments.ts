import type { Locale } from "../../lib/words/index.ts";
import { wordsOf } from "../../lib/words/index.ts";

/** Moments in a person's language and time zone. */
export interface Moments {
  /** "Thursday, 26 November 2026 at 08:00 (Europe/Berlin)". */
  minute(iso: string): string;
  /** "26 November 2026". */
  day(iso: string): string;
  /** "Thu, 26 Nov 2026": for lists. */
  shortDay(iso: string): string;
}

export function momentsIn(locale: Locale, timeZone: string): Moments {
  const { tag } = wordsOf(locale);
  const zone = usable(timeZone);
  const format = (options: Intl.DateTimeFormatOptions) => {
    const made = new Intl.DateTimeFormat(tag, { ...options, timeZone: zone });
    return (iso: string) => made.format(new Date(iso));
  };
  const minute = format({ dateStyle: "full", timeStyle: "short" });
  return {
    minute: (iso) => `${minute(iso)} (${zone.replaceAll("_", " ")})`,
    day: format({ dateStyle: "long" }),
    shortDay: format({ weekday: "short", day: "numeric", month: "short", year: "numeric" }),
  };
}

/** A zone that this Node does not know must not hold up a page. */
function usable(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
