import { describe, expect, test } from "vitest";
import { seal } from "../lib/seal.ts";
import { nextDigest } from "../lib/subscribers/cadence.ts";
import type { SealedPreferences } from "../lib/subscribers/preferences.ts";
import { hashLinkKey } from "../lib/tokens.ts";
import { insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { until } from "../test/until.ts";
import { worldOfFile } from "../test/world.ts";
import match from "./match.ts";
import plan from "./plan.ts";
import preferences from "./preferences.ts";
import verify from "./verify.ts";

const world = worldOfFile();

async function person(over: Record<string, unknown> = {}) {
  const { id, key } = await insertSubscriber(world.sql, over);
  return {
    id,
    row: async () => (await world.sql`select * from subscribers where id = ${id}`)[0],
    digests: () => world.sql`select period, status from deliveries where subscriber_id = ${id} order by period`,
    change(change: SealedPreferences["change"], askedAt = new Date(), keyHash = hashLinkKey(key)) {
      const sealed = seal({ keyHash, change } satisfies SealedPreferences, "preferences");
      return runOnce(preferences, { subscriberId: id, sealed, askedAt: askedAt.toISOString() });
    },
  };
}

test("a zone that this Node does not know holds up nothing, until its person chooses another", async () => {
  const timeZone = "Mars/Olympus";
  const { id, row, digests, change } = await person({ status: "unverified", time_zone: timeZone });
  await world.sql`update subscribers set wishes = wishes || ${world.sql.json({ timeZone })} where id = ${id}`;
  const [request] =
    await world.sql`insert into email_verification_requests (subscriber_id) values (${id}) returning id`;
  expect(await runOnce(verify, { requestId: request?.id })).toEqual({ outcome: "confirmed" });
  expect(await runOnce(match, { subscribers: [id] })).toEqual({ digests: 1, mails: 1 });
  await world.sql`update subscribers set next_digest_at = now() - interval '1 minute', welcome_until = null`;
  expect(await runOnce(plan, {})).toEqual({ planned: 1 });
  expect(await digests()).toHaveLength(2);
  const pausedUntil = Temporal.Now.plainDateISO("UTC").add({ days: 10 });
  expect(await change({ pausedUntil: pausedUntil.toString() })).toEqual({ outcome: "saved" });
  expect((await row())?.paused_until.toISOString()).toBe(`${pausedUntil}T00:00:00.000Z`);
  expect(await change({ timeZone: "Asia/Tokyo" })).toEqual({ outcome: "saved" });
  expect(await row()).toMatchObject({ time_zone: "Asia/Tokyo" });
  expect((await row())?.paused_until.toISOString()).toBe(`${pausedUntil.subtract({ days: 1 })}T15:00:00.000Z`);
});

const paris = 2988507;
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
const tomorrow = () => new Date(Date.now() + 86_400_000);

test("finds the cities, saves all, and twice is once", async () => {
  const { change, row } = await person({ next_digest_at: tomorrow() });
  const askedAt = new Date();
  const wanted = { cities: [paris], countries: [], name: "", minScore: 70, stillLooking: true };
  expect(await change(wanted, askedAt)).toEqual({ outcome: "saved" });
  const { updated_at, ...after } = (await row()) ?? {};
  expect(after).toMatchObject({ name: null, min_score: 70, still_looking: true });
  expect(after.wishes).toMatchObject({
    cities: [{ geonameId: paris, name: "Paris", country: "FR" }],
    levels: expect.anything(),
  });
  expect(await change(wanted, askedAt)).toEqual({ outcome: "saved" });
  expect(await row()).toMatchObject(after);
});

test("of each field the one asked for last counts, whatever order they come in; at one time, the one that comes last", async () => {
  const { change, row } = await person();
  const [first, second] = [new Date(Date.now() - 1), new Date()];
  await change({ minScore: 60 }, second);
  expect(await change({ minScore: 80 }, first)).toEqual({ outcome: "older" });
  expect(await change({ minScore: 80, stillLooking: true, countries: ["FR"] }, first)).toEqual({ outcome: "saved" });
  expect(await row()).toMatchObject({ min_score: 60, still_looking: true, wishes: { countries: ["FR"] } });
  await change({ minScore: 70 }, second);
  expect((await row())?.min_score).toBe(70);
});

test("changes that run at once are all saved", async () => {
  const { change, row } = await person({ next_digest_at: tomorrow() });
  const day = Temporal.Now.plainDateISO().add({ weeks: 3 }).toString();
  await Promise.all([change({ minScore: 60 }), change({ stillLooking: true }), change({ pausedUntil: day })]);
  const after = await row();
  expect(after).toMatchObject({ min_score: 60, still_looking: true, paused_until: expect.any(Date) });
  expect(Object.keys(after?.preferences_asked_at).sort()).toEqual(["minScore", "pausedUntil", "stillLooking"]);
});

test("a replaced key changes nothing", async () => {
  const { change, row } = await person();
  expect(await change({ minScore: 1 }, new Date(), hashLinkKey("another"))).toEqual({ outcome: "gone" });
  expect((await row())?.min_score).toBeNull();
});

describe("the next digest", () => {
  test("is not before the pause ends, and comes back when it is ended", async () => {
    const due = tomorrow();
    const { change, row } = await person({ next_digest_at: due });
    const day = Temporal.Now.plainDateISO().add({ weeks: 3 }).toString();
    await change({ pausedUntil: day });
    const paused = await row();
    expect(paused?.paused_until).toEqual(
      new Date(Temporal.PlainDate.from(day).toZonedDateTime("Europe/Berlin").epochMilliseconds),
    );
    expect(paused?.next_digest_at.getTime()).toBeGreaterThan(paused?.paused_until.getTime());
    await change({ pausedUntil: null });
    expect((await row())?.next_digest_at.getTime()).toBeLessThan(paused?.next_digest_at.getTime());
  });

  test("waits in another zone for the same first day with mails", async () => {
    const soon = Temporal.Now.plainDateISO().add({ weeks: 3 });
    const day = soon.add({ days: 7 - ((soon.dayOfWeek + 3) % 7) }); // A Thursday.
    const { change, row } = await person({ next_digest_at: tomorrow() });
    await change({ pausedUntil: day.toString() });
    for (const timeZone of ["Australia/Sydney", "America/New_York"]) {
      await change({ timeZone });
      const at = (plainTime?: string) => new Date(day.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds);
      expect(await row()).toMatchObject({ paused_until: at(), next_digest_at: at("08:00") });
    }
  });

  test("leaves a pause that came meanwhile, as when mail does not get through", async () => {
    const { id, change, row } = await person({ next_digest_at: tomorrow() });
    const paused_until = ago(-14 * 24);
    const moving = await world.sql.begin(async (transaction) => {
      await transaction`update subscribers set ${transaction({ paused_until })} where id = ${id}`;
      const changed = change({ timeZone: "America/New_York" });
      await until("it waits for the pause", async () => {
        const [waits] = await world.sql`
          select from pg_stat_activity where wait_event_type = 'Lock' and query like '%save_preferences%'`;
        return waits;
      });
      return { changed };
    });
    await moving.changed;
    expect(await row()).toMatchObject({ time_zone: "America/New_York", paused_until });
  });

  test("leaves the last welcome that was sent its three days, also after a pause that is ended at once", async () => {
    const weekly = { cadence: "weekly", tier: "free", timeZone: "Europe/Berlin" } as const;
    const tooSoon = nextDigest(weekly, Temporal.Now.instant());
    const regular = nextDigest(weekly, tooSoon);
    const { id, change, row } = await person({ next_digest_at: regular.toString() });
    const welcome = (period: string, status: string, settledAt: Temporal.Instant) =>
      insertDelivery(world.sql, id, { kind: "digest", period, status, settled_at: settledAt.toString() });
    await welcome("welcome", "sent", tooSoon.subtract({ hours: 24 }));
    await welcome("welcome-2", "skipped", regular);
    await change({ pausedUntil: Temporal.Now.plainDateISO().add({ weeks: 6 }).toString() });
    await change({ pausedUntil: null });
    expect((await row())?.next_digest_at).toEqual(new Date(regular.epochMilliseconds));
  });

  test.each([
    [
      "was held back for three days and has just gone out",
      { status: "sent", created_at: ago(72), settled_at: ago(2) },
      0,
    ],
    ["has waited for five days", { status: "pending", created_at: ago(120) }, 0],
    ["has just gone out at once", { status: "sent", created_at: ago(2), settled_at: ago(2) }, 1],
    ["was held back and went out four days ago", { status: "sent", created_at: ago(120), settled_at: ago(96) }, 1],
  ])("that is due now is planned as the planner does it after a welcome that %s", async (_, welcome, promised) => {
    const afterwards = async (by: "change" | "planner") => {
      const { id, change, row, digests } = await person({ next_digest_at: ago(1) });
      await insertDelivery(world.sql, id, { kind: "digest", period: "welcome", ...welcome });
      await (by === "change" ? change({ minScore: 60 }) : runOnce(plan, {}));
      return { digests: await digests(), next: (await row())?.next_digest_at };
    };
    const { digests, next } = await afterwards("change");
    expect({ digests, next }).toEqual(await afterwards("planner"));
    expect(digests).toHaveLength(1 + promised);
    expect(next.getTime()).toBeGreaterThan(Date.now());
  });

  test("that is due now is promised as it was, whether planned before, after or meanwhile, and once", async () => {
    const due = Temporal.Now.instant().subtract({ minutes: 1 });
    const period = due.toZonedDateTimeISO("Europe/Berlin").toPlainDate().toString();
    const orders = [
      async (move: () => Promise<unknown>) => [await move(), await runOnce(plan, {})],
      async (move: () => Promise<unknown>) => [await runOnce(plan, {}), await move()],
      (move: () => Promise<unknown>) => Promise.all([move(), runOnce(plan, {})]),
    ];
    for (const inOrder of orders) {
      const { change, row, digests } = await person({ next_digest_at: due.toString() });
      await inOrder(() => change({ timeZone: "America/New_York" }));
      expect(await digests()).toEqual([{ period, status: "planned" }]);
      const after = await row();
      expect(after?.time_zone).toBe("America/New_York");
      expect(after?.next_digest_at.getTime()).toBeGreaterThan(Date.now());
    }
  });
});
