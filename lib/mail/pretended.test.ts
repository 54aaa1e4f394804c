import { afterAll, beforeEach, expect, test } from "vitest";
import { LaterError } from "../errors.ts";
import { closeRedis, connected, redisKey } from "../redis.ts";
import { hour, minute } from "../time.ts";
import type { SendResult } from "./outcomes.ts";
import { noteFate, pretendToSend } from "./pretended.ts";

beforeEach(async () => void (await (await connected()).del(redisKey("mail", "took"), redisKey("mail", "held"))));
afterAll(() => closeRedis());

const accepted: SendResult = { outcome: "accepted", ids: ["1"] };
const turns = redisKey("mail", "turns");
/** The outcome of a pretended mail taken up so long ago, whose turn comes at once; aborts one that would wait. */
async function pretended(agoMs: number, signal = new AbortController().signal): Promise<string> {
  await (await connected()).del(turns);
  return outcomeOf(pretendToSend(performance.now() - agoMs, signal));
}
const outcomeOf = (work: Promise<void>) =>
  work.then(
    () => "sent",
    (error: unknown) => (error as Error).message,
  );

test("takes as long as one of the last real mails, of those that went alone", async () => {
  expect(await pretended(1 * minute)).toBe("sent");
  await noteFate(accepted, 1 * hour);
  expect(await pretended(1 * minute, AbortSignal.abort(new Error("given up")))).toBe("given up");
  expect(await pretended(1 * hour)).toBe("sent");
  for (let mail = 0; mail < 16; mail++) await noteFate(accepted, undefined);
  expect(await pretended(1 * minute, AbortSignal.abort(new Error("given up")))).toBe("given up");
  for (let mail = 0; mail < 16; mail++) await noteFate(accepted, 1);
  expect(await pretended(1 * minute)).toBe("sent");
});

test("waits while the last real ones do, as they do, until the vendor answers again", async () => {
  await noteFate({ outcome: "later", ms: 5 * minute, name: "invalid_api_key" }, undefined);
  const later = await pretendToSend(0, new AbortController().signal).catch((error: unknown) => error);
  expect(later).toBeInstanceOf(LaterError);
  const { ms } = later as LaterError;
  expect(ms).toBeGreaterThan(4 * minute);
  expect(ms).toBeLessThanOrEqual(5 * minute);
  await noteFate({ outcome: "unknown", name: "internal_server_error", message: "" }, undefined);
  expect(await pretended(1 * minute)).toMatch(/missing/);
  await noteFate({ outcome: "rejected", name: "validation_error", message: "" }, undefined);
  expect(await pretended(1 * minute)).toBe("sent");
});

test("waits no longer than they do, also when nobody asks the vendor any more", async () => {
  const heldFor = async (result: SendResult) => {
    await noteFate(result, undefined);
    return (await connected()).pttl(redisKey("mail", "held"));
  };
  expect(await heldFor({ outcome: "later", ms: 5 * minute, name: "invalid_api_key" })).toBeLessThanOrEqual(5 * minute);
  const unanswered = await heldFor({ outcome: "unknown", name: "internal_server_error", message: "" });
  expect(unanswered).toBeGreaterThan(0);
  expect(unanswered).toBeLessThanOrEqual(1 * minute);
});

test("takes a turn from the real ones, as they do, and comes later when there is none", async () => {
  const redis = await connected();
  expect(await pretended(1 * minute)).toBe("sent");
  expect(await redis.llen(turns)).toBe(1);
  await redis.set(redisKey("mail", "pause"), "the vendor wants one", "PX", 1 * hour);
  expect(await pretended(1 * minute)).toMatch(/turns are taken/);
  await redis.del(redisKey("mail", "pause"));
});
