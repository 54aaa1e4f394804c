import { describe, expect, test } from "vitest";
import { readVisit, visitAt } from "../lib/billing/visits.ts";
import { env } from "../lib/env.ts";
import { LaterError, PermanentError } from "../lib/errors.ts";
import { insertBuyer } from "../test/buyer.ts";
import { shopOfFile } from "../test/shop.ts";
import { until } from "../test/until.ts";

const shop = shopOfFile();
const person = (over?: Record<string, unknown>) => insertBuyer(shop, over);
const made = () => [...shop.polar.polar.books.checkouts.values()];

describe("the way to a checkout", () => {
  test("is opened for the person, leads back to its page, and says so when premium is on", async () => {
    const { id, email, go, sync } = await person();
    const { visit, done, state } = go("checkout");
    expect(await done).toEqual({ outcome: "ready" });
    const [opened] = made();
    expect(opened).toMatchObject({ external_customer_id: id, customer_email: email, locale: "de" });
    // Not what was sold before.
    expect(opened?.product_ids).toEqual([shop.polar.products.monthly, shop.polar.products.quarterly]);
    for (const [from, url] of [
      ["checkout", opened?.success_url],
      ["back", opened?.return_url],
    ]) {
      const { origin, pathname, search } = new URL(url ?? "");
      expect([origin, search]).toEqual([env.PUBLIC_URL, `?from=${from}&lang=de`]);
      expect(visitAt(pathname.replace("/billing/visits/", ""))).toBe(visit);
    }
    expect((await readVisit(visit))?.url).toBe(`${shop.polar.url}/checkout/${opened?.client_secret}`);
    shop.polar.pay(opened?.id ?? "");
    await sync();
    expect(await state()).toBe("started");
  });

  test("is one, however often, however fast and to whatever plan it is clicked", async () => {
    const { go } = await person();
    const clicks = [go("checkout"), go("checkout", undefined, "quarterly"), go("checkout")];
    const ends = await Promise.allSettled(clicks.map(({ done }) => done));
    expect(ends.filter(({ status }) => status === "fulfilled")).not.toHaveLength(0);
    for (const { status, reason } of ends.map((end) => ({ reason: null, ...end })))
      if (status === "rejected") expect(reason).toBeInstanceOf(LaterError);
    for (const { visit } of clicks) await go("checkout", visit).done;
    expect(made()).toHaveLength(1);
    const urls = await Promise.all(clicks.map(async ({ visit }) => (await readVisit(visit))?.url));
    expect(new Set(urls)).toEqual(new Set([`${shop.polar.url}/checkout/${made()[0]?.client_secret}`]));
  });

  test("that is paid already waits for Polar's word; one that is over is opened anew", async () => {
    const { go, sync } = await person();
    await go("checkout").done;
    shop.polar.pay(made()[0]?.id ?? "");
    const second = go("checkout", undefined, "quarterly");
    await expect(second.done).rejects.toBeInstanceOf(LaterError);
    expect(await second.state()).toBe("paid");
    await sync();
    expect(await second.state()).toBe("started");
    // Its job once more, as when it was to look again what becomes of the payment; and a click after it.
    expect(await go("checkout", second.visit).done).toEqual({ outcome: "unneeded" });
    expect(await second.state()).toBe("started");
    const third = go("checkout");
    expect(await third.done).toEqual({ outcome: "unneeded" });
    await sync();
    expect(await third.state()).toBe("unneeded");

    const other = await person();
    await other.go("checkout").done;
    const over = made().at(-1);
    if (over) over.expires_at = new Date(0).toISOString();
    expect(await other.go("checkout").done).toEqual({ outcome: "ready" });
    expect(made().filter(({ status }) => status === "open")).toHaveLength(1);
  });

  test("that has sold something which was taken back at once is over as soon as that is read", async () => {
    const { id, go, sync } = await person();
    await go("checkout").done;
    shop.polar.pay(made()[0]?.id ?? "");
    shop.polar.revoke(id);
    const { visit, done } = go("checkout");
    await expect(done).rejects.toBeInstanceOf(LaterError);
    await sync();
    expect(await go("checkout", visit).done).toEqual({ outcome: "ready" });
  });

  test("whose payment is being processed is looked at again: it may fail yet", async () => {
    const { go } = await person();
    await go("checkout").done;
    const [first] = made();
    if (first) first.status = "confirmed";
    const { visit, done, state } = go("checkout");
    await expect(done).rejects.toBeInstanceOf(LaterError);
    expect(await state()).toBe("paid");
    if (first) first.status = "failed";
    expect(await go("checkout", visit).done).toEqual({ outcome: "ready" });
    expect(made()).toHaveLength(2);
  });

  test("is closed to whose link counts no more, also while Polar is asked; what is open there is for the portal", async () => {
    const { id, go } = await person();
    shop.wire.hold();
    const asked = go("checkout");
    await until("the question", () => shop.wire.waiting() > 0);
    await shop.sql`update subscribers set erasure_asked_at = now() where id = ${id}`;
    shop.wire.pass();
    expect(await asked.done).toEqual({ outcome: "closed" });
    expect(await go("checkout").done).toEqual({ outcome: "closed" });
    const paused = await person();
    await shop.sql`insert into billing ${shop.sql({ subscriber_id: paused.id, status: "paused" })}`;
    expect(await paused.go("checkout").done).toEqual({ outcome: "owed" });
    expect(made()).toHaveLength(1);
  });

  test("is slow while Polar is away, and open as soon as it is back; what it refuses for good has failed", async () => {
    const { go } = await person();
    shop.polar.setDown(true);
    const { visit, done, state } = go("checkout");
    await expect(done).rejects.not.toBeInstanceOf(PermanentError);
    expect(await state()).toBe("slow");
    // Polar may have made one, and not said so.
    const second = go("checkout");
    await expect(second.done).rejects.toThrow("another click");
    expect(await second.state()).toBe("slow");
    shop.polar.setDown(false);
    expect(await go("checkout", visit).done).toEqual({ outcome: "ready" });
    shop.polar.faults.set({ status: 422, times: 1 });
    const other = await person();
    const refused = other.go("checkout");
    const error = await refused.done.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PermanentError);
    expect(String(error)).toMatch(/^PolarRefused: Polar refuses to create a checkout: 422[\w ]*$/);
    expect(await refused.state()).toBe("failed");
    expect(await other.go("checkout").done).toEqual({ outcome: "ready" });
  });

  test("is open also to whose address Polar does not take, which it asks them itself then", async () => {
    const { go } = await person({ email: "person@host.invalid" });
    expect(await go("checkout").done).toEqual({ outcome: "ready" });
    expect(made()[0]?.customer_email).toBeNull();
  });
});

test("the portal is there for who has bought, in whatever state, and for nobody else", async () => {
  const { id, go } = await person();
  expect(await go("portal").done).toEqual({ outcome: "nobody" });
  shop.polar.buy(id);
  shop.polar.revoke(id);
  const { visit, done } = go("portal");
  expect(await done).toEqual({ outcome: "ready" });
  expect((await readVisit(visit))?.url).toContain(`${shop.polar.url}/portal`);
});
