import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { seal } from "../lib/seal.ts";
import { hashLinkKey, newLinkKey } from "../lib/tokens.ts";
import { insertSubscriber, someMailbox } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import resend from "./resend.ts";

const world = worldOfFile();

const ask = (address: string, what: "verification" | "links", id: string = randomUUID()) =>
  runOnce(resend, { what, sealed: seal(address, "mailbox"), ask: id, request: "r" });
const promised = () => world.sql`select kind, status from deliveries`;

test.each([
  ["unverified", "verification", "verification"],
  ["unverified", "links", "verification"],
  ["active", "links", "links"],
  ["active", "verification", "links"],
  ["unsubscribed", "links", "links"],
  ["unsubscribed", "verification", "verification"],
] as const)("somebody %s who asks for %s is promised %s", async (status, what, kind) => {
  const person = await insertSubscriber(world.sql, { status });
  await ask(person.email, what);
  expect(await promised()).toEqual([{ kind, status: "pending" }]);
});

test("a mailbox without a subscriber gets nothing, and the job's result does not tell", async () => {
  const person = await insertSubscriber(world.sql);
  expect(await ask(someMailbox(), "links")).toEqual(await ask(person.email, "links"));
  expect(await promised()).toHaveLength(1);
});

test("one a minute, three an hour, and a job that runs twice is one", async () => {
  const person = await insertSubscriber(world.sql);
  const twice = randomUUID();
  await ask(person.email, "links", twice);
  await ask(person.email, "links", twice);
  await ask(person.email, "links");
  expect(await promised()).toHaveLength(1);
  for (let turn = 0; turn < 3; turn++) {
    await world.sql`update deliveries set created_at = created_at - interval '61 seconds'`;
    await ask(person.email, "links");
  }
  expect(await promised()).toHaveLength(3);
});

test("who has one of somebody's links gets fresh ones to that mailbox, by the same rule; a replaced key gets nothing", async () => {
  const person = await insertSubscriber(world.sql);
  const other = await insertSubscriber(world.sql);
  const renew = (key: string) =>
    runOnce(resend, {
      what: "links",
      subscriberId: person.id,
      sealed: seal(hashLinkKey(key), "key-hash"),
      ask: randomUUID(),
      request: "r",
    });
  expect(await renew(other.key)).toEqual(await renew(newLinkKey()));
  expect(await promised()).toEqual([]);
  await renew(person.key);
  await renew(person.key);
  await ask(person.email, "links");
  expect(await world.sql`select kind, subscriber_id as id from deliveries`).toEqual([{ kind: "links", id: person.id }]);
});
