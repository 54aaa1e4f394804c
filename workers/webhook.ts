import { z } from "zod";
import { webhook } from "../jobs/webhook.ts";
import { serviceDb } from "../lib/db.ts";
import { LaterError } from "../lib/errors.ts";
import { mailEvents } from "../lib/metrics.ts";
import { countSkips, skipCounts } from "../lib/subscribers/skips.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

const applied = z.object({
  outcome: z.enum(["applied", "seen", "noted", "waiting", "unknown"]),
  laterMs: z.number().optional(),
  kind: z.string().optional(),
  fate: z.string().optional(),
  skipped: skipCounts.default({}),
  stopped: z
    .object({
      reason: z.string(),
      figures: z.record(z.string(), z.number()),
    })
    .optional(),
});

/** What the vendor tells of our mails: figures, who is not written to any more, and whether sending has to stop. */
export default defineWorker(
  webhook,
  { concurrency: 10, timeoutMs: 20 * second },
  async ({ source: _, ...p }, { signal, log }) => {
    const event = await serviceDb().call("apply_mail_event", { p }, applied, { signal });
    if (event.outcome === "waiting") throw new LaterError(event.laterMs ?? 0, "no mail has this id yet");
    if (event.outcome === "applied") mailEvents.inc({ kind: event.kind ?? "", fate: event.fate ?? "" });
    countSkips(event.skipped);
    if (event.stopped) {
      const { reason, figures } = event.stopped;
      log.error({ reason, ...figures }, "sending stopped: digests wait for `ops resume mail`");
    }
    return { outcome: event.outcome };
  },
);
