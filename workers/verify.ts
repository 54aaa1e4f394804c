import { z } from "zod";
import { match } from "../jobs/match.ts";
import { verify } from "../jobs/verify.ts";
import { serviceDb } from "../lib/db.ts";
import { enqueue } from "../lib/queue.ts";
import { firstDigest } from "../lib/subscribers/cadence.ts";
import { tiers } from "../lib/subscribers/entitlements.ts";
import { recordStep } from "../lib/subscribers/progress.ts";
import { cadences } from "../lib/subscribers/wishes.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

const request = z
  .object({
    timeZone: z.string(),
    cadence: z.enum(cadences),
    tier: z.enum(tiers),
  })
  .nullable();

const confirmed = z.object({
  outcome: z.enum(["confirmed", "already", "expired"]),
  subscriberId: z.uuid().optional(),
  progressId: z.string().nullish(),
});

/** Confirms once; a second press, or a repeated run, finds it done and asks for the welcome again. */
export default defineWorker(verify, { concurrency: 20, timeoutMs: 20 * second }, async ({ requestId }, { signal }) => {
  const rhythm = await serviceDb().call("verification_request", { p_request: requestId }, request, { signal });
  if (!rhythm) return { outcome: "expired" };
  const next = firstDigest(rhythm, Temporal.Now.instant());
  const args = { p_request: requestId, p_next_digest_at: next.toString() };
  const result = await serviceDb().call("confirm_subscriber", args, confirmed, { signal });
  if (!result.subscriberId) return { outcome: result.outcome };

  if (result.progressId) await recordStep(result.progressId, "verified", new Date());
  await enqueue(match, { subscribers: [result.subscriberId] });
  return { outcome: result.outcome };
});
