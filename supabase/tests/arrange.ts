import { randomUUID } from "node:crypto";
import type { Sql, TransactionSql } from "postgres";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { keyedHash, seal } from "../../lib/seal.ts";
import { hashLinkKey, newLinkKey } from "../../lib/tokens.ts";
import {
  insertAddressChange,
  insertDelivery,
  insertPosting,
  insertSubscriber,
  someMailbox,
} from "../../test/people.ts";
import { until } from "../../test/until.ts";

/** The argument of store_signup for a mailbox. */
export function signupRow(email = someMailbox(), over: Record<string, unknown> = {}) {
  const key = newLinkKey();
  return {
    email,
    mailboxHashes: [keyedHash(email, "mailbox")],
    name: "Zoë",
    wishes: { careerPaths: ["unsure"], cities: [] },
    cadence: "weekly",
    timeZone: "Europe/Berlin",
    linkKeySealed: seal(key, "link-key"),
    linkKeySha256: hashLinkKey(key),
    progressId: randomUUID(),
    consent: { wording: "2026-11", at: new Date().toISOString(), ipHash: null },
    ...over,
  };
}

/** A posting chosen for a subscriber in this delivery. */
export async function insertMatch(
  sql: Sql,
  subscriber: string,
  delivery: string,
  { posting = {}, ...over }: Record<string, unknown> & { posting?: Record<string, unknown> } = {},
): Promise<string> {
  const posting_id = await insertPosting(sql, posting);
  const row = { subscriber_id: subscriber, delivery_id: delivery, posting_id, rank: 1 };
  const said = { score: 80, parts: sql.json({}), reasons: ["In Berlin"], gaps: ["Pay not stated"], ...over };
  const [match] = await sql<{ id: string }[]>`insert into matches ${sql({ ...row, ...said })} returning id`;
  if (!match) throw new Error("no match");
  return match.id;
}

/** The vendor's event about a mail, by the vendor's id. */
export async function insertEvent(sql: Sql, providerId: string): Promise<void> {
  const data = sql.json({ email_id: providerId });
  await sql`insert into webhook_events ${sql({ source: "resend", event_id: randomUUID(), type: "email.delivered", data })}`;
}

const storedSignup = z.strictObject({
  outcome: z.string(),
  deliveryId: z.uuid().optional(),
  progressOf: z.string().nullish(),
  supersedes: z.string().nullish(),
});
export const storeSignup = (row: ReturnType<typeof signupRow>) =>
  serviceDb().call("store_signup", { p: row }, storedSignup);

const confirmation = z.strictObject({
  outcome: z.string(),
  subscriberId: z.uuid().optional(),
  progressId: z.string().nullish(),
});
export const confirm = (request: string, next = new Date(Date.now() + 7 * 86_400_000)) =>
  serviceDb().call("confirm_subscriber", { p_request: request, p_next_digest_at: next.toISOString() }, confirmation);

const claim = z.strictObject({
  batches: z.array(z.object({ id: z.uuid(), items: z.array(z.object({ id: z.uuid(), kind: z.string() }).loose()) })),
  busyMs: z.number(),
  skipped: z.record(z.string(), z.int()),
});
export const claimDeliveries = (ids: string[], leaseSeconds = 30) =>
  serviceDb().call("claim_deliveries", { p_ids: ids, p_lease_seconds: leaseSeconds }, claim);

/**
 * Two transactions that certainly overlap: the first has done its work and stays open until the second has ended or
 * waits for it.
 */
export async function overlapping<A, B>(
  sql: Sql,
  first: (transaction: TransactionSql) => Promise<A>,
  second: (transaction: TransactionSql) => Promise<B>,
): Promise<[A, B]> {
  const [worked, mayCommit, began] = [
    Promise.withResolvers<void>(),
    Promise.withResolvers<void>(),
    Promise.withResolvers<number>(),
  ];
  const one = sql.begin(async (transaction) => {
    const result = await first(transaction);
    worked.resolve();
    await mayCommit.promise;
    return result;
  });
  await Promise.race([worked.promise, one]);
  let ended = false;
  const two = sql.begin(async (transaction) => {
    const [row] = await transaction<{ pid: number }[]>`select pg_backend_pid() as pid`;
    began.resolve(row?.pid ?? 0);
    return second(transaction).finally(() => {
      ended = true;
    });
  });
  const pid = await began.promise;
  const waits = () => sql`select from pg_stat_activity where pid = ${pid} and wait_event_type = 'Lock'`;
  await until("the second has ended or waits", async () => ended || (await waits()).length > 0);
  mayCommit.resolve();
  return Promise.all([one, two]) as Promise<[A, B]>;
}

/** Calls a SQL function that returns jsonb, in a transaction. */
export async function callIn<T>(transaction: TransactionSql, fn: string, ...args: unknown[]): Promise<T> {
  const placeholders = args.map((_, at) => `$${at + 1}`).join(", ");
  const [row] = await transaction.unsafe<{ result: T }[]>(
    `select public.${fn}(${placeholders}) as result`,
    args as never[],
  );
  return row?.result as T;
}

/** People with rows in every table about people. */
export function ownDataIn(sql: Sql) {
  return {
    /** Tables with rows about people, read from the catalogue, so that later ones are included. */
    async personalTables(): Promise<string[]> {
      const rows = await sql<{ name: string }[]>`
        select table_name as name from information_schema.columns
        where table_schema = 'public' and column_name = 'subscriber_id' order by 1`;
      return rows.map(({ name }) => name);
    },

    async wellKnown(over: Record<string, unknown> = {}) {
      const kept = { paused_until: new Date(), min_score: 70, excluded_companies: ["Acme"] };
      const person = await insertSubscriber(sql, { ...kept, ...over });
      const { id } = person;
      await sql`insert into consents ${sql({ subscriber_id: id, signup_id: "s", wording: "w", given_at: new Date() })}`;
      const [request] = await sql<{ id: string }[]>`
        insert into email_verification_requests ${sql({ subscriber_id: id })} returning id`;
      const change = await insertAddressChange(sql, id);
      const digest = await insertDelivery(sql, id, { kind: "digest", status: "sent", provider_id: `re_${id}` });
      const match = await insertMatch(sql, id, digest);
      await sql`insert into verdicts ${sql({ match_id: match, subscriber_id: id, verdict: "less", reason: "pay" })}`;
      await sql`insert into suppressions select mailbox_hash, 'erased' from subscribers where id = ${id}`;
      await insertEvent(sql, `re_${id}`);
      await sql`insert into billing ${sql({ subscriber_id: id, plan: "monthly", status: "active" })}`;
      const visit = { id: randomUUID(), subscriber_id: id, destination: "portal", url_sealed: "sealed" };
      await sql`insert into billing_visits ${sql(visit)}`;
      const event = { eventId: randomUUID(), type: "subscription.active", at: new Date(), subscriberId: id };
      await serviceDb().call("note_billing_event", { p: event }, z.object({ outcome: z.literal("noted") }));
      return { ...person, request: request?.id ?? "", change, digest, match };
    },
  };
}

/** The only item of a list that must have exactly one. */
export function only<T>(items: readonly T[]): T {
  if (items.length !== 1) throw new Error(`${items.length} items instead of one`);
  return items[0] as T;
}

/** Reads people's rows, and lets time pass for them. */
export function peopleIn(sql: Sql) {
  const subscriber = async (email: string) => only(await sql`select * from subscribers where email = ${email}`);
  return {
    subscriber,
    deliveriesOf: (id: string) => sql`select * from deliveries where subscriber_id = ${id} order by created_at`,
    consentsOf: (id: string) => sql`select * from consents where subscriber_id = ${id} order by given_at`,
    /** Makes the mails of a mailbox older. */
    age: (email: string, interval: string) => sql`
      update deliveries set created_at = created_at - ${interval}::interval
      where subscriber_id = (select id from subscribers where email = ${email})`,
    async signedUp(email = someMailbox()) {
      const row = signupRow(email);
      const { deliveryId = "" } = await storeSignup(row);
      const { request_id: request } = only(
        await sql<{ request_id: string }[]>`select * from deliveries where id = ${deliveryId}`,
      );
      return { email, row, deliveryId, request, id: (await subscriber(email)).id as string };
    },
  };
}
