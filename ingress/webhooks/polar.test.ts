import { createHmac, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { env } from "../../lib/env.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { minute, second } from "../../lib/time.ts";
import { ingressOfFile, waiting } from "../test-ingress.ts";

const ingress = ingressOfFile();

const [current, next] = [env.POLAR_WEBHOOK_SECRET ?? "", env.NEXT_POLAR_WEBHOOK_SECRET ?? ""];
/** The two keys that Polar makes of a secret: its characters, and its base64-decoded bytes. */
const written = (secret: string) => Buffer.from(secret, "utf8");
const decoded = (secret: string) => Buffer.from(secret.replace(/^whsec_/, ""), "base64");

interface Signing {
  id?: string;
  at?: number;
  key?: Buffer;
}

/** Polar's headers for a body, signed according to the specification. */
function headersFor(body: string, { id = randomUUID(), at = Date.now(), key = written(current) }: Signing = {}) {
  const timestamp = String(Math.floor(at / second));
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

const status = async (body: string, headers: Record<string, string>) =>
  (await ingress.json("/webhooks/polar", body, headers)).status;
const signed = (body: string, signing?: Signing) => status(body, headersFor(body, signing));
const newestJob = async () => {
  const [id] = await producer().lrange(redisKey("webhook", "wait"), 0, 0);
  return (await producer().hget(redisKey("webhook", id ?? ""), "data")) ?? "";
};

const person = { id: randomUUID(), email: "ada.lovelace@example.org", name: "Ada Lovelace" };
/** An event as Polar sends it, including everything that we must not keep. */
function polarEvent(type: string, data: Record<string, unknown> = {}): string {
  const customer = { ...person, external_id: randomUUID(), billing_address: { line1: "Secret Street 1" } };
  const timestamp = "2026-11-22T10:41:12.126Z";
  return JSON.stringify({ type, timestamp, data: { id: randomUUID(), amount: 500, customer, ...data } });
}

describe("the vectors of Standard Webhooks", () => {
  const body = polarEvent("subscription.active");

  test("both forms of the key, of the current and of the next secret: 202, and 200 for the same id again", async () => {
    const before = await waiting("webhook");
    for (const key of [written(current), decoded(current), written(next)]) {
      const headers = headersFor(body, { key });
      expect((await Promise.all([status(body, headers), status(body, headers)])).sort()).toEqual([200, 202]);
    }
    expect((await waiting("webhook")) - before).toBe(3);
  });

  test.each([
    ["a tampered body", () => [body.replace("active", "revoked"), headersFor(body)]],
    ["a wrong secret", () => [body, headersFor(body, { key: written(`${current}x`) })]],
    ["no secret", () => [body, headersFor(body, { key: Buffer.alloc(0) })]],
    // Not base64: what a lenient decoder makes of it must not count as a key.
    ["a secret that is decoded although it cannot be", () => [body, headersFor(body, { key: decoded(next) })]],
    ["an old event, sent again", () => [body, headersFor(body, { at: Date.now() - 5 * minute - 2000 })]],
    ["a timestamp of the future", () => [body, headersFor(body, { at: Date.now() + 5 * minute + 2000 })]],
    ["another id", () => [body, { ...headersFor(body), "webhook-id": randomUUID() }]],
  ] as [string, () => [string, Record<string, string>]][])("%s is 403 and leaves nothing", async (_, make) => {
    const before = await waiting("webhook");
    expect(await status(...make())).toBe(403);
    expect(await waiting("webhook")).toBe(before);
  });

  test("unsigned it is 401; a megabyte is not even read", async () => {
    const before = await waiting("webhook");
    const { "webhook-signature": _, ...rest } = headersFor(body);
    expect(await status(body, rest)).toBe(401);
    const large = polarEvent("subscription.active", { filler: "x".repeat(1024 * 1024) });
    expect(await signed(large)).toBe(413);
    expect(await waiting("webhook")).toBe(before);
  });
});

const [id, external, order, subscription] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const about = { customer: { ...person, external_id: external } };
test.each([
  ["subscription.canceled", { id, status: "active", customer_id: person.id, ...about }, { subscriptionId: id }],
  [
    "order.refunded",
    { id, status: "refunded", customer_id: person.id, subscription_id: subscription, ...about },
    { orderId: id, subscriptionId: subscription },
  ],
  ["customer.state_changed", { ...person, external_id: external, customer: undefined }, {}],
  ["checkout.updated", { id, customer_id: person.id, external_customer_id: external, customer: undefined }, {}],
  // Its customer belonged to somebody else before.
  [
    "subscription.active",
    { id, customer_id: person.id, metadata: { subscriber: external }, customer: { external_id: order } },
    { subscriptionId: id },
  ],
  ["refund.created", { id, customer_id: person.id, order_id: order, ...about }, { orderId: order }],
])("%s travels on with ids and a code, and nobody's name, address or money", async (type, data, ids) => {
  const event = randomUUID();
  expect(await signed(polarEvent(type, data), { id: event })).toBe(202);
  const job = await newestJob();
  const detail = "status" in data ? data.status : undefined;
  expect(JSON.parse(job).p).toEqual({
    ...{ source: "polar", eventId: event, type, at: "2026-11-22T10:41:12.126Z" },
    ...{ subscriberId: external, customerId: person.id, ...(detail && { detail }), ...ids },
  });
  expect(job).not.toMatch(/Ada|@|Street|\b500\b/);
});

test("a type that nobody knows and strange data are taken; what concerns nobody is not even stored", async () => {
  const before = await waiting("webhook");
  for (const data of [{ id: 7, customer: "x" }, { customer: { external_id: "cus 1; drop" } }, { customer: null }]) {
    expect(await signed(polarEvent("subscription.teleported", data))).toBe(202);
    expect(JSON.parse(await newestJob()).p).not.toHaveProperty("subscriberId");
  }
  for (const type of ["checkout.created", "product.updated", "benefit_grant.created", "organization.updated"]) {
    expect(await signed(polarEvent(type))).toBe(202);
  }
  // If refused, it would only come again.
  for (const body of ["", "{", "null", '{"type": 7}', '{"type": "a b", "data": {}}'])
    expect(await signed(body)).toBe(202);
  expect((await waiting("webhook")) - before).toBe(3);
});
