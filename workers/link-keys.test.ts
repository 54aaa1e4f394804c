import { createCipheriv, hkdfSync } from "node:crypto";
import { expect, test, vi } from "vitest";

const nextSecret = vi.hoisted(() => {
  process.env.NEXT_SEAL_SECRET = "the-secret-of-yesterday-of-this-test-file";
  return process.env.NEXT_SEAL_SECRET;
});

import { z } from "zod";
import { open } from "../lib/seal.ts";
import { minute } from "../lib/time.ts";
import { hashLinkKey } from "../lib/tokens.ts";
import { insertAddressChange, insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import linkKeys from "./link-keys.ts";

const world = worldOfFile();

const keys = () => world.sql<{ id: string; sealed: string; sha256: string }[]>`
  select id, link_key_sealed as sealed, link_key_sha256 as sha256 from subscribers order by id`;
const act = (act: "replace" | "reseal" | "count", of: "all" | string[] = "all", askedAt = new Date()) =>
  runOnce(linkKeys, { act, of, askedAt: askedAt.toISOString() });

/** lib/seal's format, written a second time, with yesterday's secret. */
function sealedBefore(value: unknown): string {
  const iv = Buffer.alloc(12, 7);
  const key = Buffer.from(hkdfSync("sha256", nextSecret, "jobping", "seal", 32));
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from("link-key"));
  const text = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
  return Buffer.concat([Buffer.of(1), iv, cipher.getAuthTag(), text]).toString("base64url");
}

test("one person's key is another one, sealed and hashed alike; nobody else's is", async () => {
  const [one, other] = [await insertSubscriber(world.sql), await insertSubscriber(world.sql)];
  expect(await act("replace", [one.id])).toMatchObject({ looked: 1, changed: 1 });
  for (const { id, sealed, sha256 } of await keys()) {
    expect(sha256).toBe(hashLinkKey(open(z.string(), sealed, "link-key")));
    expect(sha256 === hashLinkKey(id === one.id ? one.key : other.key)).toBe(id !== one.id);
  }
});

test("whoever had the key and asked for another address with it gets nowhere", async () => {
  const [one, other] = [await insertSubscriber(world.sql), await insertSubscriber(world.sql)];
  for (const { id } of [one, other]) {
    const change = await insertAddressChange(world.sql, id, { old_confirmed_at: new Date() });
    await insertDelivery(world.sql, id, { kind: "address_confirmation", address_change_id: change.id });
  }
  await act("reseal", [other.id]);
  await act("replace", [one.id]);
  const rows = await world.sql`
    select c.subscriber_id, c.expires_at <= now() as over, d.status
    from address_changes c join deliveries d on d.address_change_id = c.id order by over`;
  expect(rows).toEqual([
    { subscriber_id: other.id, over: false, status: "pending" },
    { subscriber_id: one.id, over: true, status: "skipped" },
  ]);
});

test("all, over several pages; run twice it replaces once, and leaves alone who came since", async () => {
  const somebody = await insertSubscriber(world.sql, { link_key_at: new Date(Date.now() - minute) });
  await world.sql`
    insert into subscribers (email, mailbox_hash, wishes, cadence, time_zone, link_key_sealed, link_key_sha256,
      progress_id, link_key_at)
    select n || email, n || mailbox_hash, wishes, cadence, time_zone, link_key_sealed,
      encode(sha256(n::text::bytea), 'hex'), n || progress_id, link_key_at
    from subscribers, generate_series(1, 1100) n`;
  const before = await keys();
  const askedAt = new Date();
  const late = await insertSubscriber(world.sql, { link_key_at: new Date(Date.now() + minute) });
  expect(await act("replace", "all", askedAt)).toMatchObject({ looked: 1101, changed: 1101 });
  const after = await keys();
  expect(after.filter(({ sha256 }) => before.some((key) => key.sha256 === sha256))).toEqual([]);
  expect(after.find(({ id }) => id === late.id)?.sha256).toBe(hashLinkKey(late.key));
  expect(after.find(({ id }) => id === somebody.id)?.sha256).not.toBe(hashLinkKey(somebody.key));
  expect(await act("replace", "all", askedAt)).toMatchObject({ looked: 0, changed: 0 });
  expect(await keys()).toEqual(after);
});

test("sealed with yesterday's secret they are counted, and sealed anew as the same keys", async () => {
  const before = await insertSubscriber(world.sql);
  const today = await insertSubscriber(world.sql);
  const broken = await insertSubscriber(world.sql, { link_key_sealed: "nonsense" });
  await world.sql`update subscribers set link_key_sealed = ${sealedBefore(before.key)} where id = ${before.id}`;
  const counts = { looked: 3, current: 1, next: 1, unreadable: 1 };
  expect(await act("count")).toEqual({ ...counts, changed: 0 });
  expect(await act("reseal")).toEqual({ ...counts, changed: 1 });
  expect(await act("count")).toEqual({ ...counts, changed: 0, current: 2, next: 0 });
  const sealed = new Map((await keys()).map((row) => [row.id, row]));
  for (const { id, key } of [before, today]) {
    expect(open(z.string(), sealed.get(id)?.sealed ?? "", "link-key")).toBe(key);
    expect(sealed.get(id)?.sha256).toBe(hashLinkKey(key));
  }
  expect(sealed.get(broken.id)?.sealed).toBe("nonsense");
});

test("a key that changed while its page was on the way keeps what it has", async () => {
  const { id, key } = await insertSubscriber(world.sql);
  const [row] = await keys();
  const change = { id, was: "of before", sealed: "x", sha256: "0".repeat(64) };
  const [changed] = await world.sql`select replace_link_keys(${world.sql.json([change])}) as count`;
  expect(changed).toEqual({ count: 0 });
  expect(row?.sha256).toBe(hashLinkKey(key));
  expect(await keys()).toEqual([row]);
});
