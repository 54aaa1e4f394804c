import { afterAll, beforeEach, expect, test } from "vitest";
import { LaterError } from "../errors.ts";
import { closeRedis, connected, redisKey } from "../redis.ts";
import { hour, minute } from "../time.ts";
import { noteFate, pretendToSend } from "./pretended.ts";
import type { SendResult } from "./resend.ts";

beforeEach(async () => void (await (await connected()).del(redisKey("mail", "took"), redisKey("mail", "held"))));
afterAll(() => closeRedis());

const accepted: SendResult = { outcome: "accepted", ids: ["1"] };
/** What becomes of a pretended mail that was taken up so long ago, and is given up soon. */
const pretended = (agoMs = 0) =>
  pretendToSend(performance.now() - agoMs, AbortSignal.timeout(20)).then(
    () => "sent",
    (error: unknown) => (error as Error).name,
  );

test("takes as long as one of the last real mails, of those that went alone", async () => {
  expect(await pretended(1 * minute)).toBe("sent");
  await noteFate(accepted, 1 * hour);
  expect(await pretended(1 * minute)).toBe("TimeoutError");
  expect(await pretended(1 * hour)).toBe("sent");
  for (let mail = 0; mail < 16; mail++) await noteFate(accepted, undefined);
  expect(await pretended(1 * minute)).toBe("TimeoutError");
  for (let mail = 0; mail < 16; mail++) await noteFate(accepted, 1);
  expect(await pretended(1 * minute)).toBe("sent");
});

test("waits while the last real ones do, as they do, until the vendor answers again", async () => {
  await noteFate({ outcome: "later", ms: 5 * minute, name: "invalid_api_key" }, undefined);
  const later = await pretendToSend(0, AbortSignal.timeout(20)).catch((error: unknown) => error);
  expect(later).toBeInstanceOf(LaterError);
  expect(later).toMatchObject({ ms: 5 * minute });
  await noteFate({ outcome: "unknown", name: "internal_server_error", message: "" }, undefined);
  expect(await pretended(1 * minute)).toBe("Error");
  await noteFate({ outcome: "rejected", name: "validation_error", message: "" }, undefined);
  expect(await pretended(1 * minute)).toBe("sent");
});

test("does not wait for ever when nobody asks the vendor any more", async () => {
  await noteFate({ outcome: "later", ms: 5 * minute, name: "invalid_api_key" }, undefined);
  const ttl = await (await connected()).pttl(redisKey("mail", "held"));
  expect(ttl).toBeGreaterThan(5 * minute);
  expect(ttl).toBeLessThanOrEqual(6 * minute);
});
