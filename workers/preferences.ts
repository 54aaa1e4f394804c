import { z } from "zod";
import { preferences } from "../jobs/preferences.ts";
import { serviceDb } from "../lib/db.ts";
import { resolveCity } from "../lib/postings/places.ts";
import { open } from "../lib/seal.ts";
import {
  type DigestRhythm,
  onTheClock,
  type PreferencesChange,
  rescheduled,
  sealedPreferences,
  startOfDay,
} from "../lib/subscribers/preferences.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";
import { planFirst, rhythmRow } from "./reschedule.ts";

/** By field, when its present value was asked for. */
const askedRhythm = rhythmRow.extend({ askedAt: z.record(z.string(), z.string()) }).nullable();

const outcome = z.enum(["saved", "moved", "no_place", "gone"]);

/** Applies a change field by field, unless the field was changed since: running late or twice changes nothing. */
export default defineWorker(
  preferences,
  { concurrency: 10, timeoutMs: 20 * second },
  async ({ subscriberId, sealed, askedAt }, { signal }) => {
    const { keyHash, change } = open(sealedPreferences, sealed, "preferences");
    const db = serviceDb();
    const args = { p_subscriber: subscriberId, p_key_hash: keyHash };
    for (;;) {
      const rhythm = await db.call("digest_rhythm", args, askedRhythm, { signal });
      if (rhythm === null) return { outcome: "gone" };
      const newest = notOlder(change, askedAt, rhythm.askedAt);
      const fields = Object.keys(newest);
      if (fields.length === 0) return { outcome: "older" };
      const now = Temporal.Now.instant();
      if (await planFirst(subscriberId, rhythm, now, signal)) continue;
      const read = { due: rhythm.due, before: rhythm.askedAt };
      const p = { subscriberId, keyHash, askedAt, fields, ...read, ...rowOf(newest, rhythm, now) };
      const result = await db.call("save_preferences", { p }, outcome, { signal });
      // The planner or another change came between: once more, from what it left.
      if (result !== "moved") return { outcome: result };
    }
  },
);

/** The change without fields that were changed later; of two at the same time, the last to arrive counts. */
function notOlder(change: PreferencesChange, askedAt: string, before: Readonly<Record<string, string>>) {
  const counts = ([field]: [string, unknown]) => Date.parse(before[field] ?? askedAt) <= Date.parse(askedAt);
  return Object.fromEntries(Object.entries(change).filter(counts)) as PreferencesChange;
}

/** The change as save_preferences takes it. */
function rowOf(change: PreferencesChange, rhythm: DigestRhythm, now: Temporal.Instant) {
  const { name, locale, pausedUntil, minScore, excludedCompanies, stillLooking, resetTaste, ...wishes } = change;
  const timeZone = wishes.timeZone ?? rhythm.timeZone;
  const moves = timeZone !== rhythm.timeZone;
  // A pause ends on a day in the person's own time zone.
  const asBefore = rhythm.pausedUntil && onTheClock(rhythm.pausedUntil, rhythm.timeZone, timeZone);
  const pauseEnds =
    pausedUntil === undefined ? asBefore : pausedUntil === null ? null : startOfDay(pausedUntil, timeZone);
  const to = { ...rhythm, timeZone, cadence: wishes.cadence ?? rhythm.cadence, pausedUntil: pauseEnds };
  const next = rescheduled(rhythm, to, now);
  const cities = wishes.cities?.flatMap((city) => resolveCity(city) ?? []);
  return {
    wishes: { ...wishes, cities },
    locale,
    minScore,
    excludedCompanies,
    stillLooking,
    resetTaste,
    ...(name !== undefined && { name: name || null }),
    ...((pausedUntil !== undefined || (moves && asBefore !== null)) && { pausedUntil: pauseEnds }),
    ...(next !== undefined && { next }),
  };
}
