import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { LaterError } from "../lib/errors.ts";
import { insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { emptied } from "../test/services.ts";
import { worldOfFile } from "../test/world.ts";
import email from "./email.ts";
import webhook from "./webhook.ts";

const world = worldOfFile();
beforeEach(async () => {
  await emptied(world.sql, "webhook_events", "mail_figures");
});

/** A verification mail that the vendor has taken, and what it says of it. */
async function taken() {
  const { id, email: mailbox } = await insertSubscriber(world.sql);
  const delivery = await insertDelivery(world.sql, id, { kind: "links" });
  const row = async () =>
    (
      await world.sql`select status, reason, settled_at, provider_id, batch_id from deliveries where id = ${delivery}`
    )[0];
  const send = () => runOnce(email, { deliveries: [delivery] });
  await send();
  const emailId: string = (await row())?.provider_id;
  const failed = (detail?: string) => {
    const about = { emailId, deliveryId: delivery, ...(detail !== undefined && { detail }) };
    const at = new Date().toISOString();
    return runOnce(webhook, { source: "resend", eventId: randomUUID(), type: "email.failed", at, ...about });
  };
  return { delivery, row, send, failed, mails: () => world.outbox.mails(mailbox) };
}
const accepted = async () => (await world.sql`select accepted from mail_figures`)[0]?.accepted;

test("a mail that the vendor has taken and not sent, as its quota was used up, goes out an hour later, once", async () => {
  const { delivery, row, send, failed, mails } = await taken();
  expect(await failed("reached_daily_quota")).toEqual({ outcome: "applied" });
  expect(await row()).toEqual({ status: "pending", reason: null, settled_at: null, provider_id: null, batch_id: null });
  expect(await accepted()).toBe(0);
  await expect(send()).rejects.toThrow(LaterError);
  await world.sql`update deliveries set not_before = not_before - interval '1 hour' where id = ${delivery}`;
  await send();
  const [again, first, ...more] = await mails();
  expect(more).toEqual([]);
  expect(again?.idempotencyKey).not.toBe(first?.idempotencyKey);
  // What is told of the first try, again, says nothing of the second.
  await failed("reached_daily_quota");
  expect(await row()).toMatchObject({ status: "sent", provider_id: again?.id });
  expect(await accepted()).toBe(1);
});

test("what is told of a try that is over has no id that an erasure would not find", async () => {
  const { failed } = await taken();
  const told = async () => (await world.sql`select data ->> 'email_id' as id from webhook_events`).map(({ id }) => id);
  await failed("reached_daily_quota");
  await failed("reached_daily_quota");
  expect(await told()).toEqual([null, null]);
  const other = await taken();
  await other.failed("invalid_recipient");
  expect(await told()).toEqual([null, null, (await other.row())?.provider_id]);
});

test("one that it cannot send for another reason has failed", async () => {
  const { row, failed } = await taken();
  await failed("invalid_recipient");
  expect(await row()).toMatchObject({ status: "failed", reason: "invalid_recipient", settled_at: expect.any(Date) });
  expect(await accepted()).toBe(0);
});

test("one that has arrived, or is being sent, is not taken for one that was not sent", async () => {
  const { delivery, row, failed } = await taken();
  await world.sql`update deliveries set delivered_at = now() where id = ${delivery}`;
  await failed("reached_daily_quota");
  expect(await row()).toMatchObject({ status: "sent" });
  await world.sql`update deliveries set delivered_at = null, status = 'sending', settled_at = null where id = ${delivery}`;
  await expect(failed("reached_daily_quota")).rejects.toThrow(LaterError);
});
