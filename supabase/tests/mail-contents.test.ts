import { describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { deliveryRow } from "../../lib/mail/row.ts";
import { open } from "../../lib/seal.ts";
import { day, hour } from "../../lib/time.ts";
import { insertAddressChange, insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { claimDeliveries, only } from "./arrange.ts";

const { sql } = databaseOfFile();

const ago = (ms: number) => new Date(Date.now() - ms);
const contentsOf = async (delivery: string) =>
  deliveryRow.parse(only(only((await claimDeliveries([delivery])).batches).items));

test("a digest tells its person's language, and each match's id for a verdict", async () => {
  const person = await insertSubscriber(sql, { locale: "de" });
  const delivery = await insertDelivery(sql, person.id, { kind: "digest" });
  const posting_id = await insertPosting(sql);
  const [match] = await sql`insert into matches ${sql({
    ...{ subscriber_id: person.id, delivery_id: delivery, posting_id, rank: 1, score: 80 },
    ...{ parts: sql.json({}), reasons: ["In Berlin"], gaps: [] },
  })} returning id`;
  const contents = await contentsOf(delivery);
  expect(contents).toMatchObject({ locale: "de", recipient: person.email, email: person.email, newAddress: null });
  expect(contents.matches).toMatchObject([{ matchId: match?.id, locations: [{ geonameId: 2950159, city: "Berlin" }] }]);
});

test("a digest without postings tells why there are none", async () => {
  const person = await insertSubscriber(sql);
  const why = [{ code: "place", count: 7 }];
  const delivery = await insertDelivery(sql, person.id, { kind: "digest", period: "welcome", why: sql.json(why) });
  expect(await contentsOf(delivery)).toMatchObject({ why, matches: [] });
});

test("a change of address goes to both mailboxes, and the old one reads the new one masked", async () => {
  const person = await insertSubscriber(sql);
  const change = await insertAddressChange(sql, person.id, { email: "ana@new.example" });
  const told = async (kind: string) =>
    contentsOf(await insertDelivery(sql, person.id, { kind, address_change_id: change.id }));
  const common = { subscriberId: person.id, email: person.email, addressChangeId: change.id };
  const [confirmation, question] = [await told("address_confirmation"), await told("address_change")];
  expect(confirmation).toMatchObject({ ...common, recipient: "ana@new.example", newAddress: null });
  expect(question).toMatchObject({ ...common, recipient: person.email, newAddress: "a***@new.example" });
  // That mailbox is not confirmed yet: whoever reads the mail must not get the key to everything.
  expect(open(z.string(), confirmation.linkKeySealed, "link-key")).toBe(change.newKey);
  expect(open(z.string(), question.linkKeySealed, "link-key")).toBe(person.key);
});

test("a language that is no more is told as ours, and one who is being erased has no wishes", async () => {
  const person = await insertSubscriber(sql, { locale: "xx", status: "erasing", wishes: sql.json({}) });
  const contents = await contentsOf(await insertDelivery(sql, person.id, { kind: "erasure_receipt" }));
  expect(contents).toMatchObject({ locale: "en", kind: "erasure_receipt", wishes: { cities: [], careerPaths: [] } });
});

describe("a digest", () => {
  const store = (deliveryId: string, postings: string[]) => {
    const matches = postings.map((postingId) => ({ postingId, score: 80, parts: {}, reasons: [], gaps: [] }));
    const p = [{ deliveryId, lookedAt: 1, more: 0, matches }];
    return serviceDb().call("store_digests", { p }, z.array(z.object({ status: z.string() }).loose()));
  };
  const promised = async (over: object = {}) => {
    const { id } = await insertSubscriber(sql);
    return insertDelivery(sql, id, { kind: "digest", status: "planned", ...over });
  };
  const deliveryOf = async (id: string) => only(await sql`select status, reason from deliveries where id = ${id}`);

  test("freezes what is known of the link, and when it was last seen to be there", async () => {
    const checked = ago(hour);
    const [live, unsure] = [
      await insertPosting(sql, { checked_at: ago(day), link_status: "live", link_checked_at: checked }),
      await insertPosting(sql, { checked_at: ago(2 * day), link_status: "uncertain", link_checked_at: checked }),
    ];
    const delivery = await promised();
    await store(delivery, [live, unsure]);
    await sql`update postings set link_status = 'live'`;
    const { batches } = await claimDeliveries([delivery]);
    const [first, second] = only(only(batches).items).matches as { linkStatus: string; checkedAt: string }[];
    expect([first?.linkStatus, second?.linkStatus]).toEqual(["live", "uncertain"]);
    expect(new Date(first?.checkedAt ?? 0)).toEqual(checked);
    expect(Date.now() - Date.parse(second?.checkedAt ?? "")).toBeGreaterThan(47 * hour);
  });

  test("does not take what is past its own end, though nobody has closed it yet", async () => {
    const delivery = await promised();
    expect(await store(delivery, [await insertPosting(sql, { valid_through: ago(1000) })])).toMatchObject([
      { status: "skipped" },
    ]);
  });

  test("loses what closes while it waits, and is not sent for nothing", async () => {
    const [open, closing] = [await insertPosting(sql), await insertPosting(sql)];
    const [both, one, welcome] = [await promised(), await promised(), await promised({ period: "welcome" })];
    await store(both, [closing, open]);
    await store(one, [closing]);
    await store(welcome, [closing]);
    await sql`update postings set closed_at = now(), closed_reason = 'link' where id = ${closing}`;
    const { batches } = await claimDeliveries([both, one, welcome]);
    const sent = new Map(only(batches).items.map(({ id, matches }) => [id, matches]));
    expect(sent.get(both)).toMatchObject([{ postingId: open }]);
    expect(sent.get(welcome)).toEqual([]);
    expect(sent.has(one)).toBe(false);
    expect(await deliveryOf(one)).toEqual({ status: "skipped", reason: "closed" });
  });

  test("that may have been sent stays as it was composed", async () => {
    const closing = await insertPosting(sql);
    const delivery = await promised();
    await store(delivery, [closing]);
    await claimDeliveries([delivery]);
    await sql`update postings set closed_at = now()`;
    await sql`update email_batches set lease_until = now() - interval '1 second'`;
    const { batches } = await claimDeliveries([delivery]);
    expect(only(only(batches).items).matches).toMatchObject([{ postingId: closing }]);
  });
});
