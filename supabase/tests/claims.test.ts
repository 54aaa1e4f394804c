import type { TransactionSql } from "postgres";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { deliveryRow } from "../../lib/mail/row.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { callIn, claimDeliveries, only, overlapping } from "./arrange.ts";
import { claimOne, mailsIn, settle } from "./mails.ts";

const { sql } = databaseOfFile();
const { digest, digests, deliveries, statuses, batchOf, expireLease } = mailsIn(sql);

describe("claim_deliveries", () => {
  test("writes the composition and its key down before anything is sent", async () => {
    const ids = await digests(3);
    const { batches, busyMs } = await claimDeliveries(ids);
    const batch = only(batches);
    expect(busyMs).toBe(0);
    expect(batch.items.map(({ id }) => id)).toEqual([...ids].sort());
    expect(await statuses(ids)).toEqual(["sending", "sending", "sending"]);
    expect(await batchOf(batch.id)).toMatchObject({ status: "open", maybe_sent: false });
  });

  test("gives everything that the mail says", async () => {
    const { id, subscriberId, email } = await digest({ status: "planned", looked_at: 40, more: 2 });
    const posting = await insertPosting(sql, { salary: null, programme: "internship" });
    const p = [
      {
        deliveryId: id,
        lookedAt: 40,
        more: 2,
        matches: [{ postingId: posting, score: 70, parts: {}, reasons: ["Berlin"], gaps: [] }],
      },
    ];
    await serviceDb().call("store_digests", { p }, z.unknown());
    const item = deliveryRow.parse(only((await claimOne([id])).items));
    expect(item).toMatchObject({
      id,
      subscriberId,
      email,
      kind: "digest",
      lookedAt: 40,
      more: 2,
      timeZone: "Europe/Berlin",
    });
    expect(item.matches).toMatchObject([
      { postingId: posting, rank: 1, title: "Junior Data Analyst", programme: "internship" },
    ]);
  });

  test("two senders at once: each mail is in one hand, the other hears how long", async () => {
    const ids = await digests(5);
    const claims = await Promise.all([claimDeliveries(ids), claimDeliveries(ids)]);
    expect(claims.flatMap(({ batches }) => batches.flatMap(({ items }) => items))).toHaveLength(5);
    const again = await claimDeliveries(ids);
    expect(again.batches).toEqual([]);
    expect(again.busyMs).toBeGreaterThan(20_000);
    expect(again.busyMs).toBeLessThanOrEqual(30_000);
  });

  test("a sender that comes while another has not committed yet gets none of its mails", async () => {
    const ids = await digests(3);
    const claim = (transaction: TransactionSql) =>
      callIn<{ batches: { id: string; items: object[] }[] }>(transaction, "claim_deliveries", ids, 30);
    const [first, second] = await overlapping(sql, claim, claim);
    expect(first.batches).toMatchObject([{ items: [{}, {}, {}] }]);
    expect(second.batches).toEqual([]);
    for (const { batch_id } of await deliveries(ids)) expect(batch_id).toBe(first.batches[0]?.id);

    await expireLease(first.batches[0]?.id ?? "");
    const [third, fourth] = await overlapping(sql, claim, claim);
    expect([third.batches, fourth.batches]).toEqual([[{ ...first.batches[0], maybeSent: true }], []]);
  });

  test("senders of overlapping sets share them out", async () => {
    const ids = await digests(30);
    const sets = [ids.slice(0, 20), ids.slice(10), ids.toReversed()];
    const claims = await Promise.all(sets.map((set) => claimDeliveries(set)));
    const claimed = claims.flatMap(({ batches }) => batches.flatMap(({ items }) => items.map(({ id }) => id)));
    expect(claimed.sort()).toEqual([...ids].sort());
  });

  test("what is sent is not claimed again", async () => {
    const ids = await digests(2);
    const batch = await claimOne(ids);
    await settle(batch.id, "sent");
    expect(await claimDeliveries(ids)).toMatchObject({ batches: [], busyMs: 0 });
  });

  test("a dead sender's batch comes back the same: key, mails and order", async () => {
    const ids = await digests(3);
    const first = await claimOne(ids);
    await expireLease(first.id);
    const later = await digest();
    const { batches } = await claimDeliveries([...ids.toReversed(), later.id]);
    const again = batches.find(({ id }) => id === first.id);
    expect(again).toEqual(first);
    expect(batches.find(({ id }) => id !== first.id)?.items).toMatchObject([{ id: later.id }]);
    expect((await batchOf(first.id)).maybe_sent).toBe(true);
  });

  test("two that take over a dead sender's batch at once: one gets it", async () => {
    const ids = await digests(2);
    const first = await claimOne(ids);
    await expireLease(first.id);
    const claims = await Promise.all([claimDeliveries(ids), claimDeliveries(ids)]);
    expect(claims.flatMap(({ batches }) => batches)).toEqual([first]);
    expect(claims.filter(({ busyMs }) => busyMs > 0)).toHaveLength(1);
  });

  test("after 23 hours a batch whose end is not known is given up, not sent a second time", async () => {
    const ids = await digests(2);
    const { id } = await claimOne(ids);
    await sql`update email_batches set created_at = now() - interval '23 hours 1 second', lease_until = now() - interval '1 second' where id = ${id}`;
    expect(await claimDeliveries(ids)).toMatchObject({ batches: [], busyMs: 0 });
    const reason = "not settled within the life of its idempotency key";
    expect(await deliveries(ids)).toMatchObject(
      Array(2).fill({ status: "unknown", reason, settled_at: expect.any(Date) }),
    );
    expect(await batchOf(id)).toMatchObject({ status: "unknown", reason });
    expect(await claimDeliveries(ids)).toMatchObject({ batches: [], busyMs: 0 });
  });

  test("who left while the outcome was open is not tried again", async () => {
    const { id, subscriberId } = await digest();
    const batch = await claimOne([id]);
    await expireLease(batch.id);
    await sql`update subscribers set status = 'unsubscribed' where id = ${subscriberId}`;
    expect(await claimDeliveries([id])).toMatchObject({ batches: [], busyMs: 0 });
    expect(await statuses([id])).toEqual(["unknown"]);
  });

  test("who was erased while the outcome was open gets no second, hollow mail; the others get theirs", async () => {
    const [erased, other] = [await digest(), await digest()];
    const alone = await insertDelivery(sql, erased.subscriberId, { kind: "links" });
    const batches = [await claimOne([erased.id, other.id]), await claimOne([alone])];
    for (const batch of batches) await expireLease(batch.id);
    await sql`update subscribers set status = 'erasing' where id = ${erased.subscriberId}`;
    const again = await claimOne([other.id, alone]);
    expect(again.id).toBe(batches[0]?.id);
    expect(again.items).toMatchObject([{ id: other.id }]);
    for (const id of [erased.id, alone]) expect(await statuses([id])).toEqual(["unknown"]);
  });

  test("an account mail goes out to who has left", async () => {
    const { id: subscriberId } = await insertSubscriber(sql, { status: "unsubscribed" });
    const id = await insertDelivery(sql, subscriberId, { kind: "links" });
    expect((await claimOne([id])).items).toMatchObject([{ kind: "links" }]);
  });

  test.each([
    ["unsubscribed", { kind: "digest" }, { status: "unsubscribed" }],
    ["unsubscribed", { kind: "digest" }, { status: "unverified" }],
    ["paused", { kind: "digest" }, { paused_until: new Date(Date.now() + 3_600_000) }],
    ["already_confirmed", { kind: "verification" }, { status: "active" }],
    ["too_late", { kind: "digest", created_at: new Date(Date.now() - 73 * 3_600_000) }, {}],
    ["too_late", { kind: "links", created_at: new Date(Date.now() - 73 * 3_600_000) }, {}],
  ])("skips what is %s: %o", async (reason, delivery, subscriber) => {
    const { id } = await digest(delivery, subscriber);
    const wanted = await digest();
    expect((await claimOne([id, wanted.id])).items).toMatchObject([{ id: wanted.id }]);
    expect(await deliveries([id])).toMatchObject([
      { status: "skipped", reason, batch_id: null, settled_at: expect.any(Date) },
    ]);
  });

  test.each([
    ["complaint", "skipped"],
    ["bounce", "skipped"],
    ["manual", "skipped"],
    ["erased", "sending"],
  ])("a mailbox with a %s: %s", async (reason, status) => {
    const { id, subscriberId } = await digest();
    await sql`insert into suppressions select mailbox_hash, ${reason} from subscribers where id = ${subscriberId}`;
    await claimDeliveries([id]);
    expect(await statuses([id])).toEqual([status]);
  });

  test("a request carries at most a hundred mails; the rest waits", async () => {
    const ids = await digests(105);
    expect((await claimOne(ids)).items).toHaveLength(100);
    expect((await claimOne(ids)).items).toHaveLength(5);
  });

  test("what is planned, unknown or of nobody is not claimed", async () => {
    const planned = await digest({ status: "planned" });
    expect(await claimDeliveries([planned.id, crypto.randomUUID()])).toMatchObject({ batches: [], busyMs: 0 });
    expect(
      await sql`select from email_batches b where not exists (select from deliveries d where d.batch_id = b.id)`,
    ).toHaveLength(0);
  });
});
