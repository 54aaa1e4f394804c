import { day } from "../time.ts";
import { usableZone } from "../zone.ts";
import { type Cadence, entitlements, type Tier } from "./entitlements.ts";

/** When a subscriber's digests come. A paid cadence takes effect with the premium tier only. */
export interface Rhythm {
  cadence: Cadence;
  tier: Tier;
  /** IANA name; digests keep their local hour through summer time. */
  timeZone: string;
}

/** Postings of a welcome digest, for free subscribers too: it shows what they can get. */
const welcomeSize = 10;
/** Eight in the morning: read on the way, before the working day. */
const eight = Temporal.PlainTime.from({ hour: 8 });
/** ISO weekdays of each cadence, Monday = 1. By Thursday the week's postings are out, and two working days are left. */
const weekdays = { weekly: [4], "mon-wed-fri": [1, 3, 5], daily: [1, 2, 3, 4, 5, 6, 7] };
/** After a welcome digest no weekly one follows sooner. */
const welcomeGapMs = 3 * day;
/** After an empty welcome, each morning looks for postings anew for this long. */
const welcomeSearchMs = 30 * day;
/** Mail that missed its day by more than this is no news any more. */
const tooLateMs = 3 * day;

/** The cadence in effect. */
export const cadenceOf = (rhythm: Rhythm): Cadence =>
  entitlements(rhythm).cadences.includes(rhythm.cadence) ? rhythm.cadence : "weekly";

/** The first digest time strictly after `after`. */
export function nextDigest(rhythm: Rhythm, after: Temporal.Instant): Temporal.Instant {
  return nextEight(weekdays[cadenceOf(rhythm)], rhythm.timeZone, after);
}

function nextEight(days: readonly number[], zone: string, after: Temporal.Instant): Temporal.Instant {
  const timeZone = usableZone(zone);
  const today = after.toZonedDateTimeISO(timeZone).toPlainDate();
  for (let offset = 0; offset <= 7; offset++) {
    const slot = today.add({ days: offset });
    if (!days.includes(slot.dayOfWeek)) continue;
    // An hour that summer time skips becomes the one after it.
    const at = slot.toZonedDateTime({ timeZone, plainTime: eight }).toInstant();
    if (Temporal.Instant.compare(at, after) > 0) return at;
  }
  throw new Error(`no digest day within a week of ${after}`);
}

/** Regular digests come only after this, to somebody whose last welcome went out then. */
function gapEnd(rhythm: Rhythm, welcomedAt: Temporal.Instant): Temporal.Instant {
  return welcomedAt.add({ milliseconds: cadenceOf(rhythm) === "weekly" ? welcomeGapMs : 0 });
}

/** The first regular digest after a welcome that goes out now. */
export function firstDigest(rhythm: Rhythm, now: Temporal.Instant): Temporal.Instant {
  return nextDigest(rhythm, gapEnd(rhythm, now));
}

const everyMorning = weekdays.daily;

/** What follows a welcome digest: `after` it, or, if it is empty, `again` and so on `until` one is not. */
export interface AfterWelcome {
  after: Temporal.Instant;
  again: Temporal.Instant;
  until: Temporal.Instant;
}

export function afterWelcome(rhythm: Rhythm, now: Temporal.Instant): AfterWelcome {
  return {
    after: firstDigest(rhythm, now),
    again: nextEight(everyMorning, rhythm.timeZone, now),
    until: now.add({ milliseconds: welcomeSearchMs }),
  };
}

export interface PlannedDigest {
  /** What names the digest, one mail a subscriber and period: the local day, and `welcome:` before it if one is owed. */
  period: string;
  next: Temporal.Instant;
  /** Why this period gets no mail. */
  skip: "too_late" | null;
}

/** A due time that passes without any digest. */
export interface MovedDigest extends Omit<PlannedDigest, "period"> {
  period: null;
}

/** A row of the table that is due. */
export interface Due extends Rhythm {
  due: Temporal.Instant;
  /** Until then each morning tries again for a welcome that found nothing; null = none is owed. */
  welcomeUntil: Temporal.Instant | null;
}

export interface Welcome extends Pick<Due, "welcomeUntil"> {
  /** When the last one went out, or was promised if it has not yet; null = there was none. */
  welcomedAt: Temporal.Instant | null;
}

/** Whether a digest at that time is a welcome. */
const owedAt = ({ welcomeUntil }: Pick<Due, "welcomeUntil">, at: Temporal.Instant) =>
  welcomeUntil !== null && Temporal.Instant.compare(at, welcomeUntil) <= 0;

/** The time whose digest comes now: the due one or, after a long stop, the first that is not too late. */
function timeOf(row: Due, now: Temporal.Instant): Temporal.Instant {
  if (!isLate(row.due, now)) return row.due;
  const caughtUp = digestAfter({ ...row, welcomedAt: null }, newsSince(now));
  return Temporal.Instant.compare(caughtUp, now) > 0 ? row.due : caughtUp;
}

const newsSince = (now: Temporal.Instant) => now.subtract({ milliseconds: tooLateMs });
const isLate = (at: Temporal.Instant, now: Temporal.Instant) => Temporal.Instant.compare(at, newsSince(now)) < 0;

/** What becomes of a due row: its period, the next time, and whether it is too late for a mail. */
export function planDue(row: Due, now: Temporal.Instant): PlannedDigest {
  const at = timeOf(row, now);
  const localDay = at.toZonedDateTimeISO(usableZone(row.timeZone)).toPlainDate().toString();
  return {
    period: owedAt(row, at) ? `welcome:${localDay}` : localDay,
    // A due row is past the gap after the last welcome, and a welcome found now sets its own next time. It is due by
    // the database's clock: reckoned by one that is behind, it would be due again and again while others wait.
    next: digestAfter({ ...row, welcomedAt: null }, Temporal.Instant.compare(now, row.due) < 0 ? row.due : now),
    skip: isLate(at, now) ? "too_late" : null,
  };
}

/**
 * The same as the planner does it: no digest at all where a welcome has only just gone out. A row's time is set when
 * its welcome is promised, and the mail vendor's quota may hold that back for days. The time it moves to may be past,
 * too.
 */
export function planUncrowded(row: Due & Welcome, now: Temporal.Instant): PlannedDigest | MovedDigest {
  const at = timeOf(row, now);
  return crowdsWelcome(row, at) ? { period: null, next: digestAfter(row, at), skip: null } : planDue(row, now);
}

/** The next digest strictly after `after`: each morning while a welcome is owed, else a regular one. */
export function digestAfter(row: Rhythm & Welcome, after: Temporal.Instant): Temporal.Instant {
  const morning = nextEight(everyMorning, row.timeZone, after);
  if (owedAt(row, morning)) return morning;
  const free = row.welcomedAt && gapEnd(row, row.welcomedAt);
  return nextDigest(row, free !== null && Temporal.Instant.compare(free, after) > 0 ? free : after);
}

/** Whether a digest then would come too soon after the last welcome. */
export function crowdsWelcome(row: Rhythm & Welcome, at: Temporal.Instant): boolean {
  if (row.welcomedAt === null || owedAt(row, at)) return false;
  return Temporal.Instant.compare(at, gapEnd(row, row.welcomedAt)) <= 0;
}

/** `welcome`, `welcome-2` for somebody who came back, `welcome:DAY` for one that was tried again. */
export const isWelcome = (period: string) => period.startsWith("welcome");

/** What the digest of a period may carry. */
export function allowance(tier: Tier, period: string, now: Date): { limit: number; firstSeenBefore?: Date } {
  if (isWelcome(period)) return { limit: welcomeSize };
  const { digestSize: limit, delayMs } = entitlements({ tier });
  return delayMs === 0 ? { limit } : { limit, firstSeenBefore: new Date(now.getTime() - delayMs) };
}
