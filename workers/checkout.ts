import { z } from "zod";
import { billing } from "../jobs/billing.ts";
import { checkout } from "../jobs/checkout.ts";
import { productOf } from "../lib/billing/plans.ts";
import { readCheckout } from "../lib/billing/state.ts";
import { openedUrl, sealedUrl, type VisitState, writeVisit } from "../lib/billing/visits.ts";
import { openCheckout, openPortal, type Way } from "../lib/billing/ways.ts";
import { serviceDb } from "../lib/db.ts";
import { env } from "../lib/env.ts";
import { LaterError, PermanentError } from "../lib/errors.ts";
import { enqueue } from "../lib/queue.ts";
import { open } from "../lib/seal.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** Before another look whether the other click is answered. */
const busyMs = 300;

const begun = z.object({
  outcome: z.enum(["gone", "unneeded", "busy", "open", "ask"]),
  checkoutId: z.string().nullish(),
  urlSealed: z.string().nullish(),
  email: z.string().nullish(),
});
type Begun = z.output<typeof begun>;
type Asked = z.output<typeof checkout.payload>;

/** Where a visit has come to: what its page says, and Polar's page where there is one. */
interface Outcome {
  state: VisitState;
  url?: string;
}

/** Opens the way to Polar. However often it is clicked, a person has one checkout of a plan at a time. */
export default defineWorker(checkout, { concurrency: 10, timeoutMs: 30 * second }, async (payload, { signal }) => {
  const { visit, to, plan } = payload;
  const show = (outcome: Outcome) => writeVisit(visit, { to, ...(to === "checkout" && { plan }), ...outcome });
  try {
    const outcome = await wayFor(payload, signal);
    await show(outcome);
    return { outcome: outcome.state };
  } catch (error) {
    if (!(error instanceof Busy)) await show({ state: error instanceof PermanentError ? "failed" : "slow" });
    throw error;
  }
});

/** Another click of the same person's asks Polar right now. */
class Busy extends LaterError {}

async function wayFor(asked: Asked, signal: AbortSignal): Promise<Outcome> {
  const { visit, subscriberId, sealed, to, plan = "monthly" } = asked;
  const productId = productOf(plan);
  if (env.POLAR_ACCESS_TOKEN === undefined || productId === undefined) return { state: "unsold" };
  const keyHash = open(z.string(), sealed, "key-hash");
  const p = { id: visit, subscriberId, keyHash, to, ...(to === "checkout" && { plan }) };
  for (;;) {
    const begunVisit = await serviceDb().call("begin_visit", { p }, begun, { signal });
    switch (begunVisit.outcome) {
      case "gone":
        return { state: "failed" };
      case "unneeded":
        return { state: "unneeded" };
      case "busy":
        throw new Busy(busyMs, "another click of theirs is being answered");
      case "open": {
        const found = await lookedAt(subscriberId, begunVisit, signal);
        if (found !== null) return found;
        await drop(visit);
        break;
      }
      case "ask":
        return asking({ ...asked, productId, email: begunVisit.email ?? undefined, signal });
    }
  }
}

/** A way that was opened before; null = it is closed. */
async function lookedAt(subscriberId: string, { checkoutId, urlSealed }: Begun, signal: AbortSignal) {
  if (!urlSealed) return null;
  const ready: Outcome = { state: "ready", url: openedUrl(urlSealed) };
  if (!checkoutId) return ready;
  const status = await readCheckout(checkoutId, signal);
  if (status === "open") return ready;
  if (status !== "confirmed" && status !== "succeeded") return null;
  // Its webhook is late or was lost.
  await enqueue(billing, { subscriberId });
  return { state: "paid" as const };
}

async function asking(asked: Asked & Parameters<typeof openCheckout>[0]): Promise<Outcome> {
  const { visit, to, signal } = asked;
  let way: Way | null;
  try {
    way = to === "portal" ? await openPortal(asked) : await openCheckout(asked);
  } catch (error) {
    // Whoever clicks next need not wait for this one's turn to end.
    await drop(visit).catch(() => {});
    throw error;
  }
  if (way === null) {
    await drop(visit);
    return { state: "nobody" };
  }
  const { url, ...settled } = way;
  const p = { id: visit, urlSealed: sealedUrl(url), ...settled };
  await serviceDb().call("settle_visit", { p }, z.boolean(), { signal });
  return { state: "ready", url };
}

/** Nothing came of it: the next click asks anew. */
const drop = (visit: string) => serviceDb().call("drop_visit", { p_id: visit }, z.unknown());
