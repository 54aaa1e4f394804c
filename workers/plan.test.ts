import { expect, test, vi } from "vitest";
import { match } from "../jobs/match.ts";
import { digestsSkipped } from "../lib/metrics.ts";
import { insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce, takeAsked } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import plan from "./plan.ts";

const world = worldOfFile();

const ago = (hours: number) => new Date(Date.now() - hours * 3600_000);
const digests = () => world.sql`select subscriber_id, period, status, reason from deliveries where kind = 'digest'`;

test("promises a digest to whom it is due, names it by the local day, and moves the row on", async () => {
  const due = ago(1);
  const person = await insertSubscriber(world.sql, { next_digest_at: due });
  await insertSubscriber(world.sql, { next_digest_at: new Date(Date.now() + 3600_000) });
  expect(await runOnce(plan, {})).toEqual({ planned: 1 });
  const period = Temporal.Instant.fromEpochMilliseconds(due.getTime())
    .toZonedDateTimeISO("Europe/Berlin")
    .toPlainDate()
    .toString();
  expect(await digests()).toEqual([{ subscriber_id: person.id, period, status: "planned", reason: null }]);
  expect(await takeAsked(match)).toEqual([{ subscribers: [person.id] }]);
  const [row] =
    await world.sql`select next_digest_at > now() as moved, plan_claimed_until from subscribers where id = ${person.id}`;
  expect(row).toEqual({ moved: true, plan_claimed_until: null });
});

test("planners beside each other promise each digest once", async () => {
  await Promise.all(Array.from({ length: 20 }, () => insertSubscriber(world.sql, { next_digest_at: ago(1) })));
  const results = await Promise.all([runOnce(plan, {}), runOnce(plan, {}), runOnce(plan, {})]);
  expect(results.map((result) => (result as { planned: number }).planned).reduce((sum, planned) => sum + planned)).toBe(
    20,
  );
  expect(await digests()).toHaveLength(20);
  expect(await runOnce(plan, {})).toEqual({ planned: 0 });
});

test("what a planner that died had claimed comes back when the claim is over, and nothing twice", async () => {
  await insertSubscriber(world.sql, { next_digest_at: ago(1) });
  await world.sql`select claim_due(10)`;
  expect(await runOnce(plan, {})).toEqual({ planned: 0 });
  await world.sql`update subscribers set plan_claimed_until = now() - interval '1 second'`;
  expect(await runOnce(plan, {})).toEqual({ planned: 1 });
});

test("after a long stop one digest comes for all that were missed", async () => {
  await insertSubscriber(world.sql, { tier: "premium", cadence: "daily", next_digest_at: ago(10 * 24) });
  expect(await runOnce(plan, {})).toEqual({ planned: 1 });
  expect(await runOnce(plan, {})).toEqual({ planned: 0 });
  const [digest, ...more] = await digests();
  expect(more).toEqual([]);
  const today = Temporal.Now.zonedDateTimeISO("Europe/Berlin").toPlainDate();
  expect(Temporal.PlainDate.from(digest?.period).until(today).days).toBeLessThanOrEqual(3);
  expect(await world.sql`select next_digest_at > now() as moved from subscribers`).toEqual([{ moved: true }]);
});

test("a digest that missed its day by more than three days ends with that reason, counted, and is not matched", async () => {
  const counted = async () => (await digestsSkipped.get()).values.find(({ labels }) => labels.reason === "too_late");
  const before = (await counted())?.value ?? 0;
  await takeAsked(match);
  await insertSubscriber(world.sql, { next_digest_at: ago(5 * 24) });
  expect(await runOnce(plan, {})).toEqual({ planned: 0 });
  expect(await digests()).toMatchObject([{ status: "skipped", reason: "too_late" }]);
  expect((await counted())?.value).toBe(before + 1);
  expect(await takeAsked(match)).toEqual([]);
});

test("a planner whose clock is ahead by days calls no digest too late and leaves none out", async () => {
  await insertSubscriber(world.sql, { tier: "premium", cadence: "daily", next_digest_at: ago(1) });
  const { now } = Date;
  vi.spyOn(Date, "now").mockImplementation(() => now() + 5 * 24 * 3600_000);
  try {
    expect(await runOnce(plan, {})).toEqual({ planned: 1 });
  } finally {
    vi.restoreAllMocks();
  }
  expect(await digests()).toMatchObject([{ status: "planned" }]);
  const [row] = await world.sql`select next_digest_at < now() + interval '25 hours' as soon from subscribers`;
  expect(row).toEqual({ soon: true });
});

test.each([
  ["went out two days ago", { status: "sent", settled_at: ago(48) }, 0],
  ["still waits", { status: "pending" }, 0],
  ["went out four days ago", { status: "sent", settled_at: ago(96) }, 1],
  ["was never sent", { status: "failed", settled_at: ago(1) }, 1],
  ["was not held back, and has set its time", { status: "sent", created_at: ago(48), settled_at: ago(48) }, 1],
])("a weekly digest leaves a welcome that was held back three days: one that %s", async (_, welcome, planned) => {
  const person = await insertSubscriber(world.sql, { next_digest_at: ago(1) });
  const promised = { kind: "digest", period: "welcome", created_at: ago(100) };
  await insertDelivery(world.sql, person.id, { ...promised, ...welcome });
  expect(await runOnce(plan, {})).toEqual({ planned });
  expect(await digests()).toHaveLength(1 + planned);
  const [row] = await world.sql`select next_digest_at > now() as moved, plan_claimed_until from subscribers`;
  expect(row).toEqual({ moved: true, plan_claimed_until: null });
});

test.each(["unverified", "unsubscribed"])("nobody who is %s is planned for", async (status) => {
  await insertSubscriber(world.sql, { status, next_digest_at: ago(1) });
  expect(await runOnce(plan, {})).toEqual({ planned: 0 });
  expect(await digests()).toEqual([]);
});
