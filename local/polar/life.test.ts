import { createPolar, errors } from "@polar-sh/sdk/2026-04";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { day, hour } from "../../lib/time.ts";
import { openPolar, type TestPolar } from "../../test/polar.ts";

let polar: TestPolar;
let now = Date.UTC(2026, 0, 31, 12);
beforeAll(async () => {
  polar = await openPolar({ clock: () => now });
});
afterAll(() => polar.close());
beforeEach(() => polar.reset());

const someone = () => crypto.randomUUID();
const sdk = () => createPolar({ accessToken: polar.token, baseUrl: polar.url });
/** The events that an act caused. */
function told(act: () => unknown): string[] {
  const before = polar.events().length;
  act();
  return polar
    .events()
    .slice(before)
    .map(({ type }) => type);
}

describe("a subscription", () => {
  it("begins at the till, is renewed, cancelled, kept, and ends, in the vendor's order", () => {
    const id = someone();
    expect(told(() => polar.buy(id))).toEqual([
      ...["checkout.created", "customer.created", "checkout.updated"],
      ...["subscription.created", "subscription.active", "subscription.updated"],
      ...["order.created", "order.updated", "order.paid", "checkout.updated", "customer.state_changed"],
    ]);
    // A month after 31 January is the last day of February.
    expect(polar.subscription(id)).toMatchObject({ status: "active", current_period_end: "2026-02-28T12:00:00.000Z" });
    now = Date.UTC(2026, 1, 28, 12);
    expect(told(() => polar.renew(id))).toEqual([
      ...["subscription.cycled", "order.created", "order.updated", "order.paid"],
      ...["subscription.updated", "customer.state_changed"],
    ]);
    const change = ["subscription.updated", "subscription.canceled", "customer.state_changed"];
    expect(told(() => polar.cancel(id))).toEqual(change);
    expect(polar.state(id)?.active_subscriptions).toMatchObject([{ status: "active", cancel_at_period_end: true }]);
    expect(told(() => polar.uncancel(id))).toEqual(change.with(1, "subscription.uncanceled"));
    polar.cancel(id);
    expect(told(() => polar.renew(id))).toEqual(change.toSpliced(2, 0, "subscription.revoked"));
    expect(polar.subscription(id).status).toBe("canceled");
    expect(polar.state(id)?.active_subscriptions).toEqual([]);
  });

  it("is past due when a payment fails, and active again when another card pays", () => {
    const id = someone();
    polar.buy(id, "quarterly", { card: "failsLater" });
    expect(told(() => polar.renew(id))).toEqual([
      ...["subscription.cycled", "order.created", "subscription.updated", "subscription.past_due"],
      "customer.state_changed",
    ]);
    expect(polar.state(id)?.active_subscriptions).toEqual([]);
    expect(polar.subscription(id)).toMatchObject({ status: "past_due", past_due_at: new Date(now).toISOString() });
    expect(told(() => polar.recover(id))).toEqual([
      ...["order.updated", "order.paid", "subscription.updated", "subscription.active", "customer.state_changed"],
    ]);
  });

  it("stays as it is when money goes back, and ends with its customer", async () => {
    const id = someone();
    polar.buy(id, "monthly", { email: "person@example.org" });
    expect(told(() => polar.refund(id))).toEqual(["refund.created", "order.updated", "order.refunded"]);
    expect(polar.subscription(id).status).toBe("active");
    await sdk().customers.deleteExternal(id, { anonymize: true });
    const [deleted, ...before] = polar.events().reverse();
    expect(before.slice(0, 4).map(({ type }) => type)).toEqual([
      ...["customer.state_changed", "subscription.revoked", "subscription.canceled", "subscription.updated"],
    ]);
    expect(deleted?.type).toBe("customer.deleted");
    expect(deleted?.body).not.toContain("person@example.org");
    await expect(sdk().customers.getStateExternal(id)).rejects.toThrow(errors.ResourceNotFound);
  });

  it("is renewed by time alone", () => {
    const id = someone();
    polar.buy(id);
    now += 31 * day;
    polar.catchUp();
    expect(polar.subscription(id).current_period_start).toBe(new Date(now).toISOString());
  });
});

describe("the till", () => {
  const open = () =>
    sdk().checkouts.create({
      products: [polar.products.monthly],
      external_customer_id: someone(),
      customer_email: "a@example.org",
    });
  const till = async (url: string, fields: Record<string, string>) => {
    const reply = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
    return reply.text();
  };

  it("takes a discount code, refuses a declined card, and is paid", async () => {
    const { url, id } = await open();
    expect(await till(`${url}/discount`, { code: "nothing" })).toContain("There is no such discount code.");
    expect(await till(`${url}/discount`, { code: " welcome20 " })).toContain("€4.00");
    expect(await till(url, { email: "a@example.org", card: "4000 0000 0000 0002" })).toContain(
      "Your card was declined.",
    );
    expect((await sdk().checkouts.get(id)).status).toBe("open");
    const paid = await till(url, { email: "a@example.org", card: "4242 4242 4242 4242" });
    expect(paid).toContain("The payment went through.");
    // This token gives access to the customer's portal.
    expect(paid).toMatch(/customer_session_token=polar_cst_/);
    expect(await sdk().checkouts.get(id)).toMatchObject({ status: "succeeded", total_amount: 400 });
    // Only the first payment.
    const [subscription] = polar.polar.books.subscriptions.values();
    polar.polar.life.endPeriod(subscription?.id ?? "");
    expect([...polar.polar.books.orders.values()].map(({ total_amount }) => total_amount)).toEqual([400, 500]);
  });

  it("sells another of its products to who would rather have that", async () => {
    const { monthly, quarterly } = polar.products;
    const { url, id } = await sdk().checkouts.create({ products: [monthly, quarterly] });
    expect(await till(`${url}/product`, { product: someone() })).toContain("Product is not available");
    expect(await till(`${url}/product`, { product: quarterly })).toContain("€12.00");
    await till(url, { email: "a@example.org", card: "4242 4242 4242 4242" });
    expect(await sdk().checkouts.get(id)).toMatchObject({ product_id: quarterly, total_amount: 1200 });
  });

  it("needs no card for what is free", async () => {
    const { url } = await open();
    expect(await till(`${url}/discount`, { code: "FREE100" })).toContain("Nothing to pay");
    expect(await till(url, { email: "a@example.org" })).toContain("The payment went through.");
  });

  it("refuses who has a subscription, and is over after an hour", async () => {
    const id = someone();
    polar.buy(id);
    const second = await sdk().checkouts.create({ products: [polar.products.quarterly], external_customer_id: id });
    const page = await till(second.url, { card: "4242 4242 4242 4242" });
    expect(page).toContain("You already have an active subscription.");
    now += 1 * hour;
    expect((await sdk().checkouts.get(second.id)).status).toBe("expired");
    expect(await (await fetch(second.url)).text()).toContain("This checkout is over");
  });

  it("lets the portal's own customer cancel, and nobody else", async () => {
    const [id, other] = [someone(), someone()];
    const [mine, theirs] = [polar.buy(id), polar.buy(other)];
    const { customer_portal_url, token } = await sdk().customerSessions.create({ external_customer_id: id });
    expect(await (await fetch(customer_portal_url)).text()).toContain("It renews on");
    const cancel = (subscription: string) => till(`${polar.url}/portal/cancel`, { token, subscription });
    expect(await cancel(theirs.id)).toContain("Not found");
    expect(await cancel(mine.id)).toContain("is not renewed");
    expect([polar.subscription(id), polar.subscription(other)].map((one) => one.cancel_at_period_end)).toEqual([
      true,
      false,
    ]);
  });
});
