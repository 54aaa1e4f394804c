import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readVisit } from "../lib/billing/visits.ts";
import { seal } from "../lib/seal.ts";
import { hashLinkKey } from "../lib/tokens.ts";
import { insertPosting, insertSubscriber, signupPayload, someSignup } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { openShop, type Shop } from "../test/shop.ts";
import { doBilling } from "../test/subscription-life.ts";
import billing from "./billing.ts";
import checkout from "./checkout.ts";
import email from "./email.ts";
import match from "./match.ts";
import plan from "./plan.ts";
import reconcile from "./reconcile.ts";
import signup from "./signup.ts";
import sweep from "./sweep.ts";
import webhook from "./webhook.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

test("while Polar is away signups and digests go on; when it is back, all is caught up", async () => {
  const { sql, polar, world } = shop;
  const payer = await insertSubscriber(sql, { next_digest_at: new Date(Date.now() - 60_000) });
  const buyer = await insertSubscriber(sql);
  await insertPosting(sql, { first_seen_at: new Date(Date.now() - 2 * 86_400_000) });
  const visit = randomUUID();
  const sealed = seal(hashLinkKey(buyer.key), "key-hash");
  const click = () =>
    runOnce(checkout, { visit, subscriberId: buyer.id, sealed, to: "checkout", plan: "monthly", locale: "en" });
  const tierOf = async (id: string) => (await sql`select tier from subscribers where id = ${id}`)[0]?.tier;

  polar.buy(payer.id);
  polar.setDown(true);
  const told = {
    source: "polar" as const,
    eventId: randomUUID(),
    type: "subscription.active",
    at: "2026-11-22T10:00:00Z",
  };
  await runOnce(webhook, { ...told, subscriberId: payer.id });
  await expect(runOnce(billing, { subscriberId: payer.id })).rejects.toThrow();
  await expect(click()).rejects.toThrow();
  expect((await readVisit(visit))?.state).toBe("slow");
  const body = someSignup();
  await runOnce(signup, signupPayload(body));
  expect(await runOnce(plan, {})).toEqual({ planned: 1 });
  await runOnce(match, { subscribers: [payer.id] });
  const owed = await sql<{ id: string }[]>`select id from deliveries where status = 'pending'`;
  await runOnce(email, { deliveries: owed.map(({ id }) => id) });
  expect(await world.outbox.mails(payer.email)).toHaveLength(1);
  expect(await world.outbox.mails(body.email)).toHaveLength(1);

  polar.setDown(false);
  await sql`update billing set asked_at = asked_at - interval '1 hour'`;
  expect(await runOnce(sweep, {})).toMatchObject({ billing: 1 });
  await doBilling();
  expect(await tierOf(payer.id)).toBe("premium");
  expect(await click()).toEqual({ outcome: "ready" });
  await sql`update billing set synced_at = synced_at - interval '1 minute'`;
  expect(await runOnce(reconcile, { part: "all" })).toMatchObject({ looked: 1, differing: 0, unseen: 0, asked: 0 });
});
