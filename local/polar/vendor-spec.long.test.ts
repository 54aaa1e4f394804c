import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createPolar, errors, type Polar } from "@polar-sh/sdk/2026-04";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forgetCustomer, moveCustomer, readCheckout, readCustomer } from "../../lib/billing/customers.ts";
import { readEndpoint, runningSubscriptions } from "../../lib/billing/state.ts";
import { openCheckout, openPortal } from "../../lib/billing/ways.ts";
import { minute, second } from "../../lib/time.ts";
import { startJudge } from "../../test/judge.ts";
import { openPolar, type TestPolar } from "../../test/polar.ts";
import { play, startDatabase, type TestDatabase, testFolder } from "../../test/services.ts";
import { hasShared, leftOut } from "../../test/shared.ts";
import { eventsDocument, readableDocument, stateOf } from "./vendor-document.ts";

const name = "requests to Polar, the local Polar's answers and its events, judged by the vendor's own OpenAPI document";
const someone = () => crypto.randomUUID();
const unknown = "6f0e5f3e-0a51-4c52-9d53-0f5d4a1f0b7e";

if (!hasShared) leftOut(name);
describe.runIf(hasShared)(name, () => {
  let polar: TestPolar;
  /** Holds whose a customer is, which erasing somebody at Polar looks up. */
  let database: TestDatabase;
  let judge: Awaited<ReturnType<typeof startJudge>>;
  let sdk: Polar;
  beforeAll(async () => {
    database = await startDatabase();
    polar = await openPolar({
      webhook: { url: "http://127.0.0.1:1/webhooks/polar", secret: "whsec_c2VjcmV0", retryMs: [] },
    });
    const readable = join(testFolder(), "polar.json");
    writeFileSync(readable, JSON.stringify(readableDocument()));
    judge = await startJudge(readable, polar.url);
    play("polar", judge.url);
    sdk = createPolar({ accessToken: polar.token, baseUrl: judge.url, timeout: 30 });
  }, 1 * minute);
  afterAll(async () => {
    await judge.stop();
    await polar.close();
    await database.stop();
  });

  const ask = (id = someone()) => ({
    ...{ products: [polar.products.monthly], external_customer_id: id, customer_email: `${id}@example.org` },
    ...{ success_url: "https://jobping.example/billing/visits/1?from=checkout", locale: "de", metadata: {} },
    ...{ return_url: "https://jobping.example/billing/visits/1?from=back", allow_discount_codes: true },
  });
  /** One person of every kind. */
  const people = () => {
    const all = {
      ...{ active: someone(), quarterly: someone(), ending: someone(), owing: someone(), ended: someone() },
    };
    const discounted = someone();
    polar.buy(discounted, "monthly", { discount: "WELCOME20" });
    for (const [kind, id] of Object.entries(all)) polar.buy(id, kind === "quarterly" ? "quarterly" : "monthly");
    polar.cancel(all.ending);
    polar.failPayment(all.owing);
    polar.refund(all.ended);
    polar.revoke(all.ended);
    return { ...all, discounted };
  };

  it("has nothing against checkouts: open, discounted, paid, expired", async () => {
    const { id } = await sdk.checkouts.create(ask());
    expect((await sdk.checkouts.get(id)).status).toBe("open");
    polar.pay(id, { discount: "FREE100" });
    expect(await sdk.checkouts.get(id)).toMatchObject({ status: "succeeded", total_amount: 0 });
  });

  it("has nothing against customers and the portal", async () => {
    for (const [kind, id] of Object.entries(people())) {
      const { active_subscriptions } = await sdk.customers.getStateExternal(id);
      expect([kind, active_subscriptions.length]).toEqual([kind, ["owing", "ended"].includes(kind) ? 0 : 1]);
      expect((await sdk.customers.getExternal(id)).external_id).toBe(id);
    }
    const [id, other] = Object.values(people());
    const session = await sdk.customerSessions.create({
      external_customer_id: id ?? "",
      return_url: "https://jobping.example/",
    });
    expect(session.customer_portal_url).toContain(`${polar.url}/portal?token=`);
    await sdk.customers.getState(session.customer_id);
    await sdk.customers.delete(session.customer_id, { anonymize: true });
    await expect(sdk.customers.getState(session.customer_id)).rejects.toThrow(errors.ResourceNotFound);
    await sdk.customers.deleteExternal(other ?? "", { anonymize: true });
  });

  it("has nothing against subscriptions, orders, products and endpoints", async () => {
    const { active, ending, discounted } = people();
    const listed = await sdk.subscriptions.list({
      status: ["active", "past_due"],
      limit: 100,
      page: 1,
      sorting: ["started_at"],
    });
    expect(listed.items.length).toBe(listed.pagination.total_count);
    for (const id of [active, discounted]) {
      const found = await sdk.subscriptions.list({ external_customer_id: id });
      expect(found.items).toHaveLength(1);
    }
    const { id } = polar.subscription(active);
    expect((await sdk.subscriptions.get(id)).status).toBe("active");
    expect((await sdk.subscriptions.update(id, { cancel_at_period_end: true })).cancel_at_period_end).toBe(true);
    expect((await sdk.subscriptions.update(polar.subscription(ending).id, { revoke: true })).status).toBe("canceled");
    for (const order of polar.polar.books.orders.keys()) await sdk.orders.get(order);
    expect((await sdk.products.list({ is_archived: false })).items).toHaveLength(2);
    expect((await sdk.products.get(polar.products.quarterly)).recurring_interval_count).toBe(3);
    expect((await sdk.webhooks.listWebhookEndpoints()).items).toMatchObject([{ enabled: false }]);
  });

  it("has nothing against how it refuses", async () => {
    const { active, ended } = people();
    const { ResourceNotFound, HTTPValidationError, SubscriptionsUpdate403Error } = errors;
    const refusals: [() => Promise<unknown>, new (...given: never[]) => Error][] = [
      [() => sdk.customers.getStateExternal(someone()), ResourceNotFound],
      [() => sdk.customers.getExternal("nobody"), ResourceNotFound],
      [() => sdk.customers.deleteExternal("nobody"), ResourceNotFound],
      [() => sdk.subscriptions.get(unknown), ResourceNotFound],
      [() => sdk.orders.get(unknown), ResourceNotFound],
      [() => sdk.products.get(unknown), ResourceNotFound],
      [() => sdk.checkouts.get(unknown), ResourceNotFound],
      [() => sdk.checkouts.create({ ...ask(), products: [unknown] }), HTTPValidationError],
      [() => sdk.checkouts.create({ ...ask(), customer_email: "person@nowhere.invalid" }), HTTPValidationError],
      [() => sdk.customerSessions.create({ external_customer_id: "nobody" }), HTTPValidationError],
      [() => sdk.subscriptions.update(polar.subscription(ended).id, { revoke: true }), SubscriptionsUpdate403Error],
    ];
    for (const [ask, kind] of refusals) await expect(ask()).rejects.toThrow(kind);
    polar.cancel(active);
    const twice = sdk.subscriptions.update(polar.subscription(active).id, { cancel_at_period_end: true });
    await expect(twice).rejects.toMatchObject({ error: { error: "AlreadyCanceledSubscription" } });
  });

  it("has nothing against what our own client asks, and how it is answered", async () => {
    const id = someone();
    const signal = AbortSignal.timeout(30 * second);
    const traveller = { visit: someone(), subscriberId: id, customerId: null, email: undefined, locale: "de", signal };
    expect(await openPortal(traveller)).toBeNull();
    const address = { products: Object.values(polar.products), email: "person@nowhere.invalid" };
    const { checkoutId = "" } = await openCheckout({ ...traveller, ...address });
    expect(await readCustomer(id, signal)).toEqual({ customerId: null, email: null, subscriptions: [] });
    polar.pay(checkoutId, { email: `${id}@example.org` });
    expect(await readCheckout(checkoutId, signal)).toMatchObject({ status: "succeeded" });
    expect((await readCustomer(id, signal)).subscriptions).toMatchObject([{ plan: "monthly", status: "active" }]);
    const { customerId, email } = await readCustomer(id, signal);
    expect(email).toBe(`${id}@example.org`);
    expect(await moveCustomer(id, `moved-${email}`, signal)).toBe(true);
    expect(await readCustomer(id, signal)).toMatchObject({ email: `moved-${email}` });
    const { email: taken = "" } = polar.buy(someone()).customer;
    for (const refused of [taken ?? "", "person@nowhere.invalid"])
      expect(await moveCustomer(id, refused, signal)).toBe(false);
    polar.failPayment(id);
    expect((await readCustomer(id, signal)).subscriptions).toMatchObject([{ status: "past_due" }]);
    expect((await openPortal(traveller))?.url).toContain("/portal?token=");
    expect((await Array.fromAsync(runningSubscriptions(signal))).flat().map(({ externalId }) => externalId)).toContain(
      id,
    );
    expect(await readEndpoint("http://127.0.0.1:1/webhooks/polar", signal)).not.toBe("missing");
    for (let turn = 0; turn < 2; turn++) await forgetCustomer(id, customerId, signal);
    expect((await readCustomer(id, signal)).subscriptions).toMatchObject([{ status: "canceled" }]);
  });

  it("bites: what the document does not allow goes no further", async () => {
    const before = polar.requests.length;
    await expect(sdk.checkouts.create({ ...ask(), products: "no list" as unknown as string[] })).rejects.toMatchObject({
      ...{ statusCode: 422, error: { type: expect.stringContaining("UNPROCESSABLE_ENTITY") } },
    });
    expect(polar.requests).toHaveLength(before);
  });

  it(
    "has nothing against any event",
    async () => {
      const { owing, ending, quarterly } = people();
      polar.recover(owing);
      polar.uncancel(ending);
      polar.renew(quarterly);
      polar.dispute(quarterly);
      polar.deleteCustomer(quarterly);
      const sink = createServer((request, response) => {
        request.resume().on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
      });
      // The judge may take long and keeps its connection.
      sink.keepAliveTimeout = 0;
      await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
      const folder = testFolder();
      const file = join(folder, "events.json");
      const judged = eventsDocument(polar.events().map(({ type }) => type));
      writeFileSync(file, JSON.stringify(judged.document));
      const events = await startJudge(file, `http://127.0.0.1:${(sink.address() as AddressInfo).port}`);
      const post = async (type: string, body: string) => {
        const answer = await fetch(`${events.url}/${type}`, {
          method: "POST",
          body,
          headers: { "content-type": "application/json" },
        });
        return { type, status: answer.status, said: await answer.text() };
      };
      const right = { status: 200, said: "{}" };
      // One of each type and state, as the judge takes a second for five.
      const each = new Map(polar.events().map((event) => [event.type + stateOf(event.body), event]));
      const seen = new Set<string>();
      for (const { type, body } of each.values()) {
        if (!judged.types.has(type)) continue;
        expect(await post(type, body)).toEqual({ type, ...right });
        seen.add(type);
      }
      expect((await post("order.paid", '{"type":"order.paid","data":{}}')).status).toBe(422);
      await events.stop();
      await new Promise((resolve) => sink.close(resolve));
      // Polar also has pauses and migrations, which never occur here.
      const neverMade = ["subscription.paused", "subscription.resumed"];
      expect(judged.own.filter((type) => !seen.has(type) && !neverMade.includes(type))).toEqual([]);
    },
    60 * second,
  );
});
