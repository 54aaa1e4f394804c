import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { startDatabase, type TestDatabase } from "../../test/services.ts";
import { claimDeliveries } from "./arrange.ts";

let database: TestDatabase;
let sql: TestDatabase["sql"];

beforeAll(async () => {
  database = await startDatabase();
  sql = database.sql;
});
afterAll(() => database.stop());
beforeEach(() => sql`truncate subscribers, email_batches, source_runs, job_cache, webhook_events cascade`);

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

describe("purge", () => {
  const purged = z.record(z.string(), z.int());
  const purge = () => serviceDb().call("purge", {}, purged);
  const none = { subscribers: 0, requests: 0, replies: 0, runs: 0, cache: 0, batches: 0, events: 0, identities: 0 };
  const left = async (table: string) => (await sql`select from ${sql(table)}`).length;

  test("deletes who never confirmed after seven days, with all that hangs on them, and nobody else", async () => {
    const gone = await person({ status: "unverified", updated_at: ago(7 * day + hour) });
    await sql`insert into consents ${sql({ subscriber_id: gone, signup_id: "s", wording: "w", given_at: new Date() })}`;
    await insertDelivery(sql, gone, { kind: "verification" });
    const kept = [
      await person({ status: "unverified", updated_at: ago(7 * day - hour) }),
      await person({ status: "active", updated_at: ago(70 * day) }),
      await person({ status: "unsubscribed", updated_at: ago(70 * day) }),
    ];
    expect(await purge()).toEqual({ ...none, subscribers: 1 });
    expect((await sql`select id from subscribers`).map(({ id }) => id).sort()).toEqual(kept.sort());
    expect([await left("consents"), await left("deliveries")]).toEqual([0, 0]);
  });

  test("deletes verification requests a week after they expired, and keeps their mails' rows", async () => {
    const subscriber = await person();
    const request = async (expires_at: Date) => {
      const [row] =
        await sql`insert into email_verification_requests ${sql({ subscriber_id: subscriber, expires_at })} returning id`;
      return row?.id as string;
    };
    const [gone, kept] = [await request(ago(7 * day + hour)), await request(ago(7 * day - hour))];
    const mail = await insertDelivery(sql, subscriber, { kind: "verification", status: "sent", request_id: gone });
    expect(await purge()).toEqual({ ...none, requests: 1 });
    expect(await sql`select id from email_verification_requests`).toEqual([{ id: kept }]);
    expect(await sql`select request_id from deliveries where id = ${mail}`).toEqual([{ request_id: null }]);
  });

  test("deletes replies after a day and runs after thirty, and ends runs that never finished", async () => {
    const run = async (started_at: Date, status = "done") => {
      const [row] =
        await sql`insert into source_runs ${sql({ source: "s", target: "t", status, started_at })} returning id`;
      return row?.id as string;
    };
    await run(ago(30 * day + hour));
    const [kept, stuck, going] = [
      await run(ago(30 * day - hour)),
      await run(ago(7 * hour), "running"),
      await run(ago(hour), "running"),
    ];
    await sql`insert into raw_replies ${sql([
      { run_id: kept, cursor: "1", body: "{}", fetched_at: ago(25 * hour) },
      { run_id: kept, cursor: "2", body: "{}", fetched_at: ago(23 * hour) },
    ])}`;
    expect(await purge()).toEqual({ ...none, replies: 1, runs: 1 });
    expect(await sql`select cursor from raw_replies`).toEqual([{ cursor: "2" }]);
    const rows = await sql`select id, status, error from source_runs order by started_at`;
    expect(rows).toEqual([
      { id: kept, status: "done", error: null },
      { id: stuck, status: "failed", error: "never finished" },
      { id: going, status: "running", error: null },
    ]);
  });

  test("deletes settled batches and processed events after thirty days, and what is cached when it is over", async () => {
    const old = ago(30 * day + hour);
    await sql`insert into email_batches ${sql([
      { status: "sent", created_at: old },
      { status: "open", created_at: old },
      { status: "sent", created_at: ago(29 * day) },
    ])}`;
    const event = (over: object) => ({
      source: "resend",
      event_id: randomUUID(),
      type: "email.sent",
      data: sql.json({}),
      ...over,
    });
    await sql`insert into webhook_events ${sql([
      event({ received_at: old, processed_at: old }),
      event({ received_at: old, processed_at: null }),
      event({ received_at: new Date(), processed_at: new Date() }),
    ])}`;
    const cached = (key: string, expires_at: Date) => ({ key, source: "s", result: sql.json([]), expires_at });
    await sql`insert into job_cache ${sql([cached("over", ago(second)), cached("fresh", new Date(Date.now() + hour))])}`;
    expect(await purge()).toEqual({ ...none, batches: 1, events: 1, cache: 1 });
    expect([await left("email_batches"), await left("webhook_events"), await left("job_cache")]).toEqual([2, 2, 1]);
    expect(await purge()).toEqual(none);
  });

  test("keeps postings and matches: closing them is another rule", async () => {
    await insertPosting(sql, { closed_at: ago(90 * day) });
    expect(await purge()).toEqual(none);
    expect(await left("postings")).toBe(1);
  });
});
