import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { anonDb, serviceDb } from "../../lib/db.ts";
import { keyedHash } from "../../lib/seal.ts";
import { sealedLinkKey } from "../../lib/subscribers/link-key.ts";
import { hashLinkKey } from "../../lib/tokens.ts";
import { insertAddressChange, insertDelivery, insertSubscriber, someMailbox } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { claimDeliveries, insertMatch, ownDataIn, signupRow, storeSignup } from "./arrange.ts";

const { sql } = databaseOfFile();
const { personalTables, wellKnown } = ownDataIn(sql);
beforeEach(() => emptied(sql, "subscribers", "suppressions", "webhook_events", "email_batches", "postings"));

type Rows = Record<string, unknown>[];
const readExport = (id: string, keyHash: string, delivery: string) =>
  anonDb().call(
    "subscriber_export",
    { p_subscriber: id, p_key_hash: keyHash, p_delivery: delivery },
    z.record(z.string(), z.unknown()).nullable(),
  );
/** As through the link of a mail that was just asked for. */
const exportOf = async (id: string, keyHash: string) =>
  readExport(id, keyHash, await insertDelivery(sql, id, { kind: "export", status: "sent" }));
const rowsIn = async (table: string, id: string) =>
  (await sql`select to_jsonb(t) as row from ${sql(table)} t where subscriber_id = ${id}`).map(({ row }) => row) as Rows;

describe("the export", () => {
  test("holds every row of every table that knows the person, whole", async () => {
    const { id, key } = await wellKnown();
    const other = await wellKnown();
    const data = (await exportOf(id, hashLinkKey(key))) as Record<string, Rows>;
    const tables = await personalTables();
    expect(tables).toEqual(
      expect.arrayContaining(["address_changes", "billing", "consents", "deliveries", "matches", "verdicts"]),
    );
    for (const table of tables) {
      const rows = await rowsIn(table, id);
      expect(rows, `nothing is arranged in ${table}`).not.toHaveLength(0);
      const told = rows.map(({ key_sealed: _, key_sha256: __, url_sealed: ___, ...row }) => row);
      expect(data[table], table).toMatchObject(told);
    }
    const [{ row } = {}] = await sql`
      select to_jsonb(s) - 'link_key_sealed' - 'link_key_sha256' as row from subscribers s where id = ${id}`;
    expect(data.subscribers).toEqual([row]);
    expect(data.matches).toMatchObject([{ posting: { title: "Junior Data Analyst", url: expect.any(String) } }]);
    expect(data.suppressions).toMatchObject([{ mailbox_hash: row.mailbox_hash, reason: "erased" }]);
    expect(data.webhook_events).toMatchObject([{ type: "email.delivered" }, { type: "subscription.active" }]);
    expect(JSON.stringify(data)).not.toMatch(new RegExp(`${other.id}|${other.email}|key_sealed|key_sha256|url_sealed`));
  });

  test("opens to nobody else: not without the key, and not with another's", async () => {
    const [{ id }, other] = [await wellKnown(), await wellKnown()];
    expect(await exportOf(id, hashLinkKey(other.key))).toBeNull();
    expect(await readExport(randomUUID(), hashLinkKey(other.key), randomUUID())).toBeNull();
  });

  test("opens by the mail that was asked for it alone, for a day: other links have the same key", async () => {
    const [{ id, key }, other] = [await wellKnown(), await wellKnown()];
    const hash = hashLinkKey(key);
    const mail = (person: string, over: Record<string, unknown> = {}) =>
      insertDelivery(sql, person, { kind: "export", status: "sent", ...over });
    const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    expect(await readExport(id, hash, await mail(id, { created_at: hoursAgo(23) }))).not.toBeNull();
    for (const wrong of [
      randomUUID(),
      await mail(id, { kind: "links" }),
      await mail(id, { created_at: hoursAgo(25) }),
      await mail(other.id),
    ])
      expect(await readExport(id, hash, wrong)).toBeNull();
  });

  test("is promised by mail: one an hour, to who has the key and may be written to", async () => {
    const promised = z.strictObject({ deliveryId: z.uuid().optional() });
    const ask = (id: string, key: string, asked: string = randomUUID()) =>
      serviceDb().call("request_export", { p_subscriber: id, p_key_hash: hashLinkKey(key), p_ask: asked }, promised);
    const { id, key } = await insertSubscriber(sql, { status: "unsubscribed" });
    expect(await ask(id, "another key")).toEqual({});
    const asked = randomUUID();
    const first = await ask(id, key, asked);
    expect(first).toEqual({ deliveryId: asked });
    expect(await ask(id, key, asked)).toEqual(first);
    expect(await ask(id, key)).toEqual(first);
    await sql`update deliveries set created_at = now() - interval '61 minutes'`;
    expect(await ask(id, key)).not.toEqual(first);
    const complained = await insertSubscriber(sql);
    await sql`insert into suppressions select mailbox_hash, 'complaint' from subscribers where id = ${complained.id}`;
    const onPage = randomUUID();
    for (let turn = 0; turn < 2; turn++) expect(await ask(complained.id, complained.key, onPage)).toEqual({});
    const mails = await sql`select status, reason from deliveries where id = ${onPage}`;
    expect(mails).toEqual([{ status: "skipped", reason: "suppressed" }]);
    expect(await readExport(complained.id, hashLinkKey(complained.key), onPage)).not.toBeNull();
  });
});

describe("erasure", () => {
  const erase = (id: string, key: string) =>
    serviceDb().call(
      "erase_subscriber",
      { p: { subscriberId: id, keyHash: hashLinkKey(key), ...sealedLinkKey() } },
      z.strictObject({ deliveryId: z.uuid().optional() }),
    );
  const finish = () => serviceDb().call("finish_erasures", { p_limit: 10 }, z.int());

  test("takes everything at once but the address, which waits for the receipt, and then that too", async () => {
    const { id, key, email } = await wellKnown();
    const other = await wellKnown();
    expect(await erase(id, "another key")).toEqual({});
    const { deliveryId = "" } = await erase(id, key);
    for (const table of await personalTables()) expect([table, await rowsIn(table, id)]).toEqual([table, []]);
    const [left] = await sql`select * from subscribers where email = ${email}`;
    const emptied = {
      status: "erasing",
      name: null,
      wishes: {},
      excluded_companies: [],
      min_score: null,
      tier: "free",
    };
    expect(left).toMatchObject({ ...emptied, progress_id: null, next_digest_at: null, time_zone: "UTC" });
    expect(left?.link_key_sha256).not.toBe(hashLinkKey(key));
    const mails = await sql`select id, kind, status from deliveries where subscriber_id = ${left?.id}`;
    expect(mails).toEqual([{ id: deliveryId, kind: "erasure_receipt", status: "pending" }]);
    // the job again
    expect(await erase(id, key)).toEqual({});

    expect(await finish()).toBe(0);
    await sql`update deliveries set status = 'sent', settled_at = now() where id = ${deliveryId}`;
    expect(await finish()).toBe(1);
    expect(await sql`select email from subscribers`).toEqual([{ email: other.email }]);
    expect(await sql`select reason from suppressions where mailbox_hash = ${keyedHash(email, "mailbox")}`).toHaveLength(
      1,
    );
    const events = await sql`
      select coalesce(data ->> 'email_id', data ->> 'subscriber_id') as whose from webhook_events order by source desc`;
    expect(events).toEqual([{ whose: `re_${other.id}` }, { whose: other.id }]);
  });

  test("takes the address out of other people's changes to it too, at once and again at the end", async () => {
    const { id, key, email } = await insertSubscriber(sql);
    const other = await insertSubscriber(sql);
    const change = async (over: Record<string, unknown>) => {
      const { id: address_change_id } = await insertAddressChange(sql, other.id, over);
      await insertDelivery(sql, other.id, { kind: "address_confirmation", address_change_id });
    };
    await change({});
    const theirs = await sql`select * from address_changes`;
    const byHash = { mailbox_hash: keyedHash(email, "mailbox") };
    await change({ email });
    await change(byHash);
    const { deliveryId = "" } = await erase(id, key);
    expect(await sql`select * from address_changes`).toEqual(theirs);
    await change({ email });
    await change(byHash);
    await sql`update deliveries set status = 'sent', settled_at = now() where id = ${deliveryId}`;
    expect(await finish()).toBe(1);
    expect(await sql`select * from address_changes`).toEqual(theirs);
    expect(await sql`select email from subscribers`).toEqual([{ email: other.email }]);
  });

  test("does not wait longer than a day for a receipt that nobody takes", async () => {
    const { id, key } = await insertSubscriber(sql);
    await erase(id, key);
    await sql`update subscribers set created_at = now() - interval '23 hours'`;
    expect(await finish()).toBe(0);
    await sql`update subscribers set created_at = now() - interval '25 hours'`;
    expect(await finish()).toBe(1);
  });

  test("empties a mail that is on its way, keeps its place in its request, and waits until that is settled", async () => {
    const { id, key } = await insertSubscriber(sql);
    const digest = await insertDelivery(sql, id, { kind: "digest", progress_id: "p" });
    await insertMatch(sql, id, digest);
    await claimDeliveries([digest]);
    const { deliveryId = "" } = await erase(id, key);
    expect(await sql`select status, progress_id from deliveries where id = ${digest}`).toEqual([
      { status: "sending", progress_id: null },
    ]);
    expect(await sql`select from matches`).toHaveLength(0);
    await sql`update deliveries set status = 'sent', settled_at = now() where id = ${deliveryId}`;
    expect(await finish()).toBe(0);
    await sql`select settle_batch(id, 'sent') from email_batches where status = 'open'`;
    expect(await finish()).toBe(1);
    expect(await sql`select from subscribers`).toHaveLength(0);
  });

  test.each(["is erased", "is erased and signs up again", "moves to another mailbox"])(
    "a request of two settles when one of them %s meanwhile: each mail is its own person's",
    async (event) => {
      const [person, other] = [await insertSubscriber(sql), await insertSubscriber(sql)];
      const [mine, theirs] = await Promise.all(
        [person, other].map(({ id }) => insertDelivery(sql, id, { kind: "digest" })),
      );
      const [batch] = (await claimDeliveries([mine ?? "", theirs ?? ""])).batches;
      let next: string | undefined;
      let mailbox = person.email;
      if (event.startsWith("is erased")) next = (await erase(person.id, person.key)).deliveryId;
      if (event.endsWith("again")) next = (await storeSignup(signupRow(person.email))).deliveryId;
      if (event.startsWith("moves")) {
        mailbox = someMailbox();
        const over = { email: mailbox, mailbox_hash: keyedHash(mailbox, "mailbox"), old_confirmed_at: new Date() };
        const { id: changeId, newKey } = await insertAddressChange(sql, person.id, over);
        const p = { changeId, side: "new", keyHash: hashLinkKey(newKey), ...sealedLinkKey() };
        const moved = z.object({ outcome: z.literal("moved"), deliveryId: z.uuid() });
        next = (await serviceDb().call("confirm_address", { p }, moved)).deliveryId;
      }
      const sent = { [mine ?? ""]: "re_mine", [theirs ?? ""]: "re_theirs" };
      const settled = { p_batch: batch?.id ?? "", p_status: "sent", p_sent: sent };
      await serviceDb().call("settle_batch", settled, z.null());
      const rows = await sql`
        select email, provider_id from deliveries d join subscribers s on s.id = d.subscriber_id
        where kind = 'digest' and d.status = 'sent' order by provider_id`;
      const both = [
        { email: mailbox, provider_id: "re_mine" },
        { email: other.email, provider_id: "re_theirs" },
      ];
      expect(rows).toEqual(event.endsWith("again") ? both.slice(1) : both);
      // The receipt, the verification or the fresh links are sent.
      expect((await claimDeliveries([next ?? ""])).batches).toMatchObject([{ items: [{ recipient: mailbox }] }]);
    },
  );

  test("who moved while the outcome of a request was open is composed anew in it, under its key", async () => {
    const [person, other] = [await insertSubscriber(sql), await insertSubscriber(sql)];
    const ids = [await insertDelivery(sql, person.id), await insertDelivery(sql, other.id)];
    const [first] = (await claimDeliveries(ids)).batches;
    await sql`update email_batches set lease_until = now() - interval '1 second'`;
    const mailbox = someMailbox();
    await sql`update subscribers set email = ${mailbox} where id = ${person.id}`;
    const [again] = (await claimDeliveries(ids)).batches;
    expect(again?.id).toBe(first?.id);
    const recipients = again?.items.map(({ recipient }) => recipient).sort();
    expect(recipients).toEqual([mailbox, other.email].sort());
  });

  test("a complaint stays a complaint", async () => {
    const { id, key } = await insertSubscriber(sql);
    await sql`insert into suppressions select mailbox_hash, 'complaint' from subscribers`;
    await erase(id, key);
    expect(await sql`select reason from suppressions`).toEqual([{ reason: "complaint" }]);
  });
});
