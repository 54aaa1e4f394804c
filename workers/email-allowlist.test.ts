import { afterAll, beforeAll, expect, test, vi } from "vitest";

/** As on staging; read once, when lib/env is. */
vi.hoisted(() => {
  process.env.EMAIL_ALLOWLIST = "@allowed.example";
});

import { LaterError } from "../lib/errors.ts";
import { insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { startWorld, type World } from "../test/world.ts";
import email from "./email.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test("on staging nobody outside the allow-list is mailed, also not beside somebody who is", async () => {
  const ours = await insertSubscriber(world.sql, { email: "tester@allowed.example" });
  const stranger = await insertSubscriber(world.sql, { email: "stranger@elsewhere.example" });
  const deliveries = [await insertDelivery(world.sql, ours.id), await insertDelivery(world.sql, stranger.id)];
  // A batch in which somebody must not be written to is taken apart; the others go in the next one.
  await expect(runOnce(email, { deliveries })).rejects.toBeInstanceOf(LaterError);
  expect(await runOnce(email, { deliveries })).toEqual({ sent: 1 });
  expect((await world.outbox.mails()).map(({ to }) => [to].flat())).toEqual([[ours.email]]);
  const rows = await world.sql`select subscriber_id as id, status, reason from deliveries`;
  expect(rows).toHaveLength(2);
  expect(rows).toContainEqual({ id: ours.id, status: "sent", reason: null });
  expect(rows).toContainEqual({ id: stranger.id, status: "skipped", reason: "not on the allow-list" });
});
