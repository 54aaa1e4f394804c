import { z } from "zod";
import { planNames } from "../lib/billing/plans.ts";
import { tiers } from "../lib/subscribers/entitlements.ts";
import { cadences } from "../lib/subscribers/wishes.ts";
import { type Link, lookUp, personsLocale } from "./subscriber-view.ts";

const view = z.object({
  masked_email: z.string(),
  locale: personsLocale,
  time_zone: z.string(),
  /** Whether they get mails: premium may go on after they unsubscribed. */
  subscribed: z.boolean(),
  cadence: z.enum(cadences),
  tier: z.enum(tiers),
  /** Whether they are a customer at Polar and so have a portal. */
  customer: z.boolean(),
  /** The subscription's status at Polar; null = there never was one. */
  status: z.string().nullable(),
  plan: z.enum(planNames).nullable().catch(null),
  /** Paid until then. */
  period_end: z.string().nullable(),
  /** When a cancelled subscription ends. */
  ends_at: z.string().nullable(),
  /** Premium goes on until then although a payment failed. */
  grace_until: z.string().nullable(),
});
export type BillingView = z.output<typeof view>;

const price = z.object({ amount: z.int().describe("cents"), currency: z.string() });
/** The same with the plans on sale, for programs; no plans = nothing is sold. */
export const billingAnswer = view.extend({
  plans: z.partialRecord(z.enum(planNames), z.object({ price, months: z.int() })),
});

/** null = no such subscriber, or the link's key was replaced. @throws {Problem} 503 if the database does not answer */
export function billingView({ subscriberId, keyHash }: Link): Promise<BillingView | null> {
  return lookUp("billing_page", { p_subscriber: subscriberId, p_key_hash: keyHash }, view.nullable());
}

/** Whether Polar will go on charging; undefined = the database did not answer. */
export async function isCharged(link: Link): Promise<boolean | undefined> {
  const found = await billingView(link).catch(() => undefined);
  return found === undefined ? undefined : found !== null && renews(found);
}

const running = ["active", "trialing", "past_due"];

/** Whether a subscription is running at Polar and has not been cancelled. */
export const renews = ({ status, ends_at }: BillingView): boolean =>
  status !== null && running.includes(status) && ends_at === null;
