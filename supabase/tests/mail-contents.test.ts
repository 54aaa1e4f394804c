import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { deliveryRow } from "../../lib/mail/row.ts";
import { open } from "../../lib/seal.ts";
import { insertAddressChange, insertDelivery, insertPosting, insertSubscriber } from "../../test/people.ts";
import { startDatabase, type TestDatabase } from "../../test/services.ts";
import { claimDeliveries, only } from "./arrange.ts";

let database: TestDatabase;
let sql: TestDatabase["sql"];
beforeAll(async () => {
  database = await startDatabase();
  sql = database.sql;
});
afterAll(() => database.stop());

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
  // That mailbox is not proven to be theirs: whoever reads the mail must not hold the key to everything.
  expect(open(z.string(), confirmation.linkKeySealed, "link-key")).toBe(change.newKey);
  expect(open(z.string(), question.linkKeySealed, "link-key")).toBe(person.key);
});

test("a language that is no more is told as ours, and one who is being erased has no wishes", async () => {
  const person = await insertSubscriber(sql, { locale: "xx", status: "erasing", wishes: sql.json({}) });
  const contents = await contentsOf(await insertDelivery(sql, person.id, { kind: "erasure_receipt" }));
  expect(contents).toMatchObject({ locale: "en", kind: "erasure_receipt", wishes: { cities: [], careerPaths: [] } });
});
