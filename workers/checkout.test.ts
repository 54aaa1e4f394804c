import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readVisit } from "../lib/billing/visits.ts";
import { env } from "../lib/env.ts";
import { LaterError, PermanentError } from "../lib/errors.ts";
import { seal } from "../lib/seal.ts";
import { hashLinkKey } from "../lib/tokens.ts";
import { insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { openShop, type Shop } from "../test/shop.ts";
import billing from "./billing.ts";
import checkout from "./checkout.ts";
import erase from "./erase.ts";
import sweep from "./sweep.ts";

let shop: Shop;
let polar: Shop["polar"];
let sql: Shop["sql"];
beforeAll(async () => {
  shop = await openShop();
  ({ polar, sql } = shop);
});
beforeEach(() => shop.reset());
afterAll(() => shop.close());

const proof = (key: string) => seal(hashLinkKey(key), "key-hash");
async function person(over: Record<string, unknown> = {}) {
  const { id: subscriberId, key, email } = await insertSubscriber(sql, { next_digest_at: new Date(), ...over });
  const sealed = proof(key);
  const go = (to: "checkout" | "portal", visit: string = randomUUID()) => {
    const asked = { visit, subscriberId, sealed, to, ...(to === "checkout" && { plan: "monthly" as const }) };
    return {
      visit,
      done: runOnce(checkout, { ...asked, locale: "de" }),
      state: async () => (await readVisit(visit))?.state,
    };
  };
  return {
    ...{ id: subscriberId, email, go },
    sync: () => runOnce(billing, { subscriberId }),
    erase: () => runOnce(erase, { subscriberId, sealed }),
  };
}
const made = () => [...polar.polar.books.checkouts.values()];

describe("the way to a checkout", () => {
  test("is opened for the person, leads back to its page, and says so when premium is on", async () => {
    const { id, email, go, sync } = await person();
    const { visit, done, state } = go("checkout");
    expect(await done).toEqual({ outcome: "ready" });
    const [opened] = made();
    const page = `${env.PUBLIC_URL}/billing/visits/${visit}`;
    expect(opened).toMatchObject({
      ...{ external_customer_id: id, customer_email: email, locale: "de", product_id: polar.products.monthly },
      ...{ success_url: `${page}?from=checkout&lang=de`, return_url: `${page}?from=back&lang=de` },
    });
    expect((await readVisit(visit))?.url).toBe(`${polar.url}/checkout/${opened?.client_secret}`);
    polar.pay(opened?.id ?? "");
    await sync();
    expect(await state()).toBe("started");
  });

  test("is one, however often and however fast it is clicked", async () => {
    const { go } = await person();
    const clicks = [go("checkout"), go("checkout"), go("checkout")];
    const ends = await Promise.allSettled(clicks.map(({ done }) => done));
    expect(ends.filter(({ status }) => status === "fulfilled")).not.toHaveLength(0);
    for (const { status, reason } of ends.map((end) => ({ reason: null, ...end })))
      if (status === "rejected") expect(reason).toBeInstanceOf(LaterError);
    for (const { visit } of clicks) await go("checkout", visit).done;
    expect(made()).toHaveLength(1);
    const urls = await Promise.all(clicks.map(async ({ visit }) => (await readVisit(visit))?.url));
    expect(new Set(urls)).toEqual(new Set([`${polar.url}/checkout/${made()[0]?.client_secret}`]));
  });

  test("that is paid already waits for Polar's word; one that is over is opened anew", async () => {
    const { go, sync } = await person();
    await go("checkout").done;
    polar.pay(made()[0]?.id ?? "");
    const second = go("checkout");
    expect(await second.done).toEqual({ outcome: "paid" });
    await sync();
    expect(await second.state()).toBe("started");
    expect(await go("checkout").done).toEqual({ outcome: "unneeded" });

    const other = await person();
    await other.go("checkout").done;
    const over = made().at(-1);
    if (over) over.expires_at = new Date(0).toISOString();
    expect(await other.go("checkout").done).toEqual({ outcome: "ready" });
    expect(made().filter(({ status }) => status === "open")).toHaveLength(1);
  });

  test("is slow while Polar is away, and open as soon as it is back; what it refuses for good has failed", async () => {
    const { go } = await person();
    polar.setDown(true);
    const { visit, done, state } = go("checkout");
    await expect(done).rejects.not.toBeInstanceOf(PermanentError);
    expect(await state()).toBe("slow");
    polar.setDown(false);
    expect(await go("checkout", visit).done).toEqual({ outcome: "ready" });
    polar.faults.set({ status: 422, times: 1 });
    const refused = (await person()).go("checkout");
    const error = await refused.done.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PermanentError);
    expect(String(error)).toMatch(/^PolarRefused: Polar refuses to create a checkout: 422[\w ]*$/);
    expect(await refused.state()).toBe("failed");
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
  polar.buy(id);
  polar.revoke(id);
  const { visit, done } = go("portal");
  expect(await done).toEqual({ outcome: "ready" });
  expect((await readVisit(visit))?.url).toContain(`${polar.url}/portal`);
});

describe("an erasure", () => {
  test("ends the subscription at Polar first; while it is away nothing of the person is lost, and no mail goes out", async () => {
    const { id, email, sync, erase: erased } = await person();
    polar.buy(id, "monthly", { email });
    await sync();
    polar.setDown(true);
    await expect(erased()).rejects.toThrow(/Polar|answer/);
    expect(await sql`select email, status, next_digest_at from subscribers`).toEqual([
      { email, status: "unsubscribed", next_digest_at: null },
    ]);
    expect(await sync()).toEqual({ outcome: "gone" });
    await sql`update subscribers set erasure_asked_at = now() - interval '11 minutes'`;
    expect(await runOnce(sweep, {})).toMatchObject({ erasing: 1 });
    polar.setDown(false);
    expect(await erased()).toEqual({ outcome: "erased" });
    expect(polar.state(id)).toBeNull();
    expect(JSON.stringify([...polar.polar.books.customers.values()])).not.toContain(email);
    expect(await sql`select status from subscribers`).toEqual([{ status: "erasing" }]);
  });

  test("of who never bought asks Polar nothing; of whom it does not know goes on", async () => {
    const [never, unknown] = [await person(), await person()];
    expect(await never.erase()).toEqual({ outcome: "erased" });
    expect(polar.requests).toHaveLength(0);
    await unknown.go("checkout").done;
    expect(await unknown.erase()).toEqual({ outcome: "erased" });
  });
});
