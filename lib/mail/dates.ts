import { type Locale, wordsOf } from "../words/index.ts";
import { zoneName } from "../words/names.ts";
import { usableZone } from "../zone.ts";

interface Formats {
  day: Intl.DateTimeFormat;
  longDay: Intl.DateTimeFormat;
  time: Intl.DateTimeFormat;
  month: Intl.DateTimeFormat;
  monthOfYear: Intl.DateTimeFormat;
  year: Intl.DateTimeFormat;
  zone: string;
}
const formats = new Map<string, Formats>();

function formatsOf(timeZone: string, locale: Locale): Formats {
  const key = `${locale} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const zone = usableZone(timeZone);
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(wordsOf(locale).tag, { ...options, timeZone: zone });
  const made = {
    day: format({ day: "numeric", month: "short", year: "numeric" }),
    longDay: format({ dateStyle: "long" }),
    time: format({ timeStyle: "short" }),
    month: format({ month: "long" }),
    monthOfYear: format({ month: "long", year: "numeric" }),
    year: format({ year: "numeric" }),
    zone: zoneName(zone),
  };
  formats.set(key, made);
  return made;
}

/** "18 Nov 2026" in the person's time zone; null if the text is not a date. */
export function dayInWords(iso: string, timeZone: string, locale: Locale): string | null {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return null;
  // A date without a time is a day already; a time zone could move it to the day before.
  const dateOnly = /^\d{4}-\d{2}-\d{2}$/.test(iso.trim());
  return formatsOf(dateOnly ? "UTC" : timeZone, locale).day.format(date);
}

/** "March", or "March 2025" if `now` is in another year. */
export function monthInWords(iso: string, now: string, timeZone: string, locale: Locale): string {
  const { month, monthOfYear, year } = formatsOf(timeZone, locale);
  const date = new Date(iso);
  return (year.format(date) === year.format(new Date(now)) ? month : monthOfYear).format(date);
}

/** "18 November 2026 at 09:30 (Europe/Berlin)". */
export function minuteInWords(date: Date, timeZone: string, locale: Locale): string {
  const { longDay, time, zone } = formatsOf(timeZone, locale);
  return `${wordsOf(locale).names.moment(longDay.format(date), time.format(date))} (${zone})`;
}
