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
