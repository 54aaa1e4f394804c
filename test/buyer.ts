import { randomUUID } from "node:crypto";
import type { Plan } from "../lib/billing/plans.ts";
import { readVisit } from "../lib/billing/visits.ts";
import { seal } from "../lib/seal.ts";
import { day } from "../lib/time.ts";
import { hashLinkKey } from "../lib/tokens.ts";
import billing from "../workers/billing.ts";
import checkout from "../workers/checkout.ts";
import erase from "../workers/erase.ts";
import { insertSubscriber } from "./people.ts";
import { runOnce } from "./run.ts";
import type { Shop } from "./shop.ts";

/** Somebody who may buy, and what our workers do for them. */
export async function insertBuyer({ sql, tiersOf }: Shop, over: Record<string, unknown> = {}) {
  const due = { next_digest_at: new Date(Date.now() + day) };
  const { id: subscriberId, key, email } = await insertSubscriber(sql, { ...due, ...over });
  const sealed = seal(hashLinkKey(key), "key-hash");
  const go = (to: "checkout" | "portal", visit: string = randomUUID(), plan: Plan = "monthly") => {
    const asked = { visit, subscriberId, sealed, to, ...(to === "checkout" && { plan }) };
    return {
      visit,
      done: runOnce(checkout, { ...asked, locale: "de" }),
      state: async () => (await readVisit(visit))?.state,
    };
  };
  const one = async (rows: PromiseLike<readonly Record<string, unknown>[]>) => (await rows)[0] ?? {};
  const row = () => one(sql`select * from subscribers where id = ${subscriberId}`);
  return {
    ...{ id: subscriberId, email, go, row },
    tier: async () => (await row()).tier,
    tiers: () => tiersOf(subscriberId),
    known: () => one(sql`select * from billing where subscriber_id = ${subscriberId}`),
    mails: async () =>
      (await sql`select kind from deliveries where subscriber_id = ${subscriberId} order by created_at`).map(
        ({ kind }) => kind,
      ),
    sync: () => runOnce(billing, { subscriberId }),
    erase: () => runOnce(erase, { subscriberId, sealed }),
  };
}
