import { z } from "zod";
import { match } from "../jobs/match.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueue } from "../lib/queue.ts";
import { planUncrowded } from "../lib/subscribers/cadence.ts";
import { tiers } from "../lib/subscribers/entitlements.ts";
import { countSkips } from "../lib/subscribers/skips.ts";
import { cadences } from "../lib/subscribers/wishes.ts";

const instant = z.iso
  .datetime({ offset: true })
  .nullable()
  .transform((text) => (text === null ? null : Temporal.Instant.from(text)));

/** What decides when a person's next digest comes, as SQL functions answer it. */
export const rhythmRow = z.object({
  timeZone: z.string(),
  cadence: z.enum(cadences),
  tier: z.enum(tiers),
  due: instant,
  welcomeUntil: instant,
  welcomedAt: instant,
  /** When the last welcome counts as sent: now, if it was held back and still waits. */
  heldWelcomeAt: instant,
  pausedUntil: instant,
});

/**
 * Promises a digest that is due now by the old rhythm, as the planner would: to move its time would lose it.
 * @returns whether something was due: then the row has changed and must be read again
 */
export async function planFirst(
  id: string,
  rhythm: z.output<typeof rhythmRow>,
  now: Temporal.Instant,
  signal: AbortSignal,
): Promise<boolean> {
  const { due, heldWelcomeAt: welcomedAt } = rhythm;
  if (due === null || Temporal.Instant.compare(due, now) > 0) return false;
  const { period, next, skip } = planUncrowded({ ...rhythm, due, welcomedAt }, now);
  const item = { id, due, next, period, skip };
  const promised = await serviceDb().call("plan_digests", { p: [item] }, z.array(z.uuid()), { signal });
  if (skip !== null) countSkips({ [skip]: 1 });
  if (promised.length > 0) await enqueue(match, { subscribers: promised });
  return true;
}
