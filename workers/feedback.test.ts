import { expect, test } from "vitest";
import { insertMatch } from "../supabase/tests/arrange.ts";
import { insertDelivery, insertSubscriber } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { worldOfFile } from "../test/world.ts";
import feedback from "./feedback.ts";

const world = worldOfFile();

test("records a verdict on one's own match, once, by when it was said", async () => {
  const [person, other] = [await insertSubscriber(world.sql), await insertSubscriber(world.sql)];
  const digest = await insertDelivery(world.sql, person.id, { kind: "digest", status: "sent" });
  const matchId = await insertMatch(world.sql, person.id, digest);
  const less = {
    subscriberId: person.id,
    matchId,
    verdict: "less",
    reason: "pay",
    saidAt: "2026-11-22T10:00:00.000Z",
  } as const;
  for (let run = 0; run < 2; run++) expect(await runOnce(feedback, less)).toEqual({ recorded: true });
  await runOnce(feedback, { ...less, verdict: "more", reason: null, saidAt: "2026-11-22T09:00:00.000Z" });
  expect(await runOnce(feedback, { ...less, subscriberId: other.id, verdict: "applied" })).toEqual({ recorded: false });
  expect(await world.sql`select verdict, reason, subscriber_id from verdicts`).toEqual([
    { verdict: "less", reason: "pay", subscriber_id: person.id },
  ]);
});
