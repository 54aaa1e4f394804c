import { z } from "zod";
import { email } from "../jobs/email.ts";
import { serviceDb } from "../lib/db.ts";
import { env } from "../lib/env.ts";
import { LaterError } from "../lib/errors.ts";
import { renderMail } from "../lib/mail/render.ts";
import { allowedRecipient, type SendResult, sendBatch } from "../lib/mail/resend.ts";
import { type DeliveryRow, deliveryRow } from "../lib/mail/row.ts";
import { enqueueMany } from "../lib/queue.ts";
import { open } from "../lib/seal.ts";

import { recordStep } from "../lib/subscribers/progress.ts";
import { minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/**
 * How long one sender holds a batch. Longer than a send with its timeout (10 s) and its wait for the vendor's
 * rate, short enough that a killed sender's mails go out within a minute: 20 s until the job is found stalled.
 */
const leaseSeconds = 30;

const claimed = z.object({
  batches: z.array(z.object({ id: z.uuid(), items: z.array(deliveryRow) })),
  /** > 0: another sender holds some of these deliveries for so long. */
  busyMs: z.number(),
});
type Batch = z.output<typeof claimed>["batches"][number];

/** The vendor allows five requests a second for all of us; four senders keep that busy. */
export default defineWorker(email, { concurrency: 4, timeoutMs: 1 * minute }, async ({ deliveries }, { signal }) => {
  const args = { p_ids: deliveries, p_lease_seconds: leaseSeconds };
  const { batches, busyMs } = await serviceDb().call("claim_deliveries", args, claimed, { signal });
  let laterMs = busyMs;
  let sent = 0;
  for (const batch of batches) {
    if (await dropForbidden(batch)) {
      laterMs = Math.max(laterMs, 1);
      continue;
    }
    const mails = await Promise.all(batch.items.map(render));
    const result = await sendBatch(mails, `batch/${batch.id}`, signal);
    if (result.outcome === "later") laterMs = Math.max(laterMs, result.ms);
    if (result.outcome === "accepted") sent += batch.items.length;
    await settle(batch, result);
  }
  if (laterMs > 0) throw new LaterError(laterMs, "some mails wait for the vendor or another sender");
  return { sent };
});

async function settle({ id, items }: Batch, result: SendResult): Promise<void> {
  switch (result.outcome) {
    case "accepted": {
      const at = new Date();
      for (const item of items) if (item.progressId) await recordStep(item.progressId, stepOf(item), at);
      return settleAs(id, "sent", null, result.ids);
    }
    case "rejected": {
      if (items.length === 1) return settleAs(id, "failed", result.name);
      // One bad mail refuses the whole request: each goes again alone, so that only the bad one fails.
      await serviceDb().call("dissolve_batch", { p_batch: id }, z.null());
      await enqueueMany(
        email,
        items.map((item) => ({ deliveries: [item.id] })),
      );
      return;
    }
    case "conflict":
      // Something was accepted under this key already: sending anything else could be a second mail.
      return settleAs(id, "unknown", result.name);
    case "later":
      await serviceDb().call("release_batch", { p_batch: id, p_maybe_sent: false }, z.null());
      return;
    case "unknown":
      await serviceDb().call("release_batch", { p_batch: id, p_maybe_sent: true }, z.null());
      throw new Error(`the vendor's answer is missing (${result.name}): same key and mails again`);
  }
}

async function settleAs(
  batch: string,
  status: "sent" | "failed" | "unknown",
  reason: string | null,
  ids: string[] = [],
) {
  const args = {
    p_batch: batch,
    p_status: status,
    p_provider_ids: ids,
    ...(reason ? { p_reason: reason } : {}),
  };
  await serviceDb().call("settle_batch", args, z.null());
}

/** Staging writes to nobody outside its list. @returns whether the batch was given back for that. */
async function dropForbidden({ id, items }: Batch): Promise<boolean> {
  const forbidden = items.filter((item) => !allowedRecipient(item.email)).map((item) => item.id);
  if (forbidden.length === 0) return false;
  await serviceDb().call("dissolve_batch", { p_batch: id }, z.null());
  await serviceDb().call("skip_deliveries", { p_ids: forbidden, p_reason: "not on the allow-list" }, z.null());
  return true;
}

function render({ linkKeySealed, progressId: _, ...row }: DeliveryRow) {
  const mail = { ...row, key: open(z.string(), linkKeySealed, "link-key") };
  return renderMail(mail, {
    publicUrl: env.PUBLIC_URL,
    emailDomain: env.EMAIL_DOMAIN,
  });
}

function stepOf({ kind }: DeliveryRow) {
  return kind === "digest" ? ("digest_sent" as const) : ("verification_sent" as const);
}
