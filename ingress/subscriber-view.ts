import { z } from "zod";
import { anonDb, type DbArgs, type DbFunction } from "../lib/db.ts";
import { log } from "../lib/log.ts";
import { tiers } from "../lib/subscribers/entitlements.ts";
import { second } from "../lib/time.ts";
import { locales } from "../lib/words/index.ts";
import { expired } from "./mail-links.ts";
import { notNow } from "./problem.ts";

const words = z.array(z.string()).default([]);

const city = z.object({ geonameId: z.int(), name: z.string(), country: z.string() });
/** A language we no longer have counts as the first one. */
export const personsLocale = z.enum(locales).catch(locales[0]);

/** What the database shows to the holder of a subscriber's link. Wishes from older versions may lack later fields. */
export const subscriberAnswer = z.object({
  masked_email: z.string(),
  name: z.string().nullable(),
  status: z.string(),
  tier: z.enum(tiers),
  locale: personsLocale,
  wishes: z.object({
    cities: z.array(city).catch([]),
    countries: words,
    careerPaths: words,
    levels: words,
    workModes: words,
    languages: words,
    keywords: words,
    visa: z.string().default("unknown"),
    salaryMin: z.object({ amount: z.number(), currency: z.string(), period: z.string() }).nullish(),
  }),
  cadence: z.string(),
  time_zone: z.string(),
  paused_until: z.string().nullable(),
  min_score: z.int().nullable(),
  excluded_companies: z.array(z.string()),
  still_looking: z.boolean(),
  next_digest_at: z.string().nullable(),
  /** By preference, when its value was asked for. */
  asked_at: z.record(z.string(), z.string()),
  /** Whether mail may go to their address: false = it bounced, or somebody complained. */
  reachable: z.boolean(),
  digests: z.array(
    z.object({ promised_at: z.string(), status: z.string(), reason: z.string().nullable(), postings: z.int() }),
  ),
  /** Those that the ranking learns from, newest first. */
  verdicts: z.array(
    z.object({ verdict: z.string(), reason: z.string().nullable(), occupation: z.string(), company: z.string() }),
  ),
});
export type SubscriberView = z.output<typeof subscriberAnswer>;

export interface Link {
  subscriberId: string;
  keyHash: string;
}

/** null = no such subscriber, or the link's key was replaced. @throws {Problem} 503 if the database does not answer */
export function subscriberView({ subscriberId, keyHash }: Link): Promise<SubscriberView | null> {
  return lookUp("subscriber_page", { p_subscriber: subscriberId, p_key_hash: keyHash }, subscriberAnswer.nullable());
}

/**
 * The link's owner; undefined if the database does not answer in time. That stops nobody: the workers check the key
 * again, except for leaving and staying, where the token alone is enough, as they do no harm.
 * @throws {Problem} 410 if the link's key was replaced
 */
export async function personOf(link: Link): Promise<SubscriberView | undefined> {
  const view = await subscriberView(link).catch(() => undefined);
  if (view === null) throw expired("preferences");
  return view;
}

/**
 * The time of a change, later than all of the person's earlier ones. The last change counts, and must not seem earlier
 * because another machine's clock is ahead or a clock was set back.
 */
export function askedNow(view: Pick<SubscriberView, "asked_at"> | undefined): Date {
  const before = Object.values(view?.asked_at ?? {}).map((at) => Date.parse(at));
  return new Date(Math.max(Date.now(), ...before.map((ms) => ms + 1)));
}

/** Reads what a person's own link opens. @throws {Problem} 503 if the database does not answer in time */
export async function lookUp<F extends DbFunction, Schema extends z.ZodType>(
  fn: F,
  args: DbArgs<F>,
  schema: Schema,
  timeoutMs = 1.5 * second,
): Promise<z.output<Schema>> {
  try {
    return await anonDb().call(fn, args, schema, { timeoutMs });
  } catch (err) {
    log.warn({ err }, "a person's page without its details");
    throw notNow("We cannot look that up right now.");
  }
}
