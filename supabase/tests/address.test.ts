import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { anonDb, serviceDb } from "../../lib/db.ts";
import { keyedHash, open } from "../../lib/seal.ts";
import { sealedLinkKey } from "../../lib/subscribers/link-key.ts";
import { hashLinkKey } from "../../lib/tokens.ts";
import { insertDelivery, insertSubscriber, someMailbox } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { callIn, overlapping } from "./arrange.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "subscribers", "suppressions"));

type Person = Awaited<ReturnType<typeof insertSubscriber>>;

/** Asks for the change. @returns the kinds of mails promised, and the key in the new mailbox's link */
async function ask({ id: subscriberId, key }: Pick<Person, "id" | "key">, email: string, id: string = randomUUID()) {
  const own = sealedLinkKey();
  const p = { id, subscriberId, keyHash: hashLinkKey(key), email, mailboxHash: keyedHash(email, "mailbox"), ...own };
  const { deliveries } = await serviceDb().call(
    "request_address_change",
    { p },
    z.strictObject({ deliveries: z.array(z.uuid()) }),
  );
  const mails = await sql`select kind from deliveries where id = any (${deliveries}) order by kind`;
  const newKey = open(z.string(), own.linkKeySealed, "link-key");
  return { id, deliveries, kinds: mails.map(({ kind }) => kind as string), newKey };
}

const agreement = z.strictObject({ outcome: z.string(), deliveryId: z.uuid().optional() });
const argument = (changeId: string, side: "old" | "new", key: string) => ({
  changeId,
  side,
  keyHash: hashLinkKey(key),
  ...sealedLinkKey(),
});
const agree = (...args: Parameters<typeof argument>) =>
  serviceDb().call("confirm_address", { p: argument(...args) }, agreement);
const page = (change: string, side: "old" | "new", key: string) =>
  anonDb().call("address_page", { p_change: change, p_side: side, p_key_hash: hashLinkKey(key) }, z.unknown());
const rowOf = async (id: string) => (await sql`select * from subscribers where id = ${id}`)[0] ?? expect.fail("nobody");
const both = ["address_change", "address_confirmation"];

test.each([
  ["old", "new"],
  ["new", "old"],
] as const)(
  "moves when the %s and then the %s mailbox has agreed, with a new key and fresh links",
  async (first, then) => {
    const person = await insertSubscriber(sql);
    const email = `q${someMailbox()}`;
    const { id, kinds, newKey } = await ask(person, email);
    const keys = { old: person.key, new: newKey };
    expect(kinds).toEqual(both);
    expect(await agree(id, first, keys[then])).toEqual({ outcome: "expired" });
    expect(await agree(id, first, keys[first])).toEqual({ outcome: "waiting" });
    expect(await agree(id, first, keys[first])).toEqual({ outcome: "waiting" });
    expect(await page(id, first, keys[then])).toBeNull();
    expect(await page(id, first, keys[first])).toEqual({
      masked_email: `${person.email[0]}***@example.org`,
      masked_new: "q***@example.org",
      locale: "en",
      open: true,
      old_confirmed: first === "old",
      new_confirmed: first === "new",
    });
    expect((await rowOf(person.id)).email).toBe(person.email);
    const { outcome, deliveryId = "" } = await agree(id, then, keys[then]);
    expect(outcome).toBe("moved");
    const moved = await rowOf(person.id);
    expect(moved).toMatchObject({ email, mailbox_hash: keyedHash(email, "mailbox"), status: "active" });
    expect(moved.link_key_sha256).not.toBe(hashLinkKey(person.key));
    expect(await sql`select kind, status from deliveries where id = ${deliveryId}`).toEqual([
      { kind: "links", status: "pending" },
    ]);
    // An old link's holder learns nothing of it.
    expect(await page(id, "old", person.key)).toBeNull();
    expect(await agree(id, "old", person.key)).toEqual({ outcome: "expired" });
    const [{ known } = {}] = await sql`select count(*)::int as known from subscribers where email = ${person.email}`;
    expect(known).toBe(0);
  },
);

test("both at once: one move, one mail", async () => {
  const person = await insertSubscriber(sql);
  const { id, newKey } = await ask(person, someMailbox());
  const press = (side: "old" | "new", key: string) => (transaction: Parameters<typeof callIn>[0]) =>
    callIn<{ outcome: string }>(transaction, "confirm_address", sql.json(argument(id, side, key)));
  const results = await overlapping(sql, press("old", person.key), press("new", newKey));
  expect(results.map(({ outcome }) => outcome)).toEqual(["waiting", "moved"]);
  expect(await sql`select from deliveries where kind = 'links'`).toHaveLength(1);
});

test("needs the person's own key and an open question; a newer question ends the older one", async () => {
  const [person, other] = [await insertSubscriber(sql), await insertSubscriber(sql)];
  expect((await ask({ id: person.id, key: other.key }, someMailbox())).kinds).toEqual([]);
  expect((await ask(person, person.email)).kinds).toEqual([]);
  const older = await ask(person, someMailbox());
  expect(await agree(older.id, "new", other.key)).toEqual({ outcome: "expired" });
  await agree(older.id, "new", older.newKey);
  await sql`update address_changes set requested_at = now() - interval '2 minutes'`;
  const newer = await ask(person, someMailbox());
  expect(newer.kinds).toEqual(both);
  expect(await agree(older.id, "old", person.key)).toEqual({ outcome: "expired" });
  expect(await sql`select distinct status, reason from deliveries where address_change_id = ${older.id}`).toEqual([
    { status: "skipped", reason: "superseded" },
  ]);
  await agree(newer.id, "new", newer.newKey);
  await sql`update address_changes set expires_at = now() where id = ${newer.id}`;
  expect(await agree(newer.id, "old", person.key)).toEqual({ outcome: "expired" });
  expect((await rowOf(person.id)).email).toBe(person.email);
});

test("the same job again promises nothing new; one a minute and three an hour, for person and mailbox", async () => {
  const [person, other] = [await insertSubscriber(sql), await insertSubscriber(sql)];
  const email = someMailbox();
  const first = await ask(person, email);
  expect(await ask(person, email, first.id)).toMatchObject({ deliveries: first.deliveries });
  expect((await ask(person, someMailbox())).kinds).toEqual([]);
  expect((await ask(other, email)).kinds).toEqual([]);
  for (let turn = 0; turn < 2; turn++) {
    await sql`update address_changes set requested_at = requested_at - interval '15 minutes'`;
    expect((await ask(person, someMailbox())).kinds).toEqual(both);
  }
  await sql`update address_changes set requested_at = requested_at - interval '15 minutes'`;
  expect((await ask(person, someMailbox())).kinds).toEqual([]);
  await sql`update address_changes set requested_at = requested_at - interval '31 minutes'`;
  expect((await ask(person, someMailbox())).kinds).toEqual(both);
});

test.each(["complaint", "bounce", "manual"])(
  "a new mailbox with a %s is not asked, and the old one cannot tell",
  async (reason) => {
    const person = await insertSubscriber(sql);
    const email = someMailbox();
    await sql`insert into suppressions (mailbox_hash, reason) values (${keyedHash(email, "mailbox")}, ${reason})`;
    const { id, kinds, newKey } = await ask(person, email);
    expect(kinds).toEqual(["address_change"]);
    expect(await page(id, "old", person.key)).toMatchObject({ open: true });
    await agree(id, "old", person.key);
    expect(await agree(id, "new", newKey)).toEqual({ outcome: "expired" });
    expect((await rowOf(person.id)).email).toBe(person.email);
  },
);

test("a mailbox of another subscriber is told that it has one, and never taken", async () => {
  const [person, other] = [await insertSubscriber(sql), await insertSubscriber(sql)];
  const { id, kinds, newKey } = await ask(person, other.email);
  expect(kinds).toEqual(["address_change", "already_subscribed"]);
  expect(await sql`select kind from deliveries where subscriber_id = ${other.id}`).toEqual([
    { kind: "already_subscribed" },
  ]);
  await agree(id, "old", person.key);
  expect(await agree(id, "new", newKey)).toEqual({ outcome: "expired" });
  expect((await rowOf(other.id)).email).toBe(other.email);
});

test("an address that was only typed, or is being erased, belongs to nobody yet", async () => {
  for (const status of ["unverified", "erasing"]) {
    const person = await insertSubscriber(sql);
    const typed = await insertSubscriber(sql, { status });
    await sql`insert into suppressions select mailbox_hash, 'erased' from subscribers where id = ${typed.id}`;
    await insertDelivery(sql, typed.id, { kind: "verification" });
    const { id, kinds, newKey } = await ask(person, typed.email);
    expect(kinds).toEqual(both);
    await agree(id, "old", person.key);
    expect(await agree(id, "new", newKey)).toMatchObject({ outcome: "moved" });
    expect(await sql`select id from subscribers where email = ${typed.email}`).toEqual([{ id: person.id }]);
    expect(await sql`select from suppressions`).toHaveLength(0);
  }
});
