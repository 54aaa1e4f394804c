import { z } from "zod";
import { anonDb } from "../lib/db.ts";
import { log } from "../lib/log.ts";
import { second } from "../lib/time.ts";
import { notNow } from "./problem.ts";

const words = z.array(z.string()).default([]);

/** What the database shows to the holder of a subscriber's link. Wishes of older versions may lack what came later. */
const view = z.object({
  masked_email: z.string(),
  status: z.string(),
  wishes: z.object({
    cities: z.array(z.unknown()).default([]),
    countries: words,
    careerPaths: words,
    levels: words,
    workModes: words,
    languages: words,
    keywords: words,
    visa: z.string().default("unknown"),
    cadence: z.string().default("weekly"),
    salaryMin: z.object({ amount: z.number(), currency: z.string(), period: z.string() }).nullish(),
  }),
  next_digest_at: z.string().nullable(),
  time_zone: z.string(),
});
export type SubscriberView = z.output<typeof view>;

/** null = no such subscriber, or the link's key was replaced. @throws {Problem} 503 if the database does not say */
export async function subscriberView(link: { subscriberId: string; keyHash: string }): Promise<SubscriberView | null> {
  const args = { p_subscriber: link.subscriberId, p_key_hash: link.keyHash };
  try {
    return await anonDb().call("subscriber_page", args, view.nullable(), { timeoutMs: 1.5 * second });
  } catch (err) {
    log.warn({ err }, "subscriber page without its details");
    throw notNow("We cannot look up your preferences right now.");
  }
}
