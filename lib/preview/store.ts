import { connected, redisKey } from "../redis.ts";
import { atMost, hour, minute, second } from "../time.ts";
import { decoded, encoded, type Preview } from "./model.ts";

const keyOfAll = () => redisKey("preview");
/** Figures that nobody renews say nothing. */
const lifeMs = 1 * hour;
const freshMs = 1 * minute;
const readLimitMs = 3 * second;

export async function writePreview(preview: Preview): Promise<{ bytes: number }> {
  const bytes = await encoded(preview);
  const redis = await connected();
  await redis.set(keyOfAll(), bytes, "PX", lifeMs);
  return { bytes: bytes.length };
}

let current: Preview | undefined;
/** What it was decoded from: equal bytes need not be decoded again, and the answers stay. */
let source: Buffer | null = null;
let readAt = Number.NEGATIVE_INFINITY;
let reading: Promise<void> | undefined;

/** What this process knows, at once; what is older than a minute is read anew in the background. */
export function knownPreview(): Preview | undefined {
  if (performance.now() - readAt >= freshMs) void refresh();
  return current;
}

/** The same, but waits for the first reading. undefined = there is none, or Redis is away. */
export async function readPreview(): Promise<Preview | undefined> {
  if (readAt === Number.NEGATIVE_INFINITY) await refresh();
  return knownPreview();
}

/** One request to Redis, however many ask. Without an answer the last one stays. */
function refresh(): Promise<void> {
  // A command under way when a connection broke is never answered.
  reading ??= atMost(readLimitMs, read(), "")
    .catch(() => {})
    .finally(() => {
      readAt = performance.now();
      reading = undefined;
    });
  return reading;
}

async function read(): Promise<void> {
  const redis = await connected();
  const bytes = await redis.getBuffer(keyOfAll());
  if (bytes !== null && source?.equals(bytes)) return;
  current = bytes === null ? undefined : await decoded(bytes);
  source = bytes;
}
