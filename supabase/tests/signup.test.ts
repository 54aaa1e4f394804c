import type { TransactionSql } from "postgres";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { keyedHash } from "../../lib/seal.ts";
import { sealedLinkKey } from "../../lib/subscribers/link-key.ts";
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

describe("store_signup", () => {
  test("stores a new person, the consent, the request and one promised mail", async () => {
    const row = signupRow();
    const result = await storeSignup(row);
    expect(result).toEqual({ outcome: "new", deliveryId: expect.any(String), supersedes: null });
    const stored = await people.subscriber(row.email);
    expect(stored).toMatchObject({
      status: "unverified",
      tier: "free",
      name: "Zoë",
      progress_id: row.progressId,
      next_digest_at: null,
    });
    const [delivery] = await people.deliveriesOf(stored.id);
    expect(delivery).toMatchObject({
      id: result.deliveryId,
      kind: "verification",
      status: "pending",
      period: row.progressId,
    });
    const [request] = await sql`select * from email_verification_requests where id = ${delivery?.request_id}`;
    expect(request?.expires_at - request?.created_at).toBe(24 * 3_600_000);
    expect(await people.consentsOf(stored.id)).toMatchObject([
      { wording: "2026-11", confirmed_at: null, signup_id: row.progressId },
    ]);
  });

  test("run twice, it changes nothing and names the same mail", async () => {
    const { row, deliveryId, id } = await people.signedUp();
    expect(await storeSignup(row)).toEqual({ outcome: "renewed", deliveryId });
    expect(await people.deliveriesOf(id)).toHaveLength(1);
    expect(await people.consentsOf(id)).toHaveLength(1);
  });

  test("five at once with one address: one subscriber, one mail, the others follow its way", async () => {
    const email = someMailbox();
    const rows = Array.from({ length: 5 }, () => signupRow(email));
    const results = await Promise.all(rows.map(storeSignup));
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(["new", "quiet", "quiet", "quiet", "quiet"]);
    const { id, progress_id } = await people.subscriber(email);
    expect(await people.deliveriesOf(id)).toHaveLength(1);
    const followers = results.filter(({ outcome }) => outcome === "quiet");
    expect(followers.map(({ progressOf }) => progressOf)).toEqual(Array(4).fill(progress_id));
  });

  test("two that overlap, of somebody who is there already: one mail", async () => {
    const { email, id } = await insertSubscriber(sql);
    const store = () => (transaction: TransactionSql) =>
      callIn<{ outcome: string }>(transaction, "store_signup", signupRow(email));
    const results = await overlapping(sql, store(), store());
    expect(results.map(({ outcome }) => outcome)).toEqual(["known", "quiet"]);
    expect(await people.deliveriesOf(id)).toHaveLength(1);
  });

  test("within a minute no second mail, but the last wishes win; after it a mail that takes the first one's place", async () => {
    const { email, row, id } = await people.signedUp();
    const second = signupRow(email, { wishes: { careerPaths: ["data-analytics"], cities: [] }, name: null });
    expect(await storeSignup(second)).toEqual({ outcome: "quiet", progressOf: row.progressId });
    expect(await people.subscriber(email)).toMatchObject({
      wishes: second.wishes,
      name: null,
      link_key_sealed: row.linkKeySealed,
    });
    await people.age(email, "61 seconds");
    const third = signupRow(email);
    expect(await storeSignup(third)).toMatchObject({ outcome: "renewed", supersedes: row.progressId });
    expect(await people.deliveriesOf(id)).toHaveLength(2);
    expect((await people.subscriber(email)).progress_id).toBe(third.progressId);
    expect(await people.consentsOf(id)).toHaveLength(3);
  });

  test("what was asked within one minute stays one mail, however late its job runs", async () => {
    const { email, id } = await people.signedUp();
    await people.age(email, "10 minutes");
    const askedAt = (secondsAgo: number) => ({
      consent: { wording: "2026-11", ipHash: null, at: new Date(Date.now() - secondsAgo * 1000).toISOString() },
    });
    expect(await storeSignup(signupRow(email, askedAt(645)))).toMatchObject({ outcome: "quiet" });
    expect(await storeSignup(signupRow(email, askedAt(575)))).toMatchObject({ outcome: "quiet" });
    expect(await storeSignup(signupRow(email, askedAt(530)))).toMatchObject({ outcome: "renewed" });
    expect(await people.deliveriesOf(id)).toHaveLength(2);
  });

  test("a late job of an earlier signup writes nothing to who has confirmed and left since", async () => {
    const { email, id } = await confirmed();
    await people.age(email, "90 seconds");
    await sql`select unsubscribe_subscriber(${id})`;
    const askedAt = new Date(Date.now() - 100_000).toISOString();
    const late = signupRow(email, { consent: { wording: "2026-11", ipHash: null, at: askedAt } });
    expect(await storeSignup(late)).toMatchObject({ outcome: "quiet" });
    expect((await people.deliveriesOf(id)).filter(({ kind }) => kind === "verification")).toHaveLength(1);
  });

  test("who has just left may come back at once; after that mail none for a minute", async () => {
    const { email, id } = await confirmed();
    await sql`select unsubscribe_subscriber(${id})`;
    await insertDelivery(sql, id, { kind: "links", status: "sent" });
    const back = signupRow(email);
    expect(await storeSignup(back)).toMatchObject({ outcome: "renewed", deliveryId: expect.any(String) });
    expect(await storeSignup(signupRow(email))).toEqual({ outcome: "quiet", progressOf: back.progressId });
    await sql`update email_verification_requests set expires_at = now()`;
    // the mail with links was the third one this hour
    expect(await storeSignup(signupRow(email))).toEqual({ outcome: "quiet", progressOf: null });
  });

  test("while a person is being erased, the mailbox may sign up at once as somebody new", async () => {
    const { email, id, row } = await confirmed();
    const p = { subscriberId: id, keyHash: row.linkKeySha256, ...sealedLinkKey() };
    await serviceDb().call("erase_subscriber", { p }, z.unknown());
    expect(await storeSignup(signupRow(email))).toMatchObject({ outcome: "new", deliveryId: expect.any(String) });
  });

  test("three mails an hour, of whatever kind, then none until the hour is over", async () => {
    const { email, id, row, request } = await people.signedUp();
    await insertDelivery(sql, id, { kind: "links", status: "sent" });
    await insertDelivery(sql, id, { kind: "already_subscribed", status: "sent" });
    await people.age(email, "20 minutes");
    const quiet = { outcome: "quiet", progressOf: row.progressId };
    expect(await storeSignup(signupRow(email))).toEqual(quiet);
    await confirm(request);
    await sql`select unsubscribe_subscriber(${id})`;
    // That status page is complete: nothing more on it would be about this signup.
    expect(await storeSignup(signupRow(email))).toEqual({ ...quiet, progressOf: null });
    await people.age(email, "41 minutes");
    expect(await storeSignup(signupRow(email))).toMatchObject({ outcome: "renewed" });
  });

  test("eight mails a day, of whatever kind, whoever goes on asking for them", async () => {
    const { email, id } = await people.signedUp();
    const again = async () => (await storeSignup(signupRow(email))).outcome;
    for (let mails = 1; mails < 8; mails++) {
      await people.age(email, "61 minutes");
      expect(await again()).toBe("renewed");
    }
    await people.age(email, "61 minutes");
    expect(await again()).toBe("quiet");
    expect(await people.deliveriesOf(id)).toHaveLength(8);
    await people.age(email, "17 hours");
    expect(await again()).toBe("renewed");
  });

  test("a confirmed person keeps the wishes and is only offered the links", async () => {
    const { email, row, id } = await confirmed();
    await people.age(email, "2 minutes");
    const again = signupRow(email, { wishes: { careerPaths: ["data-analytics"] }, name: "Somebody else" });
    expect(await storeSignup(again)).toEqual({ outcome: "known", deliveryId: expect.any(String) });
    expect(await people.subscriber(email)).toMatchObject({
      wishes: row.wishes,
      name: "Zoë",
      status: "active",
      progress_id: row.progressId,
    });
    expect((await people.deliveriesOf(id)).filter(({ kind }) => kind === "already_subscribed")).toHaveLength(1);
    expect(await people.consentsOf(id)).toHaveLength(1);
    expect(await storeSignup(again)).toMatchObject({ outcome: "renewed" });
    expect((await people.deliveriesOf(id)).filter(({ kind }) => kind === "already_subscribed")).toHaveLength(1);
  });

  test.each(["complaint", "bounce", "manual"])("a mailbox suppressed for %s gets nothing", async (reason) => {
    const row = signupRow();
    await sql`insert into suppressions (mailbox_hash, reason) values (${keyedHash(row.email, "mailbox")}, ${reason})`;
    expect(await storeSignup(row)).toEqual({ outcome: "suppressed" });
    expect(await sql`select from subscribers where email = ${row.email}`).toHaveLength(0);
  });

  test("a suppressed person stays suppressed when the hashing secret has changed", async () => {
    const { email, row } = await people.signedUp();
    await sql`insert into suppressions (mailbox_hash, reason) values (${keyedHash(row.email, "mailbox")}, 'complaint')`;
    const otherHash = signupRow(email, { mailboxHashes: ["by another secret"] });
    expect(await storeSignup(otherHash)).toEqual({ outcome: "suppressed" });
  });

  test("and while it changes also one of whom nothing but the other hash is left", async () => {
    await sql`insert into suppressions (mailbox_hash, reason) values ('by the next secret', 'complaint')`;
    const row = signupRow();
    const both = signupRow(row.email, { mailboxHashes: [...row.mailboxHashes, "by the next secret"] });
    expect(await storeSignup(both)).toEqual({ outcome: "suppressed" });
    expect(await storeSignup(row)).toMatchObject({ outcome: "new" });
    expect(await people.subscriber(row.email)).toMatchObject({ mailbox_hash: row.mailboxHashes[0] });
  });

  test("an erased person may come back", async () => {
    const row = signupRow();
    await sql`insert into suppressions (mailbox_hash, reason) values (${keyedHash(row.email, "mailbox")}, 'erased')`;
    expect(await storeSignup(row)).toMatchObject({ outcome: "new" });
  });

  test("what the checks of the table refuse stores nothing", async () => {
    const row = signupRow("Not-Lower-Case@example.org");
    await expect(storeSignup(row)).rejects.toThrow(/23514/);
    expect(await sql`select from subscribers where mailbox_hash = ${keyedHash(row.email, "mailbox")}`).toHaveLength(0);
  });
});
