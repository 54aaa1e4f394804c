import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { keyedHash } from "../../lib/seal.ts";
import { sealedLinkKey } from "../../lib/subscribers/link-key.ts";
import { hashLinkKey } from "../../lib/tokens.ts";
import { insertDelivery, insertPosting, someMailbox } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { claimDeliveries, confirm, only, ownDataIn, signupRow, storeSignup } from "./arrange.ts";
import { call, inDays } from "./billing.ts";
import { settle } from "./mails.ts";

const { sql } = databaseOfFile();
const { personalTables, wellKnown } = ownDataIn(sql);

/** Somebody with rows in every table, and mails in every state. */
async function inTheMiddle(over: Record<string, unknown> = {}) {
  const person = await wellKnown(over);
  // Old enough that another one may follow.
  const mail = (status: string, kind: string, more: object = {}) =>
    insertDelivery(sql, person.id, { status, kind, created_at: inDays(-1 / 8), ...more });
  // Its sender was killed.
  const batch = only(
    await sql<{ id: string }[]>`insert into email_batches (lease_until) values (now()) returning id`,
  ).id;
  const sending = await mail("sending", "links", { batch_id: batch });
  const [planned, pending] = [await mail("planned", "digest"), await mail("pending", "links")];
  const sent = [await mail("sent", "digest"), await mail("sent", "digest"), await mail("sent", "digest")];
  return { ...person, keyHash: hashLinkKey(person.key), batch, sending, planned, pending, sent };
}
type Person = Awaited<ReturnType<typeof inTheMiddle>>;

/** Every row about a person. */
async function rowsAbout({ id, batch }: Person): Promise<Record<string, unknown>> {
  const tables = (await personalTables()).map(async (table) => [
    table,
    await sql`select * from ${sql(table)} where subscriber_id = ${id} order by ${sql(table)}::text`,
  ]);
  return {
    ...Object.fromEntries(await Promise.all(tables)),
    subscribers: await sql`select * from subscribers where id = ${id}`,
    suppressions: await sql`
      select * from suppressions where mailbox_hash = (select mailbox_hash from subscribers where id = ${id})`,
    events: await sql`select * from webhook_events where data ->> 'email_id' = ${`re_${id}`}`,
    batches: await sql`select * from email_batches where id = ${batch}`,
  };
}

const ask = (fn: Parameters<typeof call>[0], args: object) => call(fn, args, z.unknown());
const event = (deliveryId: string, type: string, detail?: string) =>
  ask("apply_mail_event", {
    p: { eventId: randomUUID(), type: `email.${type}`, at: new Date(), deliveryId, emailId: randomUUID(), detail },
  });
async function read({ id }: Person, said: object) {
  const { ticket } = await call("begin_billing", { p_subscriber: id }, z.looseObject({ ticket: z.int() }));
  const subscription = {
    customerId: randomUUID(),
    subscriptionId: randomUUID(),
    plan: "monthly",
    periodEnd: inDays(30),
  };
  return ask("store_billing", { p: { subscriberId: id, ticket, before: null, ...subscription, ...said } });
}
const confirmed = ({ change }: Person, side: string, keyHash: string) =>
  ask("confirm_address", { p: { changeId: change.id, side, keyHash, ...sealedLinkKey() } });
const store = (deliveryId: string, matches: object[]) =>
  ask("store_digests", {
    p: [{ deliveryId, lookedAt: 1, more: 0, skip: "no_new", provenance: {}, welcome: null, matches }],
  });

/** The operations on one person. */
const acts: Record<string, (one: Person) => Promise<unknown>> = {
  "signs up again": ({ email }) => storeSignup(signupRow(email)),
  "signs up again, unconfirmed": async ({ id, email }) => {
    await sql`update subscribers set status = 'unverified' where id = ${id}`;
    await storeSignup(signupRow(email));
  },
  "comes back": async ({ id, email }) => {
    await ask("unsubscribe_subscriber", { p_subscriber: id });
    await storeSignup(signupRow(email));
  },
  "comes back while being erased": async ({ id, keyHash, email }) => {
    await ask("begin_erasure", { p: { subscriberId: id, keyHash } });
    await storeSignup(signupRow(email));
  },
  confirms: async ({ id, request }) => {
    await sql`update subscribers set status = 'unverified' where id = ${id}`;
    await confirm(request);
  },
  "saves their wishes": ({ id, keyHash }) =>
    ask("save_preferences", {
      p: { subscriberId: id, keyHash, due: null, before: {}, askedAt: new Date(), fields: ["name"], name: "Ana" },
    }),
  "gives a verdict": ({ id, match }) =>
    ask("record_verdict", { p_subscriber: id, p_match: match, p_verdict: "applied" }),
  "asks for links": ({ email }) => ask("request_links", { p_email: email, p_what: "links", p_period: randomUUID() }),
  "asks for their data": ({ id, keyHash }) =>
    ask("request_export", { p_subscriber: id, p_key_hash: keyHash, p_ask: randomUUID() }),
  "asks to move": async ({ id, keyHash }) => {
    await sql`update address_changes set requested_at = now() - interval '2 hours' where subscriber_id = ${id}`;
    const email = someMailbox();
    const to = { email, mailboxHash: keyedHash(email, "mailbox"), ...sealedLinkKey() };
    await ask("request_address_change", { p: { id: randomUUID(), subscriberId: id, keyHash, ...to } });
  },
  moves: async (one) => {
    await confirmed(one, "old", one.keyHash);
    await confirmed(one, "new", hashLinkKey(one.change.newKey));
  },
  complains: ({ sent }) => event(sent[0] ?? "", "complained"),
  bounces: ({ sent }) => event(sent[0] ?? "", "bounced", "Permanent"),
  "has a full mailbox": async ({ sent }) => {
    for (const mail of sent) await event(mail, "bounced", "Transient");
  },
  unsubscribes: ({ id }) => ask("unsubscribe_subscriber", { p_subscriber: id }),
  stays: ({ id }) => ask("record_sign", { p_subscriber: id }),
  "is erased": async ({ id, keyHash }) => {
    await ask("begin_erasure", { p: { subscriberId: id, keyHash } });
    await ask("erase_subscriber", { p: { subscriberId: id, keyHash, ...sealedLinkKey() } });
  },
  "gets new links": async ({ id }) => {
    const [row] = await sql<{ was: string }[]>`select link_key_sealed as was from subscribers where id = ${id}`;
    const { linkKeySealed: sealed, linkKeySha256: sha256 } = sealedLinkKey();
    await ask("replace_link_keys", { p: [{ id, was: row?.was, sealed, sha256 }] });
  },
  "goes to a checkout": ({ id, keyHash }) =>
    ask("begin_visit", { p: { id: randomUUID(), subscriberId: id, keyHash, to: "checkout" } }),
  "buys premium, and loses it": async (one) => {
    await read(one, { tier: "premium", status: "active" });
    await read(one, { tier: "free", status: "canceled" });
  },
  "gets a digest": async ({ id, planned }) => {
    await ask("begin_matching", { p_subscribers: [id] });
    const posting = { postingId: await insertPosting(sql), score: 90, parts: {}, reasons: [], gaps: [] };
    await store(planned, [posting]);
  },
  "gets none": ({ planned }) => store(planned, []),
  "is written to": async ({ sending, pending, batch }) => {
    const { batches } = await claimDeliveries([sending, pending]);
    for (const { id, items } of batches)
      await settle(id, "sent", Object.fromEntries(items.map((item) => [item.id, randomUUID()])));
    expect(batches.map(({ id }) => id)).toContain(batch);
  },
  "is written to in vain": async ({ pending }) => {
    const claimed = async () => only((await claimDeliveries([pending])).batches).id;
    await ask("dissolve_batch", { p_batch: await claimed() });
    await ask("release_batch", { p_batch: await claimed(), p_maybe_sent: false, p_later_ms: 1000 });
  },
  "is passed over": ({ pending, planned }) =>
    ask("skip_deliveries", { p_ids: [pending, planned], p_reason: "too_late" }),
};

let others: Person[];
beforeAll(async () => {
  others = [
    await inTheMiddle(),
    await inTheMiddle({ status: "unverified" }),
    await inTheMiddle({ next_digest_at: inDays(1) }),
  ];
});

test.each(Object.entries(acts))("when one person %s, every row about everybody else stays as it is", async (_, act) => {
  const one = await inTheMiddle();
  const all = () => Promise.all([one, ...others].map(rowsAbout));
  const [own, ...before] = await all();
  await act(one);
  const [now, ...after] = await all();
  expect(now).not.toEqual(own);
  expect(after).toEqual(before);
});
