import { describe, expect, test } from "vitest";
import { LaterError } from "../lib/errors.ts";
import { producer, redisKey } from "../lib/redis.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import email from "./email.ts";

const world = worldOfFile();

const send = (...deliveries: string[]) => runOnce(email, { deliveries });
const statusOf = async (id: string) => {
  const [row] = await world.sql`select status, reason, provider_id from deliveries where id = ${id}`;
  return row as { status: string; reason: string | null; provider_id: string | null };
};
/** As if its sender had been killed: nobody holds the batch any more. */
const endLeases = () =>
  world.sql`update email_batches set lease_until = now() - interval '1 second' where status = 'open'`;

test("sends a promised mail and notes the vendor's id", async () => {
  const person = await insertSubscriber(world.sql);
  const delivery = await insertDelivery(world.sql, person.id);
  expect(await send(delivery)).toEqual({ sent: 1 });
  const [mail, ...others] = await world.outbox.mails(person.email);
  expect(others).toEqual([]);
  expect(await statusOf(delivery)).toEqual({ status: "sent", reason: null, provider_id: mail?.id });
});

test("run twice, one after the other and at once, it sends once", async () => {
  const person = await insertSubscriber(world.sql);
  const delivery = await insertDelivery(world.sql, person.id);
  const both = await Promise.allSettled([send(delivery), send(delivery)]);
  await send(delivery);
  for (const run of both) if (run.status === "rejected") expect(run.reason).toBeInstanceOf(LaterError);
  expect(await world.outbox.mails(person.email)).toHaveLength(1);
});

test("carries many mails away in one request, each to its own person", async () => {
  const people = await Promise.all(Array.from({ length: 7 }, () => insertSubscriber(world.sql)));
  const deliveries = await Promise.all(people.map(({ id }) => insertDelivery(world.sql, id)));
  expect(await send(...deliveries)).toEqual({ sent: 7 });
  const mails = await world.outbox.mails();
  expect(new Set(mails.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  for (const [at, person] of people.entries()) {
    const mail = mails.find(({ to }) => [to].flat().includes(person.email));
    const { provider_id } = await statusOf(deliveries[at] ?? "");
    expect(mail?.id).toBe(provider_id);
  }
});

describe("what must not be sent ends with its reason", () => {
  test("a digest of somebody who has left meanwhile", async () => {
    const person = await insertSubscriber(world.sql, { status: "unsubscribed" });
    const delivery = await insertDelivery(world.sql, person.id, { kind: "digest" });
    await send(delivery);
    expect(await statusOf(delivery)).toMatchObject({ status: "skipped", reason: "unsubscribed" });
  });
  test("a mail too_late", async () => {
    const person = await insertSubscriber(world.sql);
    const created_at = new Date(Date.now() - 73 * 3600_000);
    const delivery = await insertDelivery(world.sql, person.id, { created_at });
    await send(delivery);
    expect(await statusOf(delivery)).toMatchObject({ status: "skipped", reason: "too_late" });
  });
  test("a mail to a mailbox that complained", async () => {
    const person = await insertSubscriber(world.sql);
    await world.sql`insert into suppressions (mailbox_hash, reason)
      select mailbox_hash, 'complaint' from subscribers where id = ${person.id}`;
    const delivery = await insertDelivery(world.sql, person.id);
    await send(delivery);
    expect(await statusOf(delivery)).toMatchObject({ status: "skipped", reason: "suppressed" });
  });
  test("a verification of somebody who has confirmed", async () => {
    const person = await insertSubscriber(world.sql);
    const [request] =
      await world.sql`insert into email_verification_requests (subscriber_id) values (${person.id}) returning id`;
    const delivery = await insertDelivery(world.sql, person.id, { kind: "verification", request_id: request?.id });
    await send(delivery);
    expect(await statusOf(delivery)).toMatchObject({ status: "skipped", reason: "already_confirmed" });
  });
  test.afterEach(async () => expect(await world.outbox.mails()).toEqual([]));
});

describe("when the vendor fails", () => {
  const arranged = async () => {
    const person = await insertSubscriber(world.sql);
    return { person, delivery: await insertDelivery(world.sql, person.id) };
  };

  test("429 is later, nothing is lost, and whoever leaves meanwhile gets nothing", async () => {
    const { person, delivery } = await arranged();
    await world.sql`update deliveries set kind = 'digest' where id = ${delivery}`;
    await world.outbox.faults({ status: 429, name: "rate_limit_exceeded", times: 1 });
    await expect(send(delivery)).rejects.toBeInstanceOf(LaterError);
    expect(await statusOf(delivery)).toMatchObject({ status: "pending" });
    await world.sql`update subscribers set status = 'unsubscribed' where id = ${person.id}`;
    await producer().del(redisKey("mail", "pause"));
    await world.sql`update deliveries set not_before = null`;
    await send(delivery);
    expect(await world.outbox.mails()).toEqual([]);
  });

  test("500 is tried again with the same key", async () => {
    const { person, delivery } = await arranged();
    await world.outbox.faults({ status: 500, name: "internal_server_error", times: 1 });
    await expect(send(delivery)).rejects.toThrow(/same key/);
    await send(delivery);
    expect(await world.outbox.mails(person.email)).toHaveLength(1);
    expect(await world.sql`select status from email_batches`).toEqual([{ status: "sent" }]);
  });

  test("a lost answer does not make a second mail", async () => {
    const { person, delivery } = await arranged();
    await world.outbox.faults({ drop: true, times: 1 });
    await expect(send(delivery)).rejects.toThrow(/same key/);
    expect(await world.outbox.mails(person.email)).toHaveLength(1);
    await send(delivery);
    const mails = await world.outbox.mails(person.email);
    expect(mails).toHaveLength(1);
    expect(await statusOf(delivery)).toMatchObject({ status: "sent", provider_id: mails[0]?.id });
  });

  test("a lost answer that stays lost for a day ends as unknown, not as a second mail", async () => {
    const { person, delivery } = await arranged();
    await world.outbox.faults({ drop: true, times: 1 });
    await expect(send(delivery)).rejects.toThrow(/same key/);
    await world.sql`update email_batches set created_at = now() - interval '23 hours 1 minute'`;
    await send(delivery);
    expect(await statusOf(delivery)).toMatchObject({ status: "unknown" });
    expect(await world.outbox.mails(person.email)).toHaveLength(1);
  });

  test("one refused mail does not hold up the others of its request", async () => {
    const good = await arranged();
    const bad = await arranged();
    await world.sql`update subscribers set email = 'not an address' where id = ${bad.person.id}`;
    await send(good.delivery, bad.delivery);
    expect(await world.outbox.mails()).toEqual([]);
    await send(good.delivery);
    await send(bad.delivery);
    expect(await statusOf(good.delivery)).toMatchObject({ status: "sent" });
    expect(await statusOf(bad.delivery)).toMatchObject({ status: "failed", reason: "validation_error" });
  });
});

describe("a sender that was killed", () => {
  test("is waited for while it may still be sending", async () => {
    const person = await insertSubscriber(world.sql);
    const delivery = await insertDelivery(world.sql, person.id);
    await world.sql`select claim_deliveries(${[delivery]}, 30)`;
    await expect(send(delivery)).rejects.toBeInstanceOf(LaterError);
    expect(await world.outbox.mails()).toEqual([]);
  });

  test("is followed by one with the same composition and key", async () => {
    const first = await insertSubscriber(world.sql);
    const second = await insertSubscriber(world.sql);
    const deliveries = [await insertDelivery(world.sql, first.id), await insertDelivery(world.sql, second.id)] as const;
    const [claim] = await world.sql`select claim_deliveries(${[...deliveries]}, 30) as c`;
    await endLeases();
    expect(await send(deliveries[0])).toEqual({ sent: 2 });
    const keys = (await world.outbox.mails()).map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys)).toEqual(new Set([`batch/${claim?.c.batches[0].id}`]));
  });

  test("whose digest nobody wants any more is not followed at all", async () => {
    const person = await insertSubscriber(world.sql);
    const delivery = await insertDelivery(world.sql, person.id, { kind: "digest" });
    await world.sql`select claim_deliveries(${[delivery]}, 30)`;
    await endLeases();
    await world.sql`update subscribers set status = 'unsubscribed' where id = ${person.id}`;
    await send(delivery);
    expect(await world.outbox.mails()).toEqual([]);
    expect(await statusOf(delivery)).toMatchObject({ status: "unknown" });
  });
});

test.each([
  ["rendered", "subscribers", { link_key_sealed: "nonsense" }, "link-key"],
  ["read", "deliveries", { about: { plan: "yearly" } }, "about.plan"],
] as const)(
  "a row that cannot be %s ends with its reason and does not hold up the others of its request",
  async (_, table, broken, reason) => {
    const [good, bad] = [await insertSubscriber(world.sql), await insertSubscriber(world.sql)];
    const deliveries = [await insertDelivery(world.sql, good.id), await insertDelivery(world.sql, bad.id)];
    const id = table === "subscribers" ? bad.id : deliveries[1];
    await world.sql`update ${world.sql(table)} set ${world.sql(broken)} where id = ${id ?? ""}`;
    await expect(send(...deliveries)).rejects.toBeInstanceOf(LaterError);
    expect(await send(...deliveries)).toEqual({ sent: 1 });
    expect(await world.outbox.mails(good.email)).toHaveLength(1);
    expect(await statusOf(deliveries[1] ?? "")).toMatchObject({
      status: "skipped",
      reason: expect.stringContaining(reason),
    });
  },
);

test("a refusal after a lost answer is unknown, not tried again under another key", async () => {
  const people = [await insertSubscriber(world.sql), await insertSubscriber(world.sql)];
  const deliveries = await Promise.all(people.map(({ id }) => insertDelivery(world.sql, id)));
  await world.outbox.faults({ drop: true, times: 1 });
  await expect(send(...deliveries)).rejects.toThrow(/same key/);
  await world.outbox.faults({ status: 422, name: "validation_error", times: 1 });
  await send(...deliveries);
  await send(...deliveries);
  for (const delivery of deliveries) expect(await statusOf(delivery)).toMatchObject({ status: "unknown" });
  expect(await world.outbox.mails()).toHaveLength(2);
});

test("while the vendor wants a pause nobody asks it, not even by another job", async () => {
  const person = await insertSubscriber(world.sql);
  const delivery = await insertDelivery(world.sql, person.id);
  await world.outbox.faults({ status: 429, name: "daily_quota_exceeded", times: 1 });
  const first = await send(delivery).catch((error: unknown) => error as LaterError);
  const again = await send(delivery).catch((error: unknown) => error as LaterError);
  expect(again).toBeInstanceOf(LaterError);
  expect((again as LaterError).ms).toBeGreaterThan((first as LaterError).ms / 2);
  expect(await world.outbox.mails()).toEqual([]);
});

test("a batch that may have been sent is not composed anew when one of its rows no longer renders", async () => {
  const [good, bad] = [await insertSubscriber(world.sql), await insertSubscriber(world.sql)];
  const deliveries = [await insertDelivery(world.sql, good.id), await insertDelivery(world.sql, bad.id)];
  await world.outbox.faults({ drop: true, times: 1 });
  await expect(send(...deliveries)).rejects.toThrow(/same key/);
  await world.sql`update subscribers set link_key_sealed = 'nonsense' where id = ${bad.id}`;
  await expect(send(...deliveries)).rejects.toBeInstanceOf(LaterError);
  await send(...deliveries);
  expect(await world.outbox.mails(good.email)).toHaveLength(1);
  expect(await statusOf(deliveries[0] ?? "")).toMatchObject({ status: "unknown" });
});

test("a digest carries its postings, best first", async () => {
  const person = await insertSubscriber(world.sql);
  const delivery = await insertDelivery(world.sql, person.id, {
    kind: "digest",
    period: "welcome",
    looked_at: 2,
    more: 0,
  });
  for (const [at, title] of ["Analytics Trainee", "Data Intern"].entries()) {
    const posting_id = await insertPosting(world.sql, { title, source: "adzuna" });
    await world.sql`insert into matches ${world.sql({
      subscriber_id: person.id,
      posting_id,
      delivery_id: delivery,
      rank: at + 1,
      score: 90 - at,
      parts: world.sql.json({}),
      reasons: ["In Berlin, as you asked"],
      gaps: [],
      link_status: "uncertain",
    })}`;
  }
  await send(delivery);
  const [mail] = await world.outbox.mails(person.email);
  expect(mail?.text).toContain("Jobs by Adzuna https://www.adzuna");
  expect(mail?.text).toContain("link could not be checked");
  // The subject and the preview name postings too: the list is where a title stands last.
  const [best, second] = ["Analytics Trainee", "Data Intern"].map((title) => mail?.text.lastIndexOf(title) ?? -1);
  expect(best).toBeGreaterThan(0);
  expect(second).toBeGreaterThan(best ?? 0);
  expect(mail?.headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
});
