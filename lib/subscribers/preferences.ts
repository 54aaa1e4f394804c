import { z } from "zod";
import { locales } from "../words/index.ts";
import { usableZone } from "../zone.ts";
import { cadenceOf, crowdsWelcome, type Due, digestAfter, type Welcome } from "./cadence.ts";
import { judgedBefore, line, onceSpoken, unique, wishFields } from "./wishes.ts";

// Their defaults are for signups; here what is not named stays as it is.
const wishes = wishFields.shape;
const change = {
  name: wishes.name.unwrap().nullable(),
  cities: wishes.cities.unwrap(),
  countries: wishes.countries.unwrap(),
  careerPaths: wishes.careerPaths,
  levels: wishes.levels.unwrap(),
  workModes: wishes.workModes.unwrap(),
  languages: wishes.languages.unwrap(),
  visa: wishes.visa.unwrap(),
  keywords: wishes.keywords.unwrap(),
  salaryMin: wishes.salaryMin.unwrap().nullable(),
  cadence: wishes.cadence.unwrap(),
  timeZone: wishes.timeZone.unwrap(),
  /** The first day with mails again, in the person's zone; null = no pause. */
  pausedUntil: z.iso.date("must be a day such as 2026-12-24").nullable(),
  /** Below it no posting is worth a mail; null = the service's own. */
  minScore: z.int().min(0).max(100).nullable(),
  /** As lib/matching compares them: by name, without legal form. */
  excludedCompanies: unique(line(80).min(1), 50),
  /** Whether to write also on a digest day on which nothing new fits. */
  stillLooking: z.boolean(),
  locale: z.enum(locales),
  /** From now on only newer verdicts count. */
  resetTaste: z.literal(true),
};

/** A change of preferences: what is absent stays, null empties. Unknown keys are refused. */
export const preferencesChange = z.strictObject(change).partial();
export type PreferencesChange = z.output<typeof preferencesChange>;

/** What travels sealed to the worker; its cities are GeoNames ids. A newer ingress may send fields unknown here. */
export const sealedPreferences = z.object({
  /** Of the link that the change came by: once that key is replaced, it changes nothing. */
  keyHash: z.string(),
  change: z.object({ ...change, ...judgedBefore, languages: onceSpoken }).partial(),
});
export type SealedPreferences = z.input<typeof sealedPreferences>;

/** What decides when a person's next digest comes. */
export interface DigestRhythm extends Omit<Due, "due">, Welcome {
  /** null = none is due, as for who left. */
  due: Temporal.Instant | null;
  pausedUntil: Temporal.Instant | null;
}

/** The first moment of a day, as a pause ends with it. */
export function startOfDay(day: string, timeZone: string): Temporal.Instant {
  return Temporal.PlainDate.from(day).toZonedDateTime(usableZone(timeZone)).toInstant();
}

/** The moment at which clocks in another zone show the same time. */
export function onTheClock(at: Temporal.Instant, from: string, to: string): Temporal.Instant {
  return at.toZonedDateTimeISO(usableZone(from)).toPlainDateTime().toZonedDateTime(usableZone(to)).toInstant();
}

/**
 * When the next digest comes after a change; undefined = as before. A row that is due must have been planned first:
 * this looks only ahead. Digests are named by their local day, so no day can bring two.
 */
export function rescheduled(from: DigestRhythm, to: DigestRhythm, now: Temporal.Instant): Temporal.Instant | undefined {
  if (from.due === null) return undefined;
  const resumes = resumption(to, now);
  if (cadenceOf(to) !== cadenceOf(from) || !resumption(from, now).equals(resumes)) {
    return digestAfter(to, resumes);
  }
  if (from.timeZone === to.timeZone) return undefined;
  // Day and hour stay the same on the person's clock. If that is past already, the digest is sent at once.
  const there = onTheClock(from.due, from.timeZone, to.timeZone);
  return crowdsWelcome(to, there) ? digestAfter(to, resumes) : there;
}

/** Digests come only after this. */
function resumption({ pausedUntil }: DigestRhythm, now: Temporal.Instant): Temporal.Instant {
  const last = pausedUntil?.subtract({ milliseconds: 1 });
  return last !== undefined && Temporal.Instant.compare(last, now) > 0 ? last : now;
}
