import { expect, test } from "vitest";
import { readProgress } from "../lib/subscribers/progress.ts";
import { insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import verify from "./verify.ts";

const world = worldOfFile();

async function arranged(over: Record<string, unknown> = {}) {
  const person = await insertSubscriber(world.sql, { status: "unverified" });
  const [request] = await world.sql<{ id: string }[]>`
    insert into email_verification_requests ${world.sql({ subscriber_id: person.id, ...over })} returning id`;
  return { person, requestId: request?.id ?? "" };
}
const welcomes = () => world.sql`select period, status from deliveries where kind = 'digest'`;

test("starts the subscription, with the first digest at eight on a Thursday of its own zone, and promises a welcome", async () => {
  const { person, requestId } = await arranged();
  expect(await runOnce(verify, { requestId })).toEqual({ outcome: "confirmed" });
  const [row] = await world.sql`select status, next_digest_at, verified_at from subscribers`;
  expect(row?.status).toBe("active");
  const next = Temporal.Instant.fromEpochMilliseconds(row?.next_digest_at.getTime()).toZonedDateTimeISO(
    "Europe/Berlin",
  );
  expect([next.dayOfWeek, next.hour, next.minute]).toEqual([4, 8, 0]);
  expect(await welcomes()).toEqual([{ period: "welcome", status: "planned" }]);
  expect((await readProgress(person.progressId))?.steps.map(({ step }) => step)).toEqual(["verified"]);
});

test("run twice and at once, it confirms once", async () => {
  const { requestId } = await arranged();
  const results = await Promise.all([runOnce(verify, { requestId }), runOnce(verify, { requestId })]);
  await runOnce(verify, { requestId });
  expect(results.map((result) => (result as { outcome: string }).outcome).sort()).toEqual(["already", "confirmed"]);
  expect(await welcomes()).toHaveLength(1);
});

test("two open requests of one person make one welcome", async () => {
  const { person, requestId } = await arranged();
  const [other] =
    await world.sql`insert into email_verification_requests (subscriber_id) values (${person.id}) returning id`;
  await runOnce(verify, { requestId });
  await runOnce(verify, { requestId: other?.id });
  expect(await welcomes()).toHaveLength(1);
});

test.each([
  ["expired", { expires_at: new Date(Date.now() - 1000) }],
  ["used before its person left", { consumed_at: new Date() }],
])("a request that is %s changes nothing", async (_, over) => {
  const { requestId } = await arranged(over);
  expect(await runOnce(verify, { requestId })).toEqual({ outcome: "expired" });
  expect(await world.sql`select status from subscribers`).toEqual([{ status: "unverified" }]);
  expect(await welcomes()).toEqual([]);
});

test("an unknown request changes nothing", async () => {
  expect(await runOnce(verify, { requestId: crypto.randomUUID() })).toEqual({ outcome: "expired" });
});

test("somebody who left and comes back gets a welcome again, and an erasure's entry is lifted", async () => {
  const { person, requestId } = await arranged();
  await world.sql`insert into deliveries (subscriber_id, kind, period, status) values (${person.id}, 'digest', 'welcome', 'sent')`;
  await world.sql`update subscribers set status = 'unsubscribed', unsubscribed_at = now()`;
  await world.sql`insert into suppressions select mailbox_hash, 'erased' from subscribers`;
  await runOnce(verify, { requestId });
  expect(await world.sql`select status, unsubscribed_at from subscribers`).toEqual([
    { status: "active", unsubscribed_at: null },
  ]);
  expect(await welcomes()).toContainEqual({ period: "welcome-2", status: "planned" });
  expect(await world.sql`select 1 from suppressions`).toEqual([]);
});
