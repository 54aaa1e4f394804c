import { randomUUID } from "node:crypto";
import type { TransactionSql } from "postgres";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { keyedHash } from "../../lib/seal.ts";
import { insertDelivery, insertSubscriber, someMailbox } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { callIn, confirm, overlapping, peopleIn, signupRow, storeSignup } from "./arrange.ts";

const { sql } = databaseOfFile();
const people = peopleIn(sql);

async function confirmed(email = someMailbox()) {
  const person = await people.signedUp(email);
  expect(await confirm(person.request)).toMatchObject({ outcome: "confirmed" });
  return person;
}

const unsubscribe = (id: string) =>
  serviceDb().call("unsubscribe_subscriber", { p_subscriber: id }, z.strictObject({ changed: z.boolean() }));
const requestLinks = (email: string, what: string, period: string = randomUUID()) =>
  serviceDb().call(
    "request_links",
    { p_email: email, p_what: what, p_period: period },
    z.strictObject({ deliveryId: z.uuid().optional() }),
  );

describe("confirm_subscriber", () => {
  test("starts the subscription, confirms the consent and promises one welcome digest", async () => {
    const { email, row, request, id } = await people.signedUp();
    const next = new Date("2026-12-07T07:00:00Z");
    expect(await confirm(request, next)).toEqual({
      outcome: "confirmed",
      subscriberId: id,
      progressId: row.progressId,
    });
    const stored = await people.subscriber(email);
    expect(stored).toMatchObject({ status: "active", next_digest_at: next, unsubscribed_at: null });
    expect(stored.verified_at).toBeInstanceOf(Date);
    expect(await people.consentsOf(id)).toMatchObject([{ confirmed_at: expect.any(Date), withdrawn_at: null }]);
    const digests = (await people.deliveriesOf(id)).filter(({ kind }) => kind === "digest");
    expect(digests).toMatchObject([{ period: "welcome", status: "planned", progress_id: row.progressId }]);
  });

  test("twice, also at once, confirms once", async () => {
    const { email, request, id } = await people.signedUp();
    const first = new Date("2026-12-07T07:00:00Z");
    const results = await Promise.all([confirm(request, first), confirm(request, first)]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["already", "confirmed"]);
    expect(await confirm(request, new Date("2027-01-01T07:00:00Z"))).toMatchObject({
      outcome: "already",
      subscriberId: id,
    });
    expect((await people.subscriber(email)).next_digest_at).toEqual(first);
    expect((await people.deliveriesOf(id)).filter(({ kind }) => kind === "digest")).toHaveLength(1);
  });

  test("two mails of one person that overlap: one welcome", async () => {
    const { email, request, id } = await people.signedUp();
    await people.age(email, "2 minutes");
    const { deliveryId = "" } = await storeSignup(signupRow(email));
    const [later] = await sql`select request_id from deliveries where id = ${deliveryId}`;
    const press = (pressed: string) => (transaction: TransactionSql) =>
      callIn<{ outcome: string }>(transaction, "confirm_subscriber", pressed, new Date());
    const results = await overlapping(sql, press(request), press(later?.request_id));
    expect(results.map(({ outcome }) => outcome)).toEqual(["confirmed", "already"]);
    expect((await people.deliveriesOf(id)).filter(({ kind }) => kind === "digest")).toHaveLength(1);
  });

  test("an expired or unknown request confirms nobody", async () => {
    const { email, request } = await people.signedUp();
    await sql`update email_verification_requests set expires_at = now() where id = ${request}`;
    expect(await confirm(request)).toEqual({ outcome: "expired" });
    expect(await confirm(randomUUID())).toEqual({ outcome: "expired" });
    expect((await people.subscriber(email)).status).toBe("unverified");
  });

  test("the mail before the last one confirms too, and ends the others", async () => {
    const { email, request, id } = await people.signedUp();
    await people.age(email, "2 minutes");
    await storeSignup(signupRow(email));
    expect(await confirm(request)).toMatchObject({ outcome: "confirmed" });
    expect(
      await sql`select from email_verification_requests where subscriber_id = ${id} and consumed_at is null`,
    ).toHaveLength(0);
  });

  test("an old mail does not bring back somebody who has left", async () => {
    const { email, request, id } = await people.signedUp();
    await people.age(email, "2 minutes");
    const { deliveryId = "" } = await storeSignup(signupRow(email));
    const [later] = await sql`select request_id from deliveries where id = ${deliveryId}`;
    await confirm(request);
    await unsubscribe(id);
    expect(await confirm(later?.request_id)).toEqual({ outcome: "expired" });
    expect(await confirm(request)).toEqual({ outcome: "expired" });
    expect((await people.subscriber(email)).status).toBe("unsubscribed");
  });

  test("somebody who left and signs up again gets a second welcome", async () => {
    const { email, id } = await confirmed();
    await unsubscribe(id);
    await people.age(email, "2 minutes");
    const { outcome, deliveryId = "" } = await storeSignup(signupRow(email));
    expect(outcome).toBe("renewed");
    const [delivery] = await sql`select request_id from deliveries where id = ${deliveryId}`;
    expect(await confirm(delivery?.request_id)).toMatchObject({ outcome: "confirmed" });
    const digests = (await people.deliveriesOf(id)).filter(({ kind }) => kind === "digest");
    expect(digests.map(({ period, status }) => [period, status])).toEqual([
      ["welcome", "skipped"],
      ["welcome-2", "planned"],
    ]);
    expect(
      (await people.consentsOf(id)).filter(({ withdrawn_at, confirmed_at }) => !withdrawn_at && confirmed_at),
    ).toHaveLength(1);
  });

  test("coming back by a fresh link records a consent of its own", async () => {
    const { email, id } = await confirmed();
    await unsubscribe(id);
    await people.age(email, "2 minutes");
    const { deliveryId = "" } = await requestLinks(email, "verification");
    const [delivery] = await sql`select * from deliveries where id = ${deliveryId}`;
    expect(delivery?.kind).toBe("verification");
    expect(await confirm(delivery?.request_id)).toMatchObject({ outcome: "confirmed" });
    const standing = (await people.consentsOf(id)).filter(({ withdrawn_at }) => !withdrawn_at);
    expect(standing).toMatchObject([
      { wording: "2026-11", signup_id: delivery?.request_id, confirmed_at: expect.any(Date) },
    ]);
  });

  test("forgets that a mailbox was erased", async () => {
    const row = signupRow();
    await sql`insert into suppressions (mailbox_hash, reason) values (${keyedHash(row.email, "mailbox")}, 'erased')`;
    const { request } = await people.signedUp(row.email);
    await confirm(request);
    expect(await sql`select from suppressions where mailbox_hash = ${keyedHash(row.email, "mailbox")}`).toHaveLength(0);
  });
});

describe("request_links", () => {
  test.each([
    ["unverified", "verification", "verification"],
    ["unverified", "links", "verification"],
    ["active", "verification", "links"],
    ["active", "links", "links"],
    ["unsubscribed", "links", "links"],
    ["unsubscribed", "verification", "verification"],
  ])("who is %s and asks for %s gets %s", async (status, what, kind) => {
    const { email, id } = await insertSubscriber(sql, { status });
    const { deliveryId } = await requestLinks(email, what);
    const [delivery] = await people.deliveriesOf(id);
    expect(delivery).toMatchObject({ id: deliveryId, kind, status: "pending" });
    expect(delivery?.request_id === null).toBe(kind === "links");
  });

  test("asked twice by one job it promises one mail, and the next within a minute none", async () => {
    const { email, id } = await insertSubscriber(sql);
    const first = await requestLinks(email, "links", "resend-1");
    expect(await requestLinks(email, "links", "resend-1")).toEqual(first);
    expect(await requestLinks(email, "links", "resend-2")).toEqual({});
    expect(await people.deliveriesOf(id)).toHaveLength(1);
  });

  test("two jobs that overlap promise one mail", async () => {
    const { email, id } = await insertSubscriber(sql);
    const ask = (period: string) => (transaction: TransactionSql) =>
      callIn<{ deliveryId?: string }>(transaction, "request_links", email, "links", period);
    const [first, second] = await overlapping(sql, ask("resend-1"), ask("resend-2"));
    expect(first.deliveryId).toBeDefined();
    expect(second).toEqual({});
    expect(await people.deliveriesOf(id)).toHaveLength(1);
  });

  test("nobody, and who must not be written to, gets nothing", async () => {
    expect(await requestLinks(someMailbox(), "links")).toEqual({});
    const { email, id } = await insertSubscriber(sql);
    await sql`insert into suppressions select mailbox_hash, 'bounce' from subscribers where id = ${id}`;
    expect(await requestLinks(email, "links")).toEqual({});
  });
});

describe("unsubscribe_subscriber", () => {
  test("ends the subscription, the consent and every digest that waits, once", async () => {
    const { email, id } = await confirmed();
    await insertDelivery(sql, id, { kind: "digest", period: "2026-12-07", status: "pending" });
    const links = await insertDelivery(sql, id, { kind: "links", status: "pending" });
    expect(await unsubscribe(id)).toEqual({ changed: true });
    expect(await people.subscriber(email)).toMatchObject({ status: "unsubscribed", next_digest_at: null });
    expect(await people.consentsOf(id)).toMatchObject([{ withdrawn_at: expect.any(Date) }]);
    const digests = (await people.deliveriesOf(id)).filter(({ kind }) => kind === "digest");
    expect(digests.map(({ status, reason }) => [status, reason])).toEqual(Array(2).fill(["skipped", "unsubscribed"]));
    expect(await sql`select status from deliveries where id = ${links}`).toMatchObject([{ status: "pending" }]);

    const [{ withdrawn_at: withdrawn } = expect.fail("no consent")] = await people.consentsOf(id);
    expect(await unsubscribe(id)).toEqual({ changed: false });
    expect(await people.consentsOf(id)).toMatchObject([{ withdrawn_at: withdrawn }]);
  });

  test("an unknown subscriber changes nothing", async () => {
    expect(await unsubscribe(randomUUID())).toEqual({ changed: false });
  });
});
