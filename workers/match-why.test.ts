import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readProgress } from "../lib/subscribers/progress.ts";
import { insertDelivery, insertPosting, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { startWorld, type World } from "../test/world.ts";
import match from "./match.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test("an empty welcome tells the signup's page how many it looked at, and why none fits", async () => {
  const paris = [{ city: "Paris", geonameId: 2988507, country: "FR", lat: 48.85, lon: 2.35, raw: "Paris" }];
  await insertPosting(world.sql, { locations: world.sql.json(paris) });
  await insertPosting(world.sql, { locations: world.sql.json(paris) });
  await insertPosting(world.sql, { level: "senior" });
  const progressId = randomUUID();
  const { id } = await insertSubscriber(world.sql);
  await insertDelivery(world.sql, id, {
    kind: "digest",
    period: "welcome",
    status: "planned",
    progress_id: progressId,
  });
  await runOnce(match, { subscribers: [id] });
  expect(await readProgress(progressId)).toMatchObject({
    lookedAt: 3,
    why: [
      { code: "place", count: 2 },
      { code: "level", count: 1 },
    ],
  });
});
