import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LaterError } from "../lib/errors.ts";
import { producer, redisKey } from "../lib/redis.ts";
import { readProgress } from "../lib/subscribers/progress.ts";
import { insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { startWorld, type World } from "../test/world.ts";
import email from "./email.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test("a mail that is only pretended waits as the real ones do, and then shows the same", async () => {
  const person = await insertSubscriber(world.sql);
  const send = (delivery: string) => runOnce(email, { deliveries: [delivery] });
  const promised = () => insertDelivery(world.sql, person.id);
  const signup = randomUUID();
  const pretend = () => runOnce(email, { deliveries: [randomUUID()], pretended: signup });
  const first = await promised();
  await world.outbox.faults({ status: 500, name: "internal_server_error", times: 1 });
  await expect(send(first)).rejects.toThrow(/missing/);
  await expect(pretend()).rejects.toThrow(/missing/);
  await send(first);
  await world.outbox.faults({ status: 429, name: "daily_quota_exceeded", times: 1 });
  await expect(send(await promised())).rejects.toBeInstanceOf(LaterError);
  await expect(pretend()).rejects.toBeInstanceOf(LaterError);
  expect(await readProgress(signup)).toBeNull();
  await producer().del(redisKey("mail", "pause"), redisKey("mail", "held"));
  await pretend();
  expect((await readProgress(signup))?.steps.map(({ step }) => step)).toEqual(["verification_sent"]);
  expect(await world.outbox.mails()).toHaveLength(1);
});

test("what a pretended mail is told of a real one's time has no wait for its turn in it", async () => {
  const person = await insertSubscriber(world.sql, { status: "unverified" });
  const [request] = await world.sql<{ id: string }[]>`
    insert into email_verification_requests (subscriber_id) values (${person.id}) returning id`;
  const about = { kind: "verification", request_id: request?.id ?? null };
  const delivery = await insertDelivery(world.sql, person.id, about);
  const redis = producer();
  const [seconds = "0"] = await redis.time();
  // The next turn is two seconds away: most of that is waited for.
  const taken = `${Number(seconds) + 1}999999`;
  await redis.lpush(redisKey("mail", "turns"), ...Array<string>(5).fill(taken));
  const began = performance.now();
  await runOnce(email, { deliveries: [delivery] });
  const tookMs = Number((await redis.lindex(redisKey("mail", "took"), 0)) ?? Number.NaN);
  expect(performance.now() - began - tookMs).toBeGreaterThan(500);
});
