import { expect, test } from "vitest";
import { email as emailJob } from "../jobs/email.ts";
import { match } from "../jobs/match.ts";
import { connected, redisKey } from "../lib/redis.ts";
import { insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce, takeAsked } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import email from "./email.ts";
import sweep from "./sweep.ts";

const world = worldOfFile();

const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * 1000);

test.each([
  // status, age in seconds, asked again as
  ["planned", 29, null],
  ["planned", 31, "subscribers"],
  ["planned", 73 * 3600, null],
  ["pending", 29, null],
  ["pending", 31, "deliveries"],
  ["pending", 73 * 3600, null],
  ["sent", 31, null],
  ["skipped", 31, null],
] as const)("a %s delivery of %i s: asked again as %s", async (status, age, expected) => {
  const person = await insertSubscriber(world.sql);
  const delivery = await insertDelivery(world.sql, person.id, { kind: "digest", status, created_at: secondsAgo(age) });
  const counts = {
    subscribers: 0,
    deliveries: 0,
    erased: 0,
    erasing: 0,
    billing: 0,
    ...(expected && { [expected]: 1 }),
  };
  expect(await runOnce(sweep, {})).toEqual(counts);
  expect(await runOnce(sweep, {})).toEqual(counts);
  // Once each: what is asked for again joins what waits.
  expect(await takeAsked(match)).toEqual(expected === "subscribers" ? [{ subscribers: [person.id] }] : []);
  expect(await takeAsked(emailJob)).toEqual(expected === "deliveries" ? [{ deliveries: [delivery] }] : []);
});

test("what is too_late ends with its reason instead", async () => {
  const person = await insertSubscriber(world.sql);
  await insertDelivery(world.sql, person.id, { status: "pending", created_at: secondsAgo(73 * 3600) });
  await runOnce(sweep, {});
  expect(await world.sql`select status, reason from deliveries`).toEqual([{ status: "skipped", reason: "too_late" }]);
});

test("a killed sender's batch is asked for again after its lease, a working sender's is not", async () => {
  const person = await insertSubscriber(world.sql);
  const delivery = await insertDelivery(world.sql, person.id);
  await world.sql`select claim_deliveries(${[delivery]}, 30)`;
  expect(await runOnce(sweep, {})).toMatchObject({ subscribers: 0, deliveries: 0 });
  await world.sql`update email_batches set lease_until = now() - interval '31 seconds'`;
  expect(await runOnce(sweep, {})).toMatchObject({ subscribers: 0, deliveries: 1 });
  await runOnce(email, { deliveries: [delivery] });
  expect(await runOnce(sweep, {})).toMatchObject({ subscribers: 0, deliveries: 0 });
  expect(await world.outbox.mails(person.email)).toHaveLength(1);
});

test("retention deletes who never confirmed for seven days, and nobody else", async () => {
  const kept = [
    await insertSubscriber(world.sql, { status: "unverified", updated_at: secondsAgo(6 * 86400) }),
    await insertSubscriber(world.sql, { updated_at: secondsAgo(400 * 86400) }),
  ];
  await insertSubscriber(world.sql, { status: "unverified", updated_at: secondsAgo(8 * 86400) });
  expect(await runOnce(sweep, { retention: true })).toMatchObject({ purged: { subscribers: 1 } });
  const rows = await world.sql`select id from subscribers`;
  expect(rows.map(({ id }) => id).sort()).toEqual(kept.map(({ id }) => id).sort());
});

test("retention forgets the ended jobs of a queue in which nothing has ended since", async () => {
  const redis = await connected();
  await redis.zadd(
    redisKey("export", "completed"),
    secondsAgo(3700).getTime(),
    "old",
    secondsAgo(3500).getTime(),
    "new",
  );
  for (const id of ["old", "new"]) await redis.hset(redisKey("export", id), "data", "{}");
  expect(await runOnce(sweep, { retention: true })).toMatchObject({ forgotten: 1 });
  expect(await redis.exists(redisKey("export", "old"))).toBe(0);
  expect(await redis.exists(redisKey("export", "new"))).toBe(1);
});

test("one kind that cannot be purged keeps none of the others, and the job says which; every kind has its turn", async () => {
  const { sql } = world;
  await sql.unsafe(`
    create function refuse() returns trigger language plpgsql as $$ begin raise 'too slow'; end $$;
    create trigger refuse before delete on subscribers for each statement execute function refuse()`);
  const cached = { key: "k", source: "s", result: sql.json([]), expires_at: secondsAgo(1) };
  await sql`insert into job_cache ${sql(cached)}`;
  await insertSubscriber(sql, { status: "unverified", updated_at: secondsAgo(8 * 86400) });
  await expect(runOnce(sweep, { retention: true })).rejects.toThrow(/subscribers: .*too slow; left: .*too slow$/);
  expect(await sql`select from job_cache`).toHaveLength(0);
  await sql`drop function refuse cascade`;
  const { purged } = (await runOnce(sweep, { retention: true })) as { purged: Record<string, number> };
  expect(purged.subscribers).toBe(1);
  const [purge] = await sql<{ code: string }[]>`select prosrc as code from pg_proc where proname = 'purge'`;
  const kinds = [...(purge?.code ?? "").matchAll(/when '(\w+)'/g)].map(([, kind]) => kind);
  expect(Object.keys(purged)).toEqual(kinds);
});
