import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import { z } from "zod";
import { type DbFunction, serviceDb } from "../../lib/db.ts";
import { day } from "../../lib/time.ts";
import { hashLinkKey } from "../../lib/tokens.ts";
import { insertSubscriber } from "../../test/people.ts";
import { only } from "./arrange.ts";

export const call = <T extends z.ZodType>(fn: DbFunction, args: object, answer: T) =>
  serviceDb().call(fn, args as never, answer);
export const loose = z.looseObject({ outcome: z.string() });
export const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();
export const periodEnd = inDays(30);

/** A subscriber, with functions for their premium. */
export async function buyer(sql: Sql, over: Record<string, unknown> = {}) {
  const { id, key, email } = await insertSubscriber(sql, over);
  const keyHash = hashLinkKey(key);
  const due = (over.next_digest_at as string | undefined) ?? null;
  const begin = () =>
    call("begin_billing", { p_subscriber: id }, z.looseObject({ ticket: z.int(), known: z.unknown() }));
  const subscription = randomUUID();
  const running = {
    customerId: randomUUID(),
    subscriptionId: subscription,
    plan: "monthly",
    status: "active",
    periodEnd,
  };
  const store = (ticket: number, said: Record<string, unknown> = {}) =>
    call(
      "store_billing",
      { p: { subscriberId: id, ticket, before: due, tier: "premium", ...running, ...said } },
      loose,
    );
  return {
    ...{ id, email, keyHash, subscription, running, begin, store },
    visit: (more: Record<string, unknown> = {}) => ({
      ...{ id: randomUUID(), subscriberId: id, keyHash, to: "checkout" },
      ...more,
    }),
    /** One complete reading. */
    read: async (said?: Record<string, unknown>) => store((await begin()).ticket, said),
    row: async () => only(await sql`select * from subscribers where id = ${id}`),
    billing: async () => only(await sql`select * from billing where subscriber_id = ${id}`),
    mails: () =>
      sql`select kind, period, status, about from deliveries where subscriber_id = ${id} order by created_at, kind`,
  };
}

export const beginVisit = (p: object) => call("begin_visit", { p }, loose);
export const settleVisit = (id: string, over: Record<string, unknown> = {}) =>
  call(
    "settle_visit",
    { p: { id, checkoutId: randomUUID(), urlSealed: `to ${id}`, expiresAt: inDays(1), ...over } },
    z.boolean(),
  );
export const note = (over: Record<string, unknown>) =>
  call(
    "note_billing_event",
    { p: { eventId: randomUUID(), type: "subscription.updated", at: inDays(0), ...over } },
    loose,
  );
export const waiting = () => call("waiting_billing", { p_limit: 10 }, z.array(z.uuid()));
export const past = (days: number) => ({
  status: "past_due",
  pastDueSince: inDays(-days),
  graceUntil: inDays(7 - days),
});
