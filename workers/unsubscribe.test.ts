import { expect, test } from "vitest";
import { insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import email from "./email.ts";
import unsubscribe from "./unsubscribe.ts";

const world = worldOfFile();

test("ends the subscription, its consent and every digest that waits; twice changes nothing", async () => {
  const person = await insertSubscriber(world.sql, { next_digest_at: new Date() });
  await world.sql`insert into consents (subscriber_id, signup_id, wording, given_at) values (${person.id}, 's', '2026-11', now())`;
  const queued = await insertDelivery(world.sql, person.id, { kind: "digest" });
  expect(await runOnce(unsubscribe, { subscriberId: person.id })).toEqual({ changed: true });
  const [first] = await world.sql`select status, next_digest_at, unsubscribed_at from subscribers`;
  expect(first).toMatchObject({ status: "unsubscribed", next_digest_at: null });
  expect(await world.sql`select withdrawn_at is not null as withdrawn from consents`).toEqual([{ withdrawn: true }]);

  expect(await runOnce(unsubscribe, { subscriberId: person.id })).toEqual({ changed: false });
  expect((await world.sql`select status, next_digest_at, unsubscribed_at from subscribers`)[0]).toEqual(first);
  await runOnce(email, { deliveries: [queued] });
  expect(await world.outbox.mails()).toEqual([]);
});

test("an unknown subscriber is no error: the link may outlive the person's row", async () => {
  expect(await runOnce(unsubscribe, { subscriberId: crypto.randomUUID() })).toEqual({ changed: false });
});
