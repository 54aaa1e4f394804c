import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { day, hour, second } from "../../lib/time.ts";
import { insertAddressChange, insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { emptied, startDatabase, type TestDatabase } from "../../test/services.ts";
import { insertEvent, insertMatch } from "./arrange.ts";

let database: TestDatabase;
let sql: TestDatabase["sql"];

beforeAll(async () => {
  database = await startDatabase();
  sql = database.sql;
});
afterAll(() => database.stop());
beforeEach(() =>
  emptied(
    sql,
    "subscribers",
    "suppressions",
    "email_batches",
    "postings",
    "source_runs",
    "job_cache",
    "webhook_events",
  ),
);

const ago = (ms: number) => new Date(Date.now() - ms);
const person = async (over: Record<string, unknown> = {}) => (await insertSubscriber(sql, over)).id;
const kinds = "subscribers left requests changes replies runs cache batches events identities".split(" ");
const none = Object.fromEntries(kinds.map((kind) => [kind, 0]));
async function purge(): Promise<Record<string, number>> {
  const gone = kinds.map(async (kind) => {
    const args = { p_kind: kind, p_limit: 100 };
    return [kind, await serviceDb().call("purge", args, z.int())] as const;
  });
  return Object.fromEntries(await Promise.all(gone));
}
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

test("deletes who left after twelve months wholly, and keeps the hash of who was suppressed", async () => {
  const month = (count: number) => Temporal.Now.zonedDateTimeISO("UTC").subtract({ months: count });
  const leftAt = (at: Temporal.ZonedDateTime) =>
    person({ status: "unsubscribed", unsubscribed_at: new Date(at.epochMilliseconds) });
  const gone = await leftAt(month(12).subtract({ days: 1 }));
  const kept = await leftAt(month(12).add({ days: 1 }));
  await sql`insert into suppressions select mailbox_hash, 'complaint' from subscribers where id = ${gone}`;
  for (const id of [gone, kept]) {
    const digest = await insertDelivery(sql, id, { kind: "digest", status: "sent", provider_id: `re_${id}` });
    await insertMatch(sql, id, digest);
    await insertEvent(sql, `re_${id}`);
  }
  expect(await purge()).toEqual({ ...none, left: 1 });
  for (const table of ["subscribers", "deliveries", "matches", "webhook_events", "suppressions"])
    expect([table, await left(table)]).toEqual([table, 1]);
  expect(await sql`select id from subscribers`).toEqual([{ id: kept }]);
  expect(await purge()).toEqual(none);
});

test("deletes changes of address a week after they expired, with their mails", async () => {
  const subscriber = await person();
  for (const expires_at of [ago(7 * day + hour), ago(7 * day - hour)]) {
    const change = await insertAddressChange(sql, subscriber, { expires_at });
    await insertDelivery(sql, subscriber, { kind: "address_change", status: "sent", address_change_id: change.id });
  }
  expect(await purge()).toEqual({ ...none, changes: 1 });
  expect([await left("address_changes"), await left("deliveries")]).toEqual([1, 1]);
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
  expect(await serviceDb().call("end_lost_runs", {}, z.int())).toBe(1);
  expect(await sql`select cursor from raw_replies`).toEqual([{ cursor: "2" }]);
  const rows = await sql`select id, status, error from source_runs order by started_at`;
  expect(rows).toEqual([
    { id: kept, status: "done", error: null },
    { id: stuck, status: "failed", error: "never finished" },
    { id: going, status: "running", error: null },
  ]);
});

test("deletes settled batches and events after thirty days, and what is cached when it is over", async () => {
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
    event({ received_at: ago(30 * day + hour) }),
    event({ received_at: ago(30 * day - hour) }),
    event({ received_at: new Date() }),
  ])}`;
  const cached = (key: string, expires_at: Date) => ({ key, source: "s", result: sql.json([]), expires_at });
  await sql`insert into job_cache ${sql([cached("over", ago(second)), cached("fresh", new Date(Date.now() + hour))])}`;
  expect(await purge()).toEqual({ ...none, batches: 1, events: 1, cache: 1 });
  expect([await left("email_batches"), await left("webhook_events"), await left("job_cache")]).toEqual([2, 2, 1]);
  expect(await purge()).toEqual(none);
});

test("finds everything by an index: no table is read whole, also not for what hangs on a person", async () => {
  const gone = await person({ status: "unsubscribed", unsubscribed_at: ago(400 * day) });
  await insertMatch(sql, gone, await insertDelivery(sql, gone, { kind: "digest", status: "sent", provider_id: "re_1" }));
  await insertAddressChange(sql, await person(), { expires_at: ago(8 * day) });
  await sql.begin(async (transaction) => {
    await transaction`set local enable_seqscan = off`;
    for (const kind of kinds) await transaction`select purge(${kind}, 100)`;
    await transaction`select end_lost_runs(), finish_erasures(100), promise_re_engagement(100)`;
    const read = await transaction`select relname from pg_stat_xact_user_tables where seq_scan > 0`;
    expect(read.map(({ relname }) => relname)).toEqual([]);
  });
  expect(await left("matches")).toBe(0);
});

test("keeps postings and matches: closing them is another rule", async () => {
  await insertPosting(sql, { closed_at: ago(90 * day) });
  expect(await purge()).toEqual(none);
  expect(await left("postings")).toBe(1);
});
