import { type Locale, wordsOf } from "../words/index.ts";
import { usableZone } from "../words/zone.ts";

interface Formats {
  day: Intl.DateTimeFormat;
  minute: Intl.DateTimeFormat;
  month: Intl.DateTimeFormat;
}
const formats = new Map<string, Formats>();

function formatsOf(timeZone: string, locale: Locale): Formats {
  const key = `${locale} ${timeZone}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const { tag } = wordsOf(locale);
  const day = { day: "numeric", year: "numeric", timeZone: usableZone(timeZone) } as const;
  const made = {
    day: new Intl.DateTimeFormat(tag, { ...day, month: "short" }),
    minute: new Intl.DateTimeFormat(tag, { ...day, month: "long", hour: "2-digit", minute: "2-digit" }),
    month: new Intl.DateTimeFormat(tag, { month: "long", year: "numeric", timeZone: day.timeZone }),
  };
  formats.set(key, made);
  return made;
}

/** "18 Nov 2026" in the person's time zone; null if the text is no date. */
export function dayInWords(iso: string, timeZone: string, locale: Locale): string | null {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return null;
  // A date without a time is a day already; a zone would move it to the day before.
  const dateOnly = /^\d{4}-\d{2}-\d{2}$/.test(iso.trim());
  return formatsOf(dateOnly ? "UTC" : timeZone, locale).day.format(date);
}

/** "March", or "March 2025" where `now` is of another year. */
export function monthInWords(iso: string, now: string, timeZone: string, locale: Locale): string {
  const { month } = formatsOf(timeZone, locale);
  const [name, year] = month.format(new Date(iso)).split(" ");
  return month.format(new Date(now)).endsWith(` ${year}`) ? `${name}` : `${name} ${year}`;
}

/** "18 November 2026 at 09:30 (Europe/Berlin)". */
export function minuteInWords(date: Date, timeZone: string, locale: Locale): string {
  return `${formatsOf(timeZone, locale).minute.format(date)} (${timeZone})`;
}
