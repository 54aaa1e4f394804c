import { randomUUID } from "node:crypto";
import type { TransactionSql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertDelivery, insertSubscriber, someMailbox } from "../../test/people.ts";
import { startDatabase, type TestDatabase } from "../../test/services.ts";
import { callIn, confirm, overlapping, signupRow, storeSignup } from "./arrange.ts";

let database: TestDatabase;
let sql: TestDatabase["sql"];

beforeAll(async () => {
  database = await startDatabase();
  sql = database.sql;
});
afterAll(() => database.stop());

const subscriber = async (email: string) => {
  const [row] = await sql`select * from subscribers where email = ${email}`;
  return row ?? expect.fail(`no subscriber ${email}`);
};
const deliveriesOf = (id: string) => sql`select * from deliveries where subscriber_id = ${id} order by created_at`;
const consentsOf = (id: string) => sql`select * from consents where subscriber_id = ${id} order by given_at`;
/** Lets time pass for the mails of a mailbox. */
const age = (email: string, interval: string) => sql`
  update deliveries set created_at = created_at - ${interval}::interval
  where subscriber_id = (select id from subscribers where email = ${email})`;

async function signedUp(email = someMailbox()) {
  const row = signupRow(email);
  const { deliveryId = "" } = await storeSignup(row);
  const [{ request_id: request } = expect.fail("no delivery")] =
    await sql`select * from deliveries where id = ${deliveryId}`;
  return { email, row, deliveryId, request: request as string, id: (await subscriber(email)).id as string };
}

async function confirmed(email = someMailbox()) {
  const person = await signedUp(email);
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

describe("store_signup", () => {
  test("stores a new person, the consent, the request and one promised mail", async () => {
    const row = signupRow();
    const result = await storeSignup(row);
    expect(result).toEqual({ outcome: "new", deliveryId: expect.any(String), supersedes: null });
    const stored = await subscriber(row.email);
    expect(stored).toMatchObject({
      status: "unverified",
      tier: "free",
      name: "Zoë",
      progress_id: row.progressId,
      next_digest_at: null,
    });
    const [delivery] = await deliveriesOf(stored.id);
    expect(delivery).toMatchObject({
      id: result.deliveryId,
      kind: "verification",
      status: "pending",
      period: row.progressId,
    });
    const [request] = await sql`select * from email_verification_requests where id = ${delivery?.request_id}`;
    expect(request?.expires_at - request?.created_at).toBe(48 * 3_600_000);
    expect(await consentsOf(stored.id)).toMatchObject([
      { wording: "2026-11", confirmed_at: null, signup_id: row.progressId },
    ]);
  });

  test("run twice, it changes nothing and names the same mail", async () => {
    const { row, deliveryId, id } = await signedUp();
    expect(await storeSignup(row)).toEqual({ outcome: "renewed", deliveryId });
    expect(await deliveriesOf(id)).toHaveLength(1);
    expect(await consentsOf(id)).toHaveLength(1);
  });

  test("five at once with one address: one subscriber, one mail, the others follow its way", async () => {
    const email = someMailbox();
    const rows = Array.from({ length: 5 }, () => signupRow(email));
    const results = await Promise.all(rows.map(storeSignup));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["new", "quiet", "quiet", "quiet", "quiet"]);
    const { id, progress_id } = await subscriber(email);
    expect(await deliveriesOf(id)).toHaveLength(1);
    const followers = results.filter(({ outcome }) => outcome === "quiet");
    expect(followers.map(({ progressOf }) => progressOf)).toEqual(Array(4).fill(progress_id));
  });

  test("two that overlap, of somebody who is there already: one mail", async () => {
    const { email, id } = await signedUp();
    await age(email, "2 minutes");
    const store = (row: object) => (transaction: TransactionSql) =>
      callIn<{ outcome: string }>(transaction, "store_signup", row);
    const results = await overlapping(sql, store(signupRow(email)), store(signupRow(email)));
    expect(results.map(({ outcome }) => outcome)).toEqual(["renewed", "quiet"]);
    expect(await deliveriesOf(id)).toHaveLength(2);
  });

  test("within a minute no second mail, but the last wishes win; after it a mail that takes the first one's place", async () => {
    const { email, row, id } = await signedUp();
    const second = signupRow(email, { wishes: { careerPaths: ["data-analytics"], cities: [] }, name: null });
    expect(await storeSignup(second)).toEqual({ outcome: "quiet", progressOf: row.progressId });
    expect(await subscriber(email)).toMatchObject({
      wishes: second.wishes,
      name: null,
      link_key_sealed: row.linkKeySealed,
    });
    await age(email, "61 seconds");
    const third = signupRow(email);
    expect(await storeSignup(third)).toMatchObject({ outcome: "renewed", supersedes: row.progressId });
    expect(await deliveriesOf(id)).toHaveLength(2);
    expect((await subscriber(email)).progress_id).toBe(third.progressId);
    expect(await consentsOf(id)).toHaveLength(3);
  });

  test("three mails an hour, of whatever kind, then none until the hour is over", async () => {
    const { email, id } = await signedUp();
    await insertDelivery(sql, id, { kind: "links", status: "sent" });
    await insertDelivery(sql, id, { kind: "already_subscribed", status: "sent" });
    await age(email, "20 minutes");
    expect(await storeSignup(signupRow(email))).toMatchObject({ outcome: "quiet" });
    await age(email, "41 minutes");
    expect(await storeSignup(signupRow(email))).toMatchObject({ outcome: "renewed" });
  });

  test("a confirmed person keeps the wishes and is only offered the links", async () => {
    const { email, row, id } = await confirmed();
    await age(email, "2 minutes");
    const again = signupRow(email, { wishes: { careerPaths: ["data-analytics"] }, name: "Somebody else" });
    expect(await storeSignup(again)).toEqual({ outcome: "known", deliveryId: expect.any(String) });
    expect(await subscriber(email)).toMatchObject({
      wishes: row.wishes,
      name: "Zoë",
      status: "active",
      progress_id: row.progressId,
    });
    expect((await deliveriesOf(id)).filter(({ kind }) => kind === "already_subscribed")).toHaveLength(1);
    expect(await consentsOf(id)).toHaveLength(1);
    expect(await storeSignup(again)).toMatchObject({ outcome: "renewed" });
    expect((await deliveriesOf(id)).filter(({ kind }) => kind === "already_subscribed")).toHaveLength(1);
  });

  test.each(["complaint", "bounce", "manual"])("a mailbox suppressed for %s gets nothing", async (reason) => {
    const row = signupRow();
    await sql`insert into suppressions (mailbox_hash, reason) values (${row.mailboxHash}, ${reason})`;
    expect(await storeSignup(row)).toEqual({ outcome: "suppressed" });
    expect(await sql`select from subscribers where email = ${row.email}`).toHaveLength(0);
  });

  test("a suppressed person stays suppressed when the hashing secret has changed", async () => {
    const { email, row } = await signedUp();
    await sql`insert into suppressions (mailbox_hash, reason) values (${row.mailboxHash}, 'complaint')`;
    const otherHash = signupRow(email, { mailboxHash: `other-${row.mailboxHash}` });
    expect(await storeSignup(otherHash)).toEqual({ outcome: "suppressed" });
  });

  test("an erased person may come back", async () => {
    const row = signupRow();
    await sql`insert into suppressions (mailbox_hash, reason) values (${row.mailboxHash}, 'erased')`;
    expect(await storeSignup(row)).toMatchObject({ outcome: "new" });
  });

  test("what the checks of the table refuse stores nothing", async () => {
    const row = signupRow("Not-Lower-Case@example.org");
    await expect(storeSignup(row)).rejects.toThrow(/23514/);
    expect(await sql`select from subscribers where mailbox_hash = ${row.mailboxHash}`).toHaveLength(0);
  });
});

describe("confirm_subscriber", () => {
  test("starts the subscription, confirms the consent and promises one welcome digest", async () => {
    const { email, row, request, id } = await signedUp();
    const next = new Date("2026-12-07T07:00:00Z");
    expect(await confirm(request, next)).toEqual({
      outcome: "confirmed",
      subscriberId: id,
      progressId: row.progressId,
    });
    const stored = await subscriber(email);
    expect(stored).toMatchObject({ status: "active", next_digest_at: next, unsubscribed_at: null });
    expect(stored.verified_at).toBeInstanceOf(Date);
    expect(await consentsOf(id)).toMatchObject([{ confirmed_at: expect.any(Date), withdrawn_at: null }]);
    const digests = (await deliveriesOf(id)).filter(({ kind }) => kind === "digest");
    expect(digests).toMatchObject([{ period: "welcome", status: "planned", progress_id: row.progressId }]);
  });

  test("twice, also at once, confirms once", async () => {
    const { email, request, id } = await signedUp();
    const first = new Date("2026-12-07T07:00:00Z");
    const results = await Promise.all([confirm(request, first), confirm(request, first)]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["already", "confirmed"]);
    expect(await confirm(request, new Date("2027-01-01T07:00:00Z"))).toMatchObject({
      outcome: "already",
      subscriberId: id,
    });
    expect((await subscriber(email)).next_digest_at).toEqual(first);
    expect((await deliveriesOf(id)).filter(({ kind }) => kind === "digest")).toHaveLength(1);
  });

  test("two that overlap: one welcome", async () => {
    const { request, id } = await signedUp();
    const press = (transaction: TransactionSql) =>
      callIn<{ outcome: string }>(transaction, "confirm_subscriber", request, new Date());
    const results = await overlapping(sql, press, press);
    expect(results.map(({ outcome }) => outcome)).toEqual(["confirmed", "already"]);
    expect((await deliveriesOf(id)).filter(({ kind }) => kind === "digest")).toHaveLength(1);
  });

  test("an expired or unknown request confirms nobody", async () => {
    const { email, request } = await signedUp();
    await sql`update email_verification_requests set expires_at = now() where id = ${request}`;
    expect(await confirm(request)).toEqual({ outcome: "expired" });
    expect(await confirm(randomUUID())).toEqual({ outcome: "expired" });
    expect((await subscriber(email)).status).toBe("unverified");
  });

  test("the mail before the last one confirms too, and ends the others", async () => {
    const { email, request, id } = await signedUp();
    await age(email, "2 minutes");
    await storeSignup(signupRow(email));
    expect(await confirm(request)).toMatchObject({ outcome: "confirmed" });
    expect(
      await sql`select from email_verification_requests where subscriber_id = ${id} and consumed_at is null`,
    ).toHaveLength(0);
  });

  test("an old mail does not bring back somebody who has left", async () => {
    const { email, request, id } = await signedUp();
    await age(email, "2 minutes");
    const { deliveryId = "" } = await storeSignup(signupRow(email));
    const [later] = await sql`select request_id from deliveries where id = ${deliveryId}`;
    await confirm(request);
    await unsubscribe(id);
    expect(await confirm(later?.request_id)).toEqual({ outcome: "expired" });
    expect(await confirm(request)).toEqual({ outcome: "expired" });
    expect((await subscriber(email)).status).toBe("unsubscribed");
  });

  test("somebody who left and signs up again gets a second welcome", async () => {
    const { email, id } = await confirmed();
    await unsubscribe(id);
    await age(email, "2 minutes");
    const { outcome, deliveryId = "" } = await storeSignup(signupRow(email));
    expect(outcome).toBe("renewed");
    const [delivery] = await sql`select request_id from deliveries where id = ${deliveryId}`;
    expect(await confirm(delivery?.request_id)).toMatchObject({ outcome: "confirmed" });
    const digests = (await deliveriesOf(id)).filter(({ kind }) => kind === "digest");
    expect(digests.map(({ period, status }) => [period, status])).toEqual([
      ["welcome", "skipped"],
      ["welcome-2", "planned"],
    ]);
    expect(
      (await consentsOf(id)).filter(({ withdrawn_at, confirmed_at }) => !withdrawn_at && confirmed_at),
    ).toHaveLength(1);
  });

  test("coming back by a fresh link records a consent of its own", async () => {
    const { email, id } = await confirmed();
    await unsubscribe(id);
    await age(email, "2 minutes");
    const { deliveryId = "" } = await requestLinks(email, "verification");
    const [delivery] = await sql`select * from deliveries where id = ${deliveryId}`;
    expect(delivery?.kind).toBe("verification");
    expect(await confirm(delivery?.request_id)).toMatchObject({ outcome: "confirmed" });
    const standing = (await consentsOf(id)).filter(({ withdrawn_at }) => !withdrawn_at);
    expect(standing).toMatchObject([
      { wording: "2026-11", signup_id: delivery?.request_id, confirmed_at: expect.any(Date) },
    ]);
  });

  test("forgets that a mailbox was erased", async () => {
    const row = signupRow();
    await sql`insert into suppressions (mailbox_hash, reason) values (${row.mailboxHash}, 'erased')`;
    const { request } = await signedUp(row.email);
    await confirm(request);
    expect(await sql`select from suppressions where mailbox_hash = ${row.mailboxHash}`).toHaveLength(0);
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
    const [delivery] = await deliveriesOf(id);
    expect(delivery).toMatchObject({ id: deliveryId, kind, status: "pending" });
    expect(delivery?.request_id === null).toBe(kind === "links");
  });

  test("asked twice by one job it promises one mail, and the next within a minute none", async () => {
    const { email, id } = await insertSubscriber(sql);
    const first = await requestLinks(email, "links", "resend-1");
    expect(await requestLinks(email, "links", "resend-1")).toEqual(first);
    expect(await requestLinks(email, "links", "resend-2")).toEqual({});
    expect(await deliveriesOf(id)).toHaveLength(1);
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
    expect(await subscriber(email)).toMatchObject({ status: "unsubscribed", next_digest_at: null });
    expect(await consentsOf(id)).toMatchObject([{ withdrawn_at: expect.any(Date) }]);
    const digests = (await deliveriesOf(id)).filter(({ kind }) => kind === "digest");
    expect(digests.map(({ status, reason }) => [status, reason])).toEqual(Array(2).fill(["skipped", "unsubscribed"]));
    expect(await sql`select status from deliveries where id = ${links}`).toMatchObject([{ status: "pending" }]);

    const [{ withdrawn_at: withdrawn } = expect.fail("no consent")] = await consentsOf(id);
    expect(await unsubscribe(id)).toEqual({ changed: false });
    expect(await consentsOf(id)).toMatchObject([{ withdrawn_at: withdrawn }]);
  });

  test("an unknown subscriber changes nothing", async () => {
    expect(await unsubscribe(randomUUID())).toEqual({ changed: false });
  });
});
