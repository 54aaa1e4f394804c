import { day, hour, minute, second } from "../time.ts";

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const dollars = new Intl.NumberFormat("en", { style: "currency", currency: "USD" });
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
const finePercent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 2 });

/** Figures as operators read them, on the dashboard and in `ops`. English only. */
export const numberOf = (value: number): string => (value < 10 ? short : whole).format(value);
export const dollarsOf = (value: number): string => dollars.format(value);
/** A dash where the whole is nothing. */
export const shareOf = (part: number, of: number): string => (of > 0 ? percent.format(part / of) : "–");
/** For complaints, where a tenth of a percent is a lot. */
export const fineShareOf = (part: number, of: number): string => (of > 0 ? finePercent.format(part / of) : "–");

/** "1 job", "2 jobs", "1,204 people". The plural need only be given where it is not the noun with an s. */
export const countOf = (count: number, noun: string, plural = `${noun}s`): string =>
  `${numberOf(count)} ${count === 1 ? noun : plural}`;

/** "0 s", "40 s", "26 min", "3 h 12 min", "2 d 4 h". */
export function spanOf(ms: number): string {
  if (ms < minute) return `${Math.max(0, Math.floor(ms / second))} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  const [unit, sub, names] = ms < day ? [hour, minute, ["h", "min"]] : [day, hour, ["d", "h"]];
  const rest = Math.floor((ms % unit) / sub);
  return `${whole.format(Math.floor(ms / unit))} ${names[0]}${rest > 0 ? ` ${rest} ${names[1]}` : ""}`;
}

/** "512 B", "1.2 GB": in steps of 1,000, as disks are sold. */
export function bytesOf(bytes: number): string {
  const step = bytes < 1 ? 0 : Math.min(4, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes < 10 * 1000 ** step && step > 0 ? short : whole).format(bytes / 1000 ** step)} ${["B", "kB", "MB", "GB", "TB"][step]}`;
}

/** "14:03", with its day if that is not the day of `now`. UTC, as in logs. */
export function clockOf(iso: string, now: Date): string {
  const [date, time] = [iso.slice(0, 10), iso.slice(11, 16)];
  return date === now.toISOString().slice(0, 10) ? time : `${date} ${time}`;
}
