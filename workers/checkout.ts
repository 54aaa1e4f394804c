import { z } from "zod";
import { billing } from "../jobs/billing.ts";
import { checkout } from "../jobs/checkout.ts";
import { readCheckout } from "../lib/billing/customers.ts";
import { planNames, productOf } from "../lib/billing/plans.ts";
import { openedUrl, readVisit, sealedUrl, type Visit, type VisitState, writeVisit } from "../lib/billing/visits.ts";
import { openCheckout, openPortal, type Way } from "../lib/billing/ways.ts";
import { serviceDb } from "../lib/db.ts";
import { env } from "../lib/env.ts";
import { LaterError, PermanentError } from "../lib/errors.ts";
import { enqueue } from "../lib/queue.ts";
import { open } from "../lib/seal.ts";
import { second } from "../lib/time.ts";
import { defineWorker } from "../lib/worker.ts";

/** Before another look at whether the other click is answered: twice as often as their page reloads. */
const busyMs = 0.5 * second;
/** Before another look at what becomes of a payment; cards and webhooks take seconds. */
const payingMs = 5 * second;

const begun = z.object({
  outcome: z.enum(["gone", "unneeded", "owed", "busy", "open", "ask"]),
  visit: z.string().optional(),
  checkoutId: z.string().nullish(),
  urlSealed: z.string().nullish(),
  expiresAt: z.string().optional(),
  email: z.string().nullish(),
  customerId: z.string().nullable().default(null),
});
type Begun = z.output<typeof begun>;
type Asked = z.output<typeof checkout.payload>;

/** How far a visit has come: what its page says, and Polar's page where it is open. */
type Outcome = Omit<Visit, "to">;

/** Opens Polar's page. However often somebody clicks, for whatever plan, they have one checkout at a time. */
export default defineWorker(checkout, { concurrency: 10, timeoutMs: 30 * second }, async (payload, { signal }) => {
  const show = (outcome: Outcome) => writeVisit(payload.visit, { to: payload.to, ...outcome });
  try {
    const outcome = await wayFor(payload, signal);
    await show(outcome);
    return { outcome: outcome.state };
  } catch (error) {
    const waits = error instanceof PermanentError ? "failed" : "slow";
    await show({ state: error instanceof Undecided ? error.state : waits });
    throw error;
  }
});

/** Not known yet, though Polar does answer. */
class Undecided extends LaterError {
  readonly state: VisitState;

  constructor(state: VisitState, ms: number, reason: string) {
    super(ms, reason);
    this.state = state;
  }
}

async function wayFor(asked: Asked, signal: AbortSignal): Promise<Outcome> {
  const { visit, subscriberId, sealed, to, plan = "monthly" } = asked;
  const products = [plan, ...planNames.filter((name) => name !== plan)].flatMap((name) => productOf(name) ?? []);
  if (env.POLAR_ACCESS_TOKEN === undefined || products.length === 0) return { state: "unsold" };
  const p = { id: visit, subscriberId, keyHash: open(z.string(), sealed, "key-hash"), to };
  for (;;) {
    const begunVisit = await serviceDb().call("begin_visit", { p }, begun, { signal });
    switch (begunVisit.outcome) {
      case "gone":
        return { state: "closed" };
      case "unneeded":
      case "owed":
        return { state: begunVisit.outcome };
      case "busy":
        throw new Undecided(await stateBeside(begunVisit.visit), busyMs, "another click of theirs is being answered");
      case "open": {
        const found = await lookedAt(subscriberId, begunVisit, signal);
        if (found !== null) return found;
        await drop(visit);
        break;
      }
      case "ask":
        return asking({
          ...asked,
          customerId: begunVisit.customerId,
          products,
          email: begunVisit.email ?? undefined,
          signal,
        });
    }
  }
}

/** While another click is being answered: Polar may be slow at it. */
const stateBeside = async (visit = "") => ((await readVisit(visit))?.state === "slow" ? "slow" : "waiting");

/** A page of Polar's that was opened before; null = it is closed. */
async function lookedAt(subscriberId: string, begunVisit: Begun, signal: AbortSignal): Promise<Outcome | null> {
  const { checkoutId, urlSealed, expiresAt } = begunVisit;
  if (!urlSealed) return null;
  const ready: Outcome = { state: "ready", url: openedUrl(urlSealed), until: expiresAt };
  if (!checkoutId) return ready;
  const status = (await readCheckout(checkoutId, signal))?.status;
  if (status === "open") return ready;
  if (status !== "confirmed" && status !== "succeeded") return null;
  // The payment may still fail, or its webhook is late or lost. The reading that finds what it sold ends the wait.
  if (status === "succeeded") await enqueue(billing, { subscriberId });
  throw new Undecided("paid", payingMs, "a payment of theirs is being processed");
}

async function asking(
  asked: Asked & Parameters<typeof openCheckout>[0] & Parameters<typeof openPortal>[0],
): Promise<Outcome> {
  const { visit, to, signal } = asked;
  let way: Way | null;
  try {
    way = to === "portal" ? await openPortal(asked) : await openCheckout(asked);
  } catch (error) {
    // Nothing was created: the next click need not wait until this one's turn expires.
    if (error instanceof PermanentError) await drop(visit).catch(() => {});
    throw error;
  }
  if (way === null) {
    await drop(visit);
    return { state: "nobody" };
  }
  const { url, ...settled } = way;
  const p = { id: visit, urlSealed: sealedUrl(url), ...settled };
  const counts = await serviceDb().call("settle_visit", { p }, z.boolean(), { signal });
  return counts ? { state: "ready", url, until: way.expiresAt } : { state: "closed" };
}

/** Nothing came of it: the next click asks anew. */
const drop = (visit: string) => serviceDb().call("drop_visit", { p_id: visit }, z.unknown());
