import { describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { databaseOfFile } from "../../test/services.ts";
import { claimDeliveries } from "./arrange.ts";
import { claimOne, mailsIn, settle } from "./mails.ts";

const { sql } = databaseOfFile();
const { digest, digests, deliveries, statuses, batchOf, expireLease } = mailsIn(sql);

const release = (batch: string, maybeSent: boolean) =>
  serviceDb().call("release_batch", { p_batch: batch, p_maybe_sent: maybeSent }, z.null());
const dissolve = (batch: string) => serviceDb().call("dissolve_batch", { p_batch: batch }, z.null());

describe("settle_batch", () => {
  test("gives each mail the provider's own id, once, also when somebody has been forgotten meanwhile", async () => {
    const ids = await digests(4);
    const batch = await claimOne(ids);
    const [forgotten = "", ...sorted] = [...ids].sort();
    await sql`delete from deliveries where id = ${forgotten}`;
    await settle(batch.id, "sent", Object.fromEntries(ids.map((id) => [id, `re_${id}`])));
    await settle(batch.id, "failed");
    const rows = await deliveries(ids);
    expect(rows).toMatchObject(
      sorted.map((id) => ({ id, status: "sent", provider_id: `re_${id}`, settled_at: expect.any(Date) })),
    );
    expect(await batchOf(batch.id)).toMatchObject({ status: "sent", lease_until: null });
  });

  test("refused by the vendor: failed with its reason, and not claimed again", async () => {
    const { id } = await digest();
    const batch = await claimOne([id]);
    const args = { p_batch: batch.id, p_status: "failed", p_reason: "validation_error" };
    await serviceDb().call("settle_batch", args, z.null());
    expect(await deliveries([id])).toMatchObject([{ status: "failed", reason: "validation_error" }]);
    expect(await claimDeliveries([id])).toMatchObject({ batches: [], busyMs: 0 });
  });

  test("another sender that took over settles; the first one's late word changes nothing", async () => {
    const ids = await digests(1);
    const batch = await claimOne(ids);
    await expireLease(batch.id);
    await claimOne(ids);
    await settle(batch.id, "sent", { [ids[0] ?? ""]: "second" });
    await settle(batch.id, "sent", { [ids[0] ?? ""]: "first" });
    expect(await deliveries(ids)).toMatchObject([{ provider_id: "second" }]);
  });
});

describe("release_batch and dissolve_batch", () => {
  test("certainly not sent: the mails wait again, and who leaves now gets none", async () => {
    const { id, subscriberId } = await digest();
    const batch = await claimOne([id]);
    await release(batch.id, false);
    expect(await deliveries([id])).toMatchObject([{ status: "pending", batch_id: null }]);
    expect((await batchOf(batch.id)).status).toBe("dissolved");
    await sql`update subscribers set status = 'unsubscribed' where id = ${subscriberId}`;
    expect(await claimDeliveries([id])).toEqual({ batches: [], busyMs: 0, skipped: { unsubscribed: 1 } });
    expect(await statuses([id])).toEqual(["skipped"]);
  });

  test("perhaps sent: the same batch comes back at once", async () => {
    const ids = await digests(2);
    const batch = await claimOne(ids);
    await release(batch.id, true);
    expect(await claimOne(ids)).toEqual(batch);
  });

  test("once perhaps sent, it stays so, whatever a later sender knows of its own try", async () => {
    const ids = await digests(2);
    const batch = await claimOne(ids);
    await release(batch.id, true);
    await claimOne(ids);
    await release(batch.id, false);
    expect(await statuses(ids)).toEqual(["sending", "sending"]);
    expect(await claimOne(ids)).toEqual(batch);
  });

  test("dissolving sets free what the vendor refused, and nothing that is settled", async () => {
    const ids = await digests(2);
    const batch = await claimOne(ids);
    await dissolve(batch.id);
    expect(await statuses(ids)).toEqual(["pending", "pending"]);
    const second = await claimOne(ids);
    expect(second.id).not.toBe(batch.id);
    await settle(second.id, "sent");
    await dissolve(second.id);
    await release(second.id, false);
    expect(await statuses(ids)).toEqual(["sent", "sent"]);
  });

  test("skip_deliveries ends only what waits", async () => {
    const [waiting, sending] = await digests(2);
    if (!waiting || !sending) return expect.fail("two digests");
    await claimDeliveries([sending]);
    const args = { p_ids: [waiting, sending], p_reason: "not on the allow-list" };
    await serviceDb().call("skip_deliveries", args, z.null());
    expect(
      await sql`select id, status, reason from deliveries where id = any(${[waiting, sending]}) order by status`,
    ).toEqual([
      { id: sending, status: "sending", reason: null },
      { id: waiting, status: "skipped", reason: "not on the allow-list" },
    ]);
  });
});
