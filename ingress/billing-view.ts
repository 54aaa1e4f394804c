import { z } from "zod";
import { planNames } from "../lib/billing/plans.ts";
import { tiers } from "../lib/subscribers/entitlements.ts";
import { cadences } from "../lib/subscribers/wishes.ts";
import { type Link, lookUp, personsLocale } from "./subscriber-view.ts";

const view = z.object({
  masked_email: z.string(),
  locale: personsLocale,
  time_zone: z.string(),
  /** Whether mails go out: premium may run on without. */
  subscribed: z.boolean(),
  cadence: z.enum(cadences),
  tier: z.enum(tiers),
  /** Whether Polar knows them: then there is a portal. */
  customer: z.boolean(),
  /** Polar's word for the subscription; null = there never was one. */
  status: z.string().nullable(),
  plan: z.enum(planNames).nullable().catch(null),
  /** Until when it is paid for. */
  period_end: z.string().nullable(),
  /** When it ends for good, of one that was cancelled. */
  ends_at: z.string().nullable(),
  /** Until when premium goes on although a payment failed. */
  grace_until: z.string().nullable(),
});
export type BillingView = z.output<typeof view>;

/** null = no such subscriber, or the link's key was replaced. @throws {Problem} 503 if the database does not say */
export function billingView({ subscriberId, keyHash }: Link): Promise<BillingView | null> {
  return lookUp("billing_page", { p_subscriber: subscriberId, p_key_hash: keyHash }, view.nullable());
}

/** Whether Polar goes on charging by itself; undefined = the database did not say. */
export async function isCharged(link: Link): Promise<boolean | undefined> {
  const found = await billingView(link).catch(() => undefined);
  return found === undefined ? undefined : found !== null && renews(found);
}

const running = ["active", "trialing", "past_due"];

/** A subscription runs at Polar and was not cancelled. */
export const renews = ({ status, ends_at }: BillingView): boolean =>
  status !== null && running.includes(status) && ends_at === null;
