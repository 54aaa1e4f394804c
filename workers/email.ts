import { setImmediate } from "node:timers/promises";
import { z } from "zod";
import { email } from "../jobs/email.ts";
import { isSold } from "../lib/billing/plans.ts";
import { serviceDb } from "../lib/db.ts";
import { env } from "../lib/env.ts";
import { asError, LaterError } from "../lib/errors.ts";
import { type Log, log } from "../lib/log.ts";
import { allowedRecipient } from "../lib/mail/allowlist.ts";
import type { PremiumOffer, RenderedMail } from "../lib/mail/delivery.ts";
import type { SendResult } from "../lib/mail/outcomes.ts";
import { noteFate, pretendToSend } from "../lib/mail/pretended.ts";
import { sendingPause } from "../lib/mail/rate.ts";
import { renderMail } from "../lib/mail/render.ts";
import { sendBatch } from "../lib/mail/resend.ts";
import { type DeliveryRow, deliveryRow } from "../lib/mail/row.ts";
import { enqueueMany } from "../lib/queue.ts";
import { open } from "../lib/seal.ts";
import { attributionOf } from "../lib/sources/index.ts";
import { entitlements } from "../lib/subscribers/entitlements.ts";
import { recordStep } from "../lib/subscribers/progress.ts";
import { countSkips, skipCounts } from "../lib/subscribers/skips.ts";
import { hour, minute } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/**
 * For how long one sender holds a batch. Longer than a send with its timeout (10 s) and its wait for the vendor's rate;
 * short enough that a killed sender's mails go out within a minute, as its job is found stalled after 20 s.
 */
const leaseSeconds = 30;

const claimed = z.object({
  // Items are parsed one by one: a row that is broken must not hold up the others of its request.
  batches: z.array(z.object({ id: z.uuid(), items: z.array(z.looseObject({ id: z.uuid() })), maybeSent: z.boolean() })),
  /** > 0: for how long another sender holds some of these deliveries, or they wait for the vendor or an operator. */
  busyMs: z.number(),
  skipped: skipCounts,
});

interface Batch {
  id: string;
  /** An earlier try may have reached the vendor under this batch's key. */
  maybeSent: boolean;
  items: DeliveryRow[];
  mails: RenderedMail[];
}

/** The vendor allows five requests a second for all senders together; while some wait for their turn, others render. */
export default defineWorker(
  email,
  { concurrency: 3, timeoutMs: 1 * minute },
  async ({ deliveries, pretended }, { signal, log: jobLog }) => {
    const began = performance.now();
    const { ms: pauseMs } = await sendingPause();
    if (pauseMs > 0) throw new LaterError(pauseMs, "the vendor wants a pause");
    if (pretended !== undefined) {
      await pretendToSend(began, signal);
      await recordStep(pretended, "verification_sent", new Date());
      return { sent: 0 };
    }
    const args = { p_ids: deliveries, p_lease_seconds: leaseSeconds };
    const claim = await serviceDb().call("claim_deliveries", args, claimed, { signal });
    countSkips(claim.skipped);
    let laterMs = claim.busyMs;
    let sent = 0;
    for (const { id, items, maybeSent } of claim.batches) {
      const { batch, unsendable } = await prepare(id, items, maybeSent);
      if (unsendable.length > 0) {
        jobLog.warn({ batch: id, unsendable }, "mails that must not or cannot be sent");
        await takeOut(id, unsendable, maybeSent);
        // The rest of the batch is composed anew.
        laterMs = Math.max(laterMs, 1);
        continue;
      }
      // Only mails like those of a signup are timed, to be imitated where none is sent; digests take longer.
      const isLikeThose = deliveries.length === 1 && batch.items[0]?.kind === "verification";
      const result = await send(batch, isLikeThose ? began : undefined, signal, jobLog);
      if (result.outcome === "later") laterMs = Math.max(laterMs, result.ms);
      if (result.outcome === "accepted") sent += items.length;
    }
    if (laterMs > 0) throw new LaterError(laterMs, "some mails wait for the vendor or another sender");
    return { sent };
  },
);

/**
 * Sends a batch and notes what became of it.
 * @param began when its single mail was taken up: notes how long it took, without the wait for the vendor's rate
 */
async function send(batch: Batch, began: number | undefined, signal: AbortSignal, jobLog: Log): Promise<SendResult> {
  const composedAt = performance.now();
  let turnAt = composedAt;
  const result = await sendBatch(batch.mails, `batch/${batch.id}`, signal, () => {
    turnAt = performance.now();
  });
  jobLog[result.outcome === "accepted" ? "info" : "warn"](answerTo(batch, result), "the vendor answered");
  try {
    await settle(batch, result);
  } finally {
    await noteFate(result, began === undefined ? undefined : performance.now() - began - (turnAt - composedAt));
  }
  return result;
}

interface Unsendable {
  id: string;
  reason: string;
}

/** Renders a batch, and names the mails that staging's allow-list stops or that do not render. */
async function prepare(
  id: string,
  items: readonly { id: string }[],
  maybeSent: boolean,
): Promise<{ batch: Batch; unsendable: Unsendable[] }> {
  const batch: Batch = { id, maybeSent, items: [], mails: [] };
  const unsendable: Unsendable[] = [];
  for (const item of items) {
    const row = deliveryRow.safeParse(item);
    if (!row.success) {
      unsendable.push({
        id: item.id,
        reason: `does not parse: ${row.error.issues.map(({ path }) => path.join(".")).join(", ")}`,
      });
    } else if (!allowedRecipient(row.data.recipient)) {
      unsendable.push({ id: item.id, reason: "not on the allow-list" });
    } else {
      batch.items.push(row.data);
      // A batch takes a tenth of a second to render: other senders must hear of their turn in time.
      await setImmediate();
      const mail = await render(row.data).catch((error: unknown) => asError(error));
      if (mail instanceof Error) unsendable.push({ id: item.id, reason: `does not render: ${mail.message}` });
      // The tag comes back with every event of the mail, and names it before its id is stored.
      else batch.mails.push({ ...mail, tags: [...mail.tags, { name: "delivery", value: item.id }] });
    }
  }
  return { batch, unsendable };
}

async function takeOut(batch: string, unsendable: readonly Unsendable[], maybeSent: boolean): Promise<void> {
  // Composed anew it would get a new key, and people who were written to already would get a second mail.
  if (maybeSent) return settleAs(batch, "unknown", "cannot be composed again as it may have been sent");
  await serviceDb().call("dissolve_batch", { p_batch: batch }, z.null());
  for (const { id, reason } of unsendable) {
    await serviceDb().call("skip_deliveries", { p_ids: [id], p_reason: reason.slice(0, 200) }, z.null());
  }
}

/** What the log says about a request: which mails, and their ids at the vendor or its objection. */
function answerTo({ id, items }: Batch, result: SendResult) {
  const mails = items.map((item) => item.id);
  const said = result.outcome === "accepted" ? { providerIds: result.ids } : { said: result.name };
  return { batch: id, mails, outcome: result.outcome, ...said };
}

async function settle({ id, items, maybeSent }: Batch, result: SendResult): Promise<void> {
  switch (result.outcome) {
    case "accepted": {
      await settleAs(id, "sent", null, Object.fromEntries(items.map((item, at) => [item.id, result.ids[at] ?? ""])));
      return recordSteps(items);
    }
    case "rejected": {
      // Under this key something may have gone out before; another key could be a second mail.
      if (maybeSent) return settleAs(id, "unknown", result.name);
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
      await serviceDb().call("release_batch", { p_batch: id, p_maybe_sent: false, p_later_ms: result.ms }, z.null());
      return;
    case "unknown":
      await serviceDb().call("release_batch", { p_batch: id, p_maybe_sent: true }, z.null());
      throw new Error(`the vendor's answer is missing (${result.name}): same key and mails again`);
  }
}

/** The ledger is settled by now: a status page that lags is no reason to try a mail again. */
async function recordSteps(items: readonly DeliveryRow[]): Promise<void> {
  const at = new Date();
  const steps = items.map((item) => item.progressId && recordStep(item.progressId, stepOf(item), at));
  const failed = (await Promise.allSettled(steps)).find((step) => step.status === "rejected");
  if (failed) log.warn({ err: failed.reason }, "progress not recorded");
}

async function settleAs(
  batch: string,
  status: "sent" | "failed" | "unknown",
  reason: string | null,
  /** The provider's id of each delivery. */
  sent: Record<string, string> = {},
) {
  const args = { p_batch: batch, p_status: status, p_sent: sent, ...(reason ? { p_reason: reason } : {}) };
  await serviceDb().call("settle_batch", args, z.null());
}

/** @returns the mail that a row promises */
export async function render({ linkKeySealed, progressId: _, ...row }: DeliveryRow): Promise<RenderedMail> {
  const matches = row.matches.map((match) => ({ ...match, attribution: attributionOf(match.source) }));
  const mail = { ...row, matches, key: open(z.string(), linkKeySealed, "link-key") };
  return renderMail(mail, {
    publicUrl: env.PUBLIC_URL,
    emailDomain: env.EMAIL_DOMAIN,
    premium: premiumOffer(),
  });
}

function premiumOffer(): PremiumOffer {
  const [free, premium] = [entitlements({ tier: "free" }), entitlements({ tier: "premium" })];
  const freeDelayHours = (free.delayMs - premium.delayMs) / hour;
  return { sold: isSold(), jobs: premium.digestSize, freeJobs: free.digestSize, freeDelayHours };
}

function stepOf({ kind }: DeliveryRow) {
  return kind === "digest" ? ("digest_sent" as const) : ("verification_sent" as const);
}
