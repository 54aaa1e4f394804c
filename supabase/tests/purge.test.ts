import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { day, hour, second } from "../../lib/time.ts";
import { insertAddressChange, insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { until } from "../../test/until.ts";
import { insertEvent, insertMatch } from "./arrange.ts";

const { sql } = databaseOfFile();
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
    "billing_checks",
    "erased_buyers",
  ),
);

const ago = (ms: number) => new Date(Date.now() - ms);
const person = async (over: Record<string, unknown> = {}) => (await insertSubscriber(sql, over)).id;
const kinds =
  "subscribers left requests changes replies runs cache batches events identities texts sealed letters visits checks buyers".split(
    " ",
  );
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

test("keeps who left and still pays; visits to Polar go after thirty days, checks after four hundred", async () => {
  const leftLongAgo = { status: "unsubscribed", unsubscribed_at: ago(400 * day) };
  const [paying, owing, over] = [
    await person({ ...leftLongAgo, tier: "premium" }),
    await person(leftLongAgo),
    await person(leftLongAgo),
  ];
  await sql`insert into billing ${sql([
    { subscriber_id: owing, status: "past_due" },
    { subscriber_id: over, status: "canceled" },
  ])}`;
  for (const created_at of [ago(30 * day + hour), ago(30 * day - hour)])
    await sql`insert into billing_visits ${sql({ id: randomUUID(), subscriber_id: paying, destination: "portal", created_at })}`;
  for (const at of [ago(400 * day + hour), ago(400 * day - hour)])
    await sql`insert into billing_checks ${sql({ part: "all", at })}`;
  for (const at of [ago(30 * day + hour), ago(30 * day - hour)])
    await sql`insert into erased_buyers ${sql({ subscriber_sha256: randomBytes(32), at })}`;
  expect(await purge()).toEqual({ ...none, left: 1, visits: 1, checks: 1, buyers: 1 });
  const kept = (await sql`select id from subscribers`).map(({ id }) => id).sort();
  expect(kept).toEqual([paying, owing].sort());
  expect([await left("billing_visits"), await left("billing_checks")]).toEqual([1, 1]);
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

test("finds each kind by an index: nothing reads a table whole, however little of it is over", async () => {
  const [row] = await sql<{ code: string }[]>`select prosrc as code from pg_proc where proname = 'purge'`;
  const queries = row?.code.match(/select [\s\S]+? limit p_limit/g) ?? [];
  expect(queries).toHaveLength(kinds.length);
  await sql.begin(async (transaction) => {
    await transaction`set local enable_seqscan = off`;
    for (const query of queries) {
      const plan = await transaction.unsafe(`explain ${query.replace("p_limit", "100")}`);
      expect(plan.map((line) => line["QUERY PLAN"]).join("\n")).not.toContain("Seq Scan");
    }
  });
});

test("empties postings that closed long ago of their texts, and tells no catalogue", async () => {
  const long = { closed_at: ago(181 * day), changed_at: ago(181 * day), description: "All of it." };
  const gone = await insertPosting(sql, { ...long, content_hash: "same" });
  const kept = [
    await insertPosting(sql, { ...long, closed_at: ago(179 * day) }),
    await insertPosting(sql, { ...long, closed_at: null }),
  ];
  expect(await purge()).toEqual({ ...none, texts: 1 });
  const rows = await sql`select id, content_hash, changed_at from postings where description = ''`;
  expect(rows).toEqual([{ id: gone, content_hash: "", changed_at: long.changed_at }]);
  expect(await sql`select id from postings where description = ${long.description}`).toHaveLength(kept.length);
  expect(await purge()).toEqual(none);
});

test("leaves its text to a posting that opens while its purge waits", async () => {
  const id = await insertPosting(sql, { closed_at: ago(181 * day), description: "Before." });
  let purged: Promise<unknown> = Promise.resolve();
  await sql.begin(async (crawl) => {
    await crawl`update postings set closed_at = null, description = 'Now.' where id = ${id}`;
    purged = serviceDb().call("purge", { p_kind: "texts", p_limit: 10 }, z.int());
    const isWaiting = async () => (await crawl`select from pg_locks where not granted`).length > 0;
    await until("the purge that waits", isWaiting);
  });
  expect(await purged).toBe(0);
  expect(await sql`select description from postings`).toEqual([{ description: "Now." }]);
});

test("keeps postings and matches: closing them is another rule", async () => {
  await insertPosting(sql, { closed_at: ago(90 * day) });
  expect(await purge()).toEqual(none);
  expect(await left("postings")).toBe(1);
});

test.each([
  ["subscribers", "subscribers", /seven days after the last signup/, "7 days"],
  ["left", "subscribers", /left: twelve months/, "12 months"],
  ["requests", "email_verification_requests", /^seven days after/, "7 days"],
  ["changes", "address_changes", /^seven days after/, "7 days"],
  ["replies", "raw_replies", /^one day$/, "1 day"],
  ["runs", "source_runs", /^30 days$/, "30 days"],
  ["batches", "email_batches", /^30 days after/, "30 days"],
  ["events", "webhook_events", /^30 days;/, "30 days"],
  ["identities", "posting_identities", /^180 days after/, "180 days"],
  ["texts", "postings", /its text 180 days more/, "180 days"],
  ["sealed", "dead_letters", /sealed text 14 days/, "14 days"],
  ["letters", "dead_letters", /^90 days;/, "90 days"],
  ["visits", "billing_visits", /^30 days/, "30 days"],
  ["checks", "billing_checks", /^400 days$/, "400 days"],
  ["buyers", "erased_buyers", /^30 days$/, "30 days"],
])("docs/data.md says as long as purge keeps %s", async (kind, table, said, period) => {
  const [row] = await sql<{ code: string }[]>`select prosrc as code from pg_proc where proname = 'purge'`;
  const [, code = ""] = row?.code.split(`when '${kind}'`) ?? [];
  expect(/interval '([^']+)'/.exec(code)?.[1]).toBe(period);
  const line = new RegExp(`^\\| \`${table}\` .*$`, "m").exec(readFileSync("docs/data.md", "utf8"))?.[0] ?? "";
  expect(line.split("|")[3]?.trim()).toMatch(said);
});
