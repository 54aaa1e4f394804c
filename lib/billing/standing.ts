import { day, hour } from "../time.ts";
import type { Customer } from "./customers.ts";
import type { Plan } from "./plans.ts";
import type { Subscription } from "./state.ts";

/** What we know about a person who has been at Polar. Times: ISO 8601; null = none. */
export interface Known {
  customerId: string | null;
  subscriptionId: string | null;
  plan: Plan | null;
  /** Polar's word; null = they never bought. */
  status: string | null;
  periodEnd: string | null;
  endsAt: string | null;
  pastDueSince: string | null;
  graceUntil: string | null;
}

export interface Standing extends Known {
  tier: "free" | "premium";
  /** When to look again even if nobody tells us anything; null = there is nothing to wait for. */
  recheckAt: string | null;
}

export interface Before {
  tier: "free" | "premium";
  known: (Known & { customerDeleted: boolean }) | null;
}

/** Cards expire and accounts run dry: for so long premium goes on unpaid, and mails say what to do. */
const graceMs = 7 * day;
/** Polar renews at the end of a period; an hour later it has done so. */
const renewalMs = 1 * hour;

const nothing: Known = {
  ...{ customerId: null, subscriptionId: null, plan: null, status: null },
  ...{ periodEnd: null, endsAt: null, pastDueSince: null, graceUntil: null },
};

const iso = (ms: number) => new Date(ms).toISOString();
/** It runs, or waits for its money. */
export const isOpen = (each: Subscription) => isRunning(each) || each.status === "past_due";
const isRunning = ({ status }: Subscription) => status === "active" || status === "trialing";

/**
 * Where a person stands by Polar's answer alone: premium while a subscription of theirs runs, also a cancelled one to
 * the end of its period, and for seven days of a period that is not paid.
 * @returns `doubted`: Polar does not know somebody who has paid, or we do not know any more what they pay for. A wrong
 * token, organisation or product id looks the same, so what was paid for is kept to its end.
 */
export function standingOf(customer: Customer, before: Before, now: Date): { standing: Standing; doubted: boolean } {
  if (customer.customerId === null) {
    const paidUntil = paidUntilOf(before, now);
    if (before.known && paidUntil !== null)
      return { standing: { ...knownOf(before.known), tier: "premium", recheckAt: paidUntil }, doubted: true };
    return { standing: { ...nothing, tier: "free", recheckAt: null }, doubted: false };
  }
  const { customerId } = customer;
  const mine = customer.subscriptions.flatMap((each) => {
    // A product that we knew once and do not any more: a setting is wrong, and they go on paying for what they had.
    const plan = each.plan ?? (each.id === before.known?.subscriptionId ? before.known.plan : null);
    return plan === null ? [] : [{ ...each, plan, doubted: each.plan === null && isOpen(each) }];
  });
  const candidates = mine.map((each) => ({ ...standingBy(each, before, now), doubted: each.doubted }));
  const best = candidates.sort(byWorth)[0];
  if (!best) return { standing: { ...nothing, customerId, tier: "free", recheckAt: null }, doubted: false };
  const { doubted, ...standing } = best;
  return { standing, doubted };
}

function standingBy(subscription: Subscription, { known }: Before, now: Date): Standing {
  const { id: subscriptionId, customerId, plan, status, periodEnd, endsAt, pastDueAt } = subscription;
  const facts = { ...nothing, customerId, subscriptionId, plan, status, periodEnd, endsAt };
  if (isRunning(subscription)) {
    // A renewal that is late is not asked for at every look.
    const renewedAt = Math.max(periodEnd === null ? 0 : Date.parse(periodEnd), now.getTime()) + renewalMs;
    return { ...facts, tier: "premium", recheckAt: iso(renewedAt) };
  }
  if (status !== "past_due") return { ...facts, tier: "free", recheckAt: null };
  const earlier = known?.subscriptionId === subscriptionId ? known.pastDueSince : null;
  const pastDueSince = pastDueAt ?? earlier ?? now.toISOString();
  const graceUntil = iso(Date.parse(pastDueSince) + graceMs);
  const inGrace = Date.parse(graceUntil) > now.getTime();
  const due = { ...facts, pastDueSince, graceUntil };
  return { ...due, tier: inGrace ? "premium" : "free", recheckAt: inGrace ? graceUntil : null };
}

/** The best first: what gives premium, then what is closest to it, then what lasts longest. */
function byWorth(a: Standing, b: Standing): number {
  // What can still be paid or resumed comes before what is over.
  const order = ["active", "trialing", "past_due", "unpaid", "paused"].reverse();
  const worth = ({ tier, status }: Standing) => (tier === "premium" ? order.length : 0) + order.indexOf(status ?? "");
  const end = ({ periodEnd }: Standing) => (periodEnd === null ? 0 : Date.parse(periodEnd));
  return worth(b) - worth(a) || end(b) - end(a);
}

function knownOf({ customerDeleted: _, ...known }: NonNullable<Before["known"]>): Known {
  return known;
}

/** Until when somebody has paid whom Polar no longer knows; null = nothing speaks for them. */
function paidUntilOf({ tier, known }: Before, now: Date): string | null {
  if (tier !== "premium" || known === null || known.customerDeleted) return null;
  const until = known.graceUntil ?? known.endsAt ?? known.periodEnd;
  return until !== null && Date.parse(until) > now.getTime() ? until : null;
}
