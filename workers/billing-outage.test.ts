import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { readVisit } from "../lib/billing/visits.ts";
import { LaterError, PermanentError } from "../lib/errors.ts";
import { seal } from "../lib/seal.ts";
import { hashLinkKey } from "../lib/tokens.ts";
import { insertBuyer } from "../test/buyer.ts";
import { insertPosting, insertSubscriber, signupPayload, someSignup } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { shopOfFile } from "../test/shop.ts";
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

const shop = shopOfFile();

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

test.each([
  ["is away", () => shop.polar.setDown(true), /failed to .*: 50\d/],
  ["fails", () => shop.polar.faults.set({ status: 503, times: 1 }), /failed to .*: 503/],
  ["does not take our token", () => shop.polar.faults.set({ status: 401, times: 1 }), /POLAR_ACCESS_TOKEN/],
  ["has had enough", () => shop.polar.faults.set({ status: 429, times: 1 }), /later, in 1000 ms/],
])("while Polar %s the job is tried again", async (_, fault, message) => {
  const { row, sync } = await insertBuyer(shop, { tier: "premium" });
  fault();
  const error = await sync().catch((thrown: unknown) => thrown);
  expect(error).not.toBeInstanceOf(PermanentError);
  expect(String(error)).toMatch(message);
  expect((await row()).tier).toBe("premium");
});

test("what Polar refuses of one person is tried on, seldom, so that no sweep makes a dead letter of it", async () => {
  const { sync } = await insertBuyer(shop);
  shop.polar.faults.set({ status: 422, times: 1 });
  const refused = await sync().catch((thrown: unknown) => thrown);
  expect(refused).toBeInstanceOf(LaterError);
  expect(String(refused)).toMatch(/later, in 600000 ms: .*refuses/);
});
