import { msOf, undated } from "./columns.ts";
import type { Telling } from "./explain.ts";
import { days } from "./explain-phrases.ts";

/** The beginnings of the last days in a zone, the latest first: asked for each posting of a digest, and slow to make. */
const midnights = new Map<string, { from: number; until: number; starts: readonly number[] }>();

/** Counted in days of the person's own calendar. */
export function tellAge({ reasons, gaps, phrases }: Telling, timeZone: string, posted: number, nowMs: number): void {
  if (posted === undated) {
    gaps.push(phrases.words.dateNotStated);
    return;
  }
  const starts = startsOfDays(timeZone, nowMs);
  const postedMs = msOf(posted);
  let age = 0;
  while (age < days && postedMs < (starts[age] ?? 0)) age++;
  if (age === days) gaps.push(phrases.words.postedBefore(days - 1));
  else (age > 14 ? gaps : reasons).push(phrases.posted[age] ?? "");
}

function startsOfDays(timeZone: string, nowMs: number): readonly number[] {
  const known = midnights.get(timeZone);
  if (known && nowMs >= known.from && nowMs < known.until) return known.starts;
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone);
  const startOf = (ago: number) =>
    now.toPlainDate().subtract({ days: ago }).toZonedDateTime(timeZone).epochMilliseconds;
  const starts = Array.from({ length: days }, (_, ago) => startOf(ago));
  midnights.set(timeZone, { from: starts[0] ?? nowMs, until: startOf(-1), starts });
  return starts;
}
