import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertDelivery, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { claimDeliveries } from "./arrange.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "subscribers", "email_batches"));

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;
const ago = (ms: number) => new Date(Date.now() - ms);
const person = async (over: Record<string, unknown> = {}) => (await insertSubscriber(sql, over)).id;
const promise = async (over: Record<string, unknown>, subscriber?: string) => {
  const id = subscriber ?? (await person());
  return {
    subscriber: id,
    id: await insertDelivery(sql, id, { kind: "digest", created_at: ago(31 * second), ...over }),
  };
};
const delivery = async (id: string) => {
  const [row] = await sql`select status, reason, settled_at from deliveries where id = ${id}`;
  return row ?? expect.fail("no such delivery");
};
const unkept = (limit = 100) =>
  serviceDb().call(
    "unkept_promises",
    { p_limit: limit },
    z.strictObject({
      subscribers: z.array(z.uuid()),
      deliveries: z.array(z.uuid()),
      skipped: z.record(z.string(), z.int()),
    }),
  );

describe("unkept_promises", () => {
  test("names digests to be filled and mails to be sent, once they are half a minute old", async () => {
    const planned = await promise({ status: "planned" });
    const pending = await promise({ status: "pending" });
    await promise({ status: "planned", created_at: ago(20 * second) });
    await promise({ status: "pending", created_at: ago(20 * second) });
    for (const status of ["sent", "skipped", "failed", "unknown"]) await promise({ status });
    expect(await unkept()).toMatchObject({ subscribers: [planned.subscriber], deliveries: [pending.id] });
  });

  test("names a subscriber once, however many digests wait", async () => {
    const { subscriber } = await promise({ status: "planned" });
    await promise({ status: "planned" }, subscriber);
    expect((await unkept()).subscribers).toEqual([subscriber]);
  });

  test("the oldest first, at most as many as asked for", async () => {
    const old = await promise({ status: "pending", created_at: ago(hour) });
    await promise({ status: "pending" });
    expect((await unkept(1)).deliveries).toEqual([old.id]);
  });

  test("a sender's batch is left to it until its lease is over by half a minute", async () => {
    const { id } = await promise({ status: "pending" });
    await claimDeliveries([id]);
    expect((await unkept()).deliveries).toEqual([]);
    await sql`update email_batches set lease_until = now() - interval '20 seconds'`;
    expect((await unkept()).deliveries).toEqual([]);
    await sql`update email_batches set lease_until = now() - interval '31 seconds'`;
    expect((await unkept()).deliveries).toEqual([id]);
  });

  test("a batch that was given back is left to its own job for ten minutes", async () => {
    const { id } = await promise({ status: "pending" });
    const { batches } = await claimDeliveries([id]);
    await serviceDb().call("release_batch", { p_batch: batches[0]?.id ?? "", p_maybe_sent: true }, z.null());
    expect((await unkept()).deliveries).toEqual([]);
    await sql`update email_batches set released_at = now() - interval '11 minutes'`;
    expect((await unkept()).deliveries).toEqual([id]);
  });

  test("what is too_late ends with its reason instead of being mailed late", async () => {
    const late = [
      await promise({ status: "planned", created_at: ago(3 * day + hour) }),
      await promise({ status: "pending", created_at: ago(3 * day + hour) }),
    ];
    const inTime = await promise({ status: "pending", created_at: ago(3 * day - hour) });
    expect(await unkept()).toEqual({ subscribers: [], deliveries: [inTime.id], skipped: { too_late: 2 } });
    for (const { id } of late)
      expect(await delivery(id)).toEqual({
        status: "skipped",
        reason: "too_late",
        settled_at: expect.any(Date),
      });
  });

  test("of much that is too_late the oldest ends first, as many as asked for, and what is left is not asked for", async () => {
    const left = [await promise({ status: "planned", created_at: ago(4 * day) })];
    const oldest = await promise({ status: "planned", created_at: ago(6 * day) });
    left.push(await promise({ status: "pending", created_at: ago(5 * day) }));
    const recent = [await promise({ status: "planned" }), await promise({ status: "pending" })];
    expect(await unkept(1)).toEqual({
      subscribers: [recent[0]?.subscriber],
      deliveries: [recent[1]?.id],
      skipped: { too_late: 1 },
    });
    expect(await delivery(oldest.id)).toMatchObject({ status: "skipped", reason: "too_late" });
    for (const { id } of left) expect((await delivery(id)).settled_at).toBeNull();
  });

  test("a batch that nobody settled within 23 hours ends as unknown, unless its sender is at it", async () => {
    const { id } = await promise({ status: "pending" });
    await claimDeliveries([id]);
    await sql`update email_batches set created_at = now() - interval '24 hours'`;
    await unkept();
    expect((await delivery(id)).status).toBe("sending");
    await sql`update email_batches set lease_until = now() - interval '1 second'`;
    expect((await unkept()).deliveries).toEqual([]);
    expect(await delivery(id)).toMatchObject({
      status: "unknown",
      reason: "not settled within the life of its idempotency key",
    });
  });

  test("run twice it changes nothing more", async () => {
    await promise({ status: "planned" });
    await promise({ status: "pending", created_at: ago(4 * day) });
    const first = await unkept();
    const rows = await sql`select * from deliveries order by id`;
    expect(await unkept()).toEqual({ ...first, skipped: { too_late: 0 } });
    expect(await sql`select * from deliveries order by id`).toEqual(rows);
  });
});
