import { second } from "../time.ts";

/** When a subscriber's digests come. A paid cadence takes effect with the premium tier only. */
export interface Rhythm {
  cadence: "weekly" | "mon-wed-fri" | "daily";
  tier: "free" | "premium";
  /** IANA name; digests keep their local hour through summer time. */
  timeZone: string;
}

/** Eight in the morning: read on the way, before the working day. */
const localHour = 8;
/** ISO weekdays of each cadence, Monday = 1. */
const weekdays = { weekly: [1], "mon-wed-fri": [1, 3, 5], daily: [1, 2, 3, 4, 5, 6, 7] };
/** A welcome digest has just gone out: the first regular one leaves it two days. */
const welcomeGapHours = 48;
/** Mail that missed its day by more than this is no news any more. */
const tooLateMs = 3 * 24 * 3600 * second;

/** The first digest time strictly after `after`. */
export function nextDigest(rhythm: Rhythm, after: Temporal.Instant): Temporal.Instant {
  const days = weekdays[rhythm.tier === "premium" ? rhythm.cadence : "weekly"];
  const from = after.toZonedDateTimeISO(rhythm.timeZone);
  for (let offset = 0; offset <= 7; offset++) {
    const slot = from.toPlainDate().add({ days: offset });
    // An hour that summer time skips becomes the one after it.
    const at = slot.toZonedDateTime({
      timeZone: rhythm.timeZone,
      plainTime: Temporal.PlainTime.from({ hour: localHour }),
    });
    if (days.includes(slot.dayOfWeek) && Temporal.Instant.compare(at.toInstant(), after) > 0) return at.toInstant();
  }
  throw new Error(`no digest day within a week for ${rhythm.cadence}`);
}

/** The first regular digest of somebody who confirms now. */
export function firstDigest(rhythm: Rhythm, now: Temporal.Instant): Temporal.Instant {
  return nextDigest(rhythm, now.add({ hours: welcomeGapHours }));
}

export interface PlannedDigest {
  /** The local day that names the digest: one mail a subscriber and period. */
  period: string;
  next: Temporal.Instant;
  /** Why this period gets no mail. */
  skip: string | null;
}

/** What becomes of a row that was due at `due`: its period, the next time, and whether it is too late for a mail. */
export function planDue(rhythm: Rhythm, due: Temporal.Instant, now: Temporal.Instant): PlannedDigest {
  const late = now.epochMilliseconds - due.epochMilliseconds > tooLateMs;
  return {
    period: due.toZonedDateTimeISO(rhythm.timeZone).toPlainDate().toString(),
    next: nextDigest(rhythm, now),
    skip: late ? "older than three days" : null,
  };
}
