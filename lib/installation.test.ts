import { afterAll, expect, test } from "vitest";
import { problemsOfInstallation } from "./installation.ts";
import { closeRedis, connected, redisKey } from "./redis.ts";
import { keyedHashes } from "./seal.ts";
import { second } from "./time.ts";

afterAll(closeRedis);

const key = redisKey("installation");
const [ours = "", next = ""] = keyedHashes("jobping", "installation");

test("who comes first has the prefix; an installation with another SEAL_SECRET is told, and changes nothing", async () => {
  const redis = await connected();
  expect(await problemsOfInstallation(1 * second)).toEqual([]);
  expect(await problemsOfInstallation(1 * second)).toEqual([]);
  await redis.set(key, "of-another-secret");
  expect(await problemsOfInstallation(1 * second)).toEqual([
    expect.stringMatching(/^REDIS_PREFIX: .*belongs to an installation with another SEAL_SECRET.*redis-cli del/),
  ]);
  expect(await redis.get(key)).toBe("of-another-secret");
});

test("a SEAL_SECRET that is being replaced is ours, and the new one is what counts from then on", async () => {
  const redis = await connected();
  await redis.set(key, next);
  expect(await problemsOfInstallation(1 * second)).toEqual([]);
  expect(await redis.get(key)).toBe(ours);
});
