import { z } from "zod";
import { feedback } from "../jobs/feedback.ts";
import { serviceDb } from "../lib/db.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** Records a verdict by the time at which it was said: running late or twice changes nothing. */
export default defineWorker(
  feedback,
  { concurrency: 10, timeoutMs: 20 * second },
  async ({ subscriberId, matchId, verdict, reason, saidAt }, { signal }) => {
    const args = {
      p_subscriber: subscriberId,
      p_match: matchId,
      p_verdict: verdict,
      p_at: saidAt,
      ...(reason !== null && { p_reason: reason }),
    };
    return { recorded: await serviceDb().call("record_verdict", args, z.boolean(), { signal }) };
  },
);
