import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { anonDb } from "../../lib/db.ts";
import { keyedHash } from "../../lib/seal.ts";
import { sealedLinkKey } from "../../lib/subscribers/link-key.ts";
import { hashLinkKey } from "../../lib/tokens.ts";
import { insertAddressChange } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { callIn, overlapping } from "./arrange.ts";
import { beginVisit, buyer, call, loose, note, past, periodEnd, settleVisit, waiting } from "./billing.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "subscribers"));

const person = (over?: Record<string, unknown>) => buyer(sql, over);

describe("a visit", () => {
  test("two clicks at once ask Polar once, and then share the checkout; both are told when premium is on", async () => {
    const { visit, read } = await person();
    const [one, two] = [visit(), visit()];
    const outcomes = await overlapping(
      sql,
      (a) => callIn<{ outcome: string }>(a, "begin_visit", one),
      (b) => callIn<{ outcome: string }>(b, "begin_visit", two),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["ask", "busy"]);
    // its own job again, as after a crash
    expect(await beginVisit(one)).toMatchObject({ outcome: "ask", email: expect.stringContaining("@"), locale: "en" });
    expect(await settleVisit(one.id)).toBe(true);
    for (const again of [two, two, one])
      expect(await beginVisit(again)).toMatchObject({ outcome: "open", urlSealed: `to ${one.id}` });
    expect((await read()).visits).toHaveLength(2);
    expect(await beginVisit(visit())).toEqual({ outcome: "unneeded" });
    // The subscription ended within the hour: its checkout is used up.
    await read({ tier: "free", status: "canceled" });
    expect(await beginVisit(visit())).toMatchObject({ outcome: "ask" });
  });

  test("that came to nothing makes room, with all that lead to the same checkout; one whose asker died too", async () => {
    const { visit } = await person();
    const [one, two] = [visit(), visit()];
    await beginVisit(one);
    await settleVisit(one.id);
    await beginVisit(two);
    for (let turn = 0; turn < 2; turn++) await call("drop_visit", { p_id: one.id }, z.null());
    expect(await sql`select from billing_visits`).toHaveLength(0);
    expect((await beginVisit(two)).outcome).toBe("ask");
    expect((await beginVisit(one)).outcome).toBe("busy");
    await sql`update billing_visits set asking_since = now() - interval '31 seconds'`;
    expect((await beginVisit(one)).outcome).toBe("ask");
    expect(await settleVisit(randomUUID())).toBe(false);
  });

  test("is for who has the key; without digests there is only the portal", async () => {
    const [one, left] = [await person(), await person({ status: "unsubscribed" })];
    expect(await beginVisit(one.visit({ keyHash: left.keyHash }))).toEqual({ outcome: "gone" });
    expect(await beginVisit(left.visit())).toEqual({ outcome: "gone" });
    const portal = left.visit({ to: "portal" });
    expect(await beginVisit(portal)).toMatchObject({ outcome: "ask" });
    await settleVisit(portal.id);
    expect(await beginVisit(portal)).toMatchObject({ outcome: "open", urlSealed: `to ${portal.id}` });
    expect(await beginVisit(left.visit({ to: "portal" }))).toMatchObject({ outcome: "ask" });
    // an open payment is settled there too
    await one.read({ tier: "free", ...past(8) });
    expect(await beginVisit(one.visit())).toEqual({ outcome: "owed" });
    // somebody else's visit
    expect(await beginVisit(one.visit({ id: portal.id, to: "portal" }))).toEqual({ outcome: "gone" });
  });

  test("is looked after, even if Polar never tells: to a checkout until they have bought, to the portal for its hour", async () => {
    const { id, visit, begin, store, read, billing } = await person();
    const { ticket } = await begin();
    expect(await waiting()).toEqual([]);
    const one = visit();
    await beginVisit(one);
    await settleVisit(one.id);
    // read before there was a checkout
    await store(ticket, { tier: "free", status: null, subscriptionId: null, plan: null });
    const inThree = async () => Math.abs(Number((await billing()).recheck_at) - Date.now() - 180_000) < 60_000;
    expect(await inThree()).toBe(true);
    await sql`update billing set recheck_at = recheck_at - interval '3 minutes'`;
    expect(await waiting()).toEqual([id]);
    await read({ recheckAt: periodEnd });
    await read({ recheckAt: periodEnd });
    expect((await billing()).recheck_at).toEqual(new Date(periodEnd));
    const portal = visit({ to: "portal" });
    await beginVisit(portal);
    expect(await inThree()).toBe(true);
    await settleVisit(portal.id, { checkoutId: undefined });
    await read({ recheckAt: periodEnd });
    expect(await inThree()).toBe(true);
    await sql`update billing_visits set expires_at = now()`;
    await read({ recheckAt: periodEnd });
    expect((await billing()).recheck_at).toEqual(new Date(periodEnd));
  });
});

test("a move is read at once, and waits for Polar, also for who may be there soon; who moves again is told again", async () => {
  const { id, email, visit, begin, read, billing } = await person();
  const one = visit();
  await beginVisit(one);
  await settleVisit(one.id);
  const move = async () => {
    const { id: changeId, newKey } = await insertAddressChange(sql, id, { old_confirmed_at: new Date() });
    const p = { changeId, side: "new", keyHash: hashLinkKey(newKey), ...sealedLinkKey() };
    expect(await call("confirm_address", { p }, loose)).toMatchObject({ outcome: "moved" });
    return (await begin()) as unknown as { email: string; movedFrom: string[] };
  };
  const told = async (movedFrom: string[], known: boolean) => {
    await call("address_told", { p: { subscriberId: id, movedFrom, known } }, z.null());
    return (await billing()).moved_from;
  };
  const first = await move();
  expect(first.movedFrom).toEqual([keyedHash(email, "mailbox")]);
  expect(await waiting()).toEqual([id]);
  const free = { tier: "free", status: null, subscriptionId: null, plan: null };
  await read({ ...free, movedFrom: [] });
  expect(await waiting(), "a reading that began before it").toEqual([id]);
  await read({ ...free, movedFrom: first.movedFrom });
  expect(await waiting()).toEqual([]);
  expect(await told(first.movedFrom, false)).toEqual(first.movedFrom);
  const second = await move();
  expect(second.movedFrom).toHaveLength(2);
  expect(await told(first.movedFrom, true)).toEqual(second.movedFrom);
  expect(await told(second.movedFrom, true)).toEqual([]);
  const third = await move();
  await sql`update billing_visits set expires_at = now()`;
  expect(await told(third.movedFrom, false)).toEqual([]);
});

test("a person's page and the operator's show what stands, and no way that only they may go", async () => {
  const { id, email, keyHash, visit, read } = await person({ cadence: "daily" });
  const page = () => anonDb().call("billing_page", { p_subscriber: id, p_key_hash: keyHash }, z.unknown());
  const before = { tier: "free", status: null, plan: null, customer: false, subscribed: true, cadence: "daily" };
  expect(await page()).toMatchObject({ ...before, masked_email: expect.stringContaining("***"), locale: "en" });
  const one = visit();
  await beginVisit(one);
  await settleVisit(one.id);
  await note({ subscriberId: id });
  await read({ endsAt: periodEnd });
  expect(await page()).toMatchObject({ tier: "premium", status: "active", plan: "monthly", customer: true });
  const shown = await call("operator_billing", { p_who: email }, z.looseObject({}));
  expect(shown).toMatchObject({
    ...{ id, tier: "premium", billing: { plan: "monthly" }, visits: [{ id: one.id }] },
    ...{ events: [{ type: "subscription.updated" }], mails: [{ kind: "premium_started" }] },
  });
  expect(JSON.stringify(shown)).not.toMatch(/sealed|to [0-9a-f]{8}/);
});
