import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { keyedHash } from "../../lib/seal.ts";
import { day } from "../../lib/time.ts";
import { insertDelivery, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { confirm, peopleIn, signupRow, storeSignup } from "./arrange.ts";

const { sql } = databaseOfFile();
const people = peopleIn(sql);
beforeEach(() => emptied(sql, "subscribers", "suppressions", "sending_stops"));

const ago = (ms: number) => new Date(Date.now() - ms);
const kindsOf = async (subscriber: string) => (await people.deliveriesOf(subscriber)).map(({ kind }) => kind);

describe("a consent", () => {
  test("is kept whole: wording, time, hashed network, signup, confirmation and withdrawal", async () => {
    const at = new Date(Date.now() - 5000);
    const row = signupRow(undefined, {
      consent: { wording: "2026-11", at: at.toISOString(), ipHash: "hash-of-a-net" },
    });
    const { deliveryId = "" } = await storeSignup(row);
    const [delivery] = await sql`select subscriber_id, request_id from deliveries where id = ${deliveryId}`;
    const id = delivery?.subscriber_id as string;
    const given = { wording: "2026-11", signup_id: row.progressId, ip_hash: "hash-of-a-net", given_at: at };
    expect(await people.consentsOf(id)).toMatchObject([{ ...given, confirmed_at: null, withdrawn_at: null }]);
    await confirm(delivery?.request_id);
    await sql`select unsubscribe_subscriber(${id})`;
    const dated = { confirmed_at: expect.any(Date), withdrawn_at: expect.any(Date) };
    expect(await people.consentsOf(id)).toMatchObject([{ ...given, ...dated }]);
  });

  test("a signup keeps its language, and confirming is a sign of life", async () => {
    const { email, request } = await people.signedUp();
    expect(await people.subscriber(email)).toMatchObject({ locale: "en" });
    await people.age(email, "2 minutes");
    await storeSignup(signupRow(email, { locale: "de" }));
    await sql`update subscribers set last_sign_at = ${ago(90 * day)} where email = ${email}`;
    await confirm(request);
    const { locale, last_sign_at: signed, verified_at: verified } = await people.subscriber(email);
    expect([locale, signed]).toEqual(["de", verified]);
  });
});

describe("a new signup of who was gone", () => {
  test("lifts an unsubscribe and an erasure when it is confirmed, not before", async () => {
    const left = await insertSubscriber(sql, { status: "unsubscribed", unsubscribed_at: new Date() });
    await sql`insert into suppressions select mailbox_hash, 'erased' from subscribers`;
    const { deliveryId = "" } = await storeSignup(signupRow(left.email));
    expect(await people.subscriber(left.email)).toMatchObject({ status: "unsubscribed" });
    expect(await sql`select reason from suppressions`).toEqual([{ reason: "erased" }]);
    const [delivery] = await sql`select request_id from deliveries where id = ${deliveryId}`;
    await confirm(delivery?.request_id);
    expect(await people.subscriber(left.email)).toMatchObject({ status: "active", unsubscribed_at: null });
    expect(await sql`select reason from suppressions`).toEqual([]);
  });

  test.each(["complaint", "bounce", "manual"])("never lifts a %s, also if it comes between", async (reason) => {
    const { request, row } = await people.signedUp();
    await sql`insert into suppressions (mailbox_hash, reason) values (${keyedHash(row.email, "mailbox")}, ${reason})`;
    await confirm(request);
    expect(await sql`select reason from suppressions`).toEqual([{ reason }]);
  });

  test("ends an erasure that waits for its receipt: a new person, who has nothing of the old one", async () => {
    const row = signupRow();
    const old = await insertSubscriber(sql, { email: row.email, status: "erasing", name: null });
    await insertDelivery(sql, old.id, { kind: "erasure_receipt", period: "once" });
    expect(await storeSignup(row)).toMatchObject({ outcome: "new" });
    const now = await people.subscriber(row.email);
    expect(now).toMatchObject({ status: "unverified", name: "Zoë" });
    expect(now.id).not.toBe(old.id);
    expect(await kindsOf(now.id)).toEqual(["verification"]);
  });

  test("fresh links do not go to who is being erased", async () => {
    const { email, id } = await insertSubscriber(sql, { status: "erasing" });
    const args = { p_email: email, p_what: "links", p_period: randomUUID() };
    expect(await serviceDb().call("request_links", args, z.strictObject({}))).toEqual({});
    await sql`select unsubscribe_subscriber(${id})`;
    expect(await people.subscriber(email)).toMatchObject({ status: "erasing" });
  });
});

test("leaving ends the mails that were asked for with the subscription, and no others", async () => {
  const { id } = await insertSubscriber(sql);
  for (const kind of ["digest", "still_looking", "re_engagement", "links", "export"])
    await insertDelivery(sql, id, { kind });
  await sql`select unsubscribe_subscriber(${id})`;
  const waiting = await sql`select kind from deliveries where status = 'pending' order by kind`;
  expect(waiting.map(({ kind }) => kind)).toEqual(["export", "links"]);
});

describe("still_looking", () => {
  const skip = (id: string, reason: string) =>
    sql`update deliveries set status = 'skipped', reason = ${reason}, settled_at = now(), looked_at = 214 where id = ${id}`;

  test.each([
    // who, reason, period, promised
    [{ still_looking: true }, "no_new", "2026-12-07", true],
    [{ still_looking: true }, "too_few", "2026-12-07", true],
    [{ still_looking: true }, "paused", "2026-12-07", false],
    [{ still_looking: true }, "closed", "2026-12-07", true],
    [{ still_looking: true }, "no_new", "on-demand:2026-12-07", false],
    [{ still_looking: true }, "no_new", "welcome:2026-12-07", false],
    [{ still_looking: false }, "no_new", "2026-12-07", false],
    [{ still_looking: true, status: "unsubscribed" }, "no_new", "2026-12-07", false],
  ])("%o, a digest that is skipped for %s in %s: promised %s", async (over, reason, period, promised) => {
    const { id } = await insertSubscriber(sql, over);
    await skip(await insertDelivery(sql, id, { kind: "digest", status: "planned", period }), reason);
    const mails = (await people.deliveriesOf(id)).filter(({ kind }) => kind === "still_looking");
    expect(mails).toMatchObject(promised ? [{ period, status: "pending", looked_at: 214 }] : []);
  });

  test("one for a digest, however often that is said", async () => {
    const { id } = await insertSubscriber(sql, { still_looking: true });
    const digest = await insertDelivery(sql, id, { kind: "digest", status: "planned" });
    for (let turn = 0; turn < 2; turn++) {
      await skip(digest, "no_new");
      await sql`update deliveries set status = 'planned' where id = ${digest}`;
    }
    expect((await kindsOf(id)).filter((kind) => kind === "still_looking")).toHaveLength(1);
  });
});

describe("re_engagement", () => {
  const promise = (limit = 100) => serviceDb().call("promise_re_engagement", { p_limit: limit }, z.int());
  const quiet = { verified_at: ago(400 * day), last_sign_at: ago(181 * day) };

  test("asks who was silent for 180 days, once ever, and nobody else", async () => {
    const { id } = await insertSubscriber(sql, quiet);
    await insertSubscriber(sql, { ...quiet, last_sign_at: ago(179 * day) });
    await insertSubscriber(sql, { ...quiet, verified_at: ago(179 * day) });
    await insertSubscriber(sql, { ...quiet, status: "unsubscribed" });
    await insertSubscriber(sql, { ...quiet, paused_until: new Date(Date.now() + day) });
    expect(await promise()).toBe(1);
    expect(await sql`select subscriber_id, kind, status from deliveries`).toEqual([
      { subscriber_id: id, kind: "re_engagement", status: "pending" },
    ]);
    expect(await serviceDb().call("record_sign", { p_subscriber: id }, z.boolean())).toBe(true);
    await sql`update subscribers set last_sign_at = ${ago(181 * day)} where id = ${id}`;
    await sql`update deliveries set status = 'sent', settled_at = now(), created_at = ${ago(200 * day)}`;
    expect(await promise()).toBe(0);
  });

  test("asks nobody while sending is stopped", async () => {
    await insertSubscriber(sql, quiet);
    await sql`insert into sending_stops (reason, figures) values ('bounces', '{}')`;
    expect(await promise()).toBe(0);
    await sql`update sending_stops set resumed_at = now()`;
    expect(await promise()).toBe(1);
  });

  test.each(["skipped", "failed", "unknown", "sent"])(
    "a mail that ended as %s: asked again after a week?",
    async (status) => {
      const { id } = await insertSubscriber(sql, quiet);
      expect(await promise()).toBe(1);
      await sql`update deliveries set status = ${status}, reason = 'r', settled_at = ${ago(6 * day)}`;
      expect(await promise()).toBe(0);
      await sql`update deliveries set created_at = ${ago(8 * day)}, settled_at = ${ago(8 * day)}`;
      const again = ["skipped", "failed"].includes(status);
      expect(await promise()).toBe(again ? 1 : 0);
      const [mail] = await people.deliveriesOf(id);
      if (again) expect(mail).toMatchObject({ status: "pending", reason: null, settled_at: null });
      expect(Number(mail?.created_at) > Number(ago(day))).toBe(again);
    },
  );

  test("the longest silent first, at most as many as asked for", async () => {
    const ids = [];
    for (const days of [300, 500, 400])
      ids.push((await insertSubscriber(sql, { verified_at: ago(600 * day), last_sign_at: ago(days * day) })).id);
    expect([await promise(2), await promise(2), await promise(2)]).toEqual([2, 1, 0]);
    const order = await sql`select subscriber_id from deliveries order by created_at, subscriber_id = ${ids[2] ?? ""}`;
    expect(order.map(({ subscriber_id: id }) => id)).toEqual([ids[1], ids[2], ids[0]]);
  });

  test("of many mails that did not go out as many are asked again as asked for", async () => {
    for (let turn = 0; turn < 3; turn++) await insertSubscriber(sql, quiet);
    expect(await promise()).toBe(3);
    await sql`update deliveries set status = 'skipped', settled_at = ${ago(8 * day)}`;
    expect(await promise(1)).toBe(1);
    expect(await sql`select from subscribers where re_engaged_at is null`).toHaveLength(0);
    expect(await promise(3)).toBe(2);
  });

  test("a sign of who has left brings nobody back", async () => {
    const { id, email } = await insertSubscriber(sql, { ...quiet, status: "unsubscribed" });
    expect(await serviceDb().call("record_sign", { p_subscriber: id }, z.boolean())).toBe(false);
    expect(await people.subscriber(email)).toMatchObject({ status: "unsubscribed", last_sign_at: quiet.last_sign_at });
  });
});
