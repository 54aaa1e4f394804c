import { definedJobs } from "../../lib/job.ts";
import { redisKey } from "../../lib/redis.ts";
import "../../jobs/index.ts";

/**
 * Our own keys by their first part, and whether they expire: a key that should but does not is an orphan. A test checks
 * that every redisKey() of the product is listed.
 */
const owned: Readonly<Record<string, { expires: boolean }>> = {
  "ai-answer": { expires: true },
  "ai-calls": { expires: true },
  "ai-cost": { expires: true },
  "ai-outcomes": { expires: true },
  breaker: { expires: true },
  fence: { expires: false },
  figures: { expires: false },
  "figures-carried": { expires: false },
  "figures-history": { expires: false },
  installation: { expires: false },
  limit: { expires: true },
  liveness: { expires: true },
  lock: { expires: true },
  mail: { expires: false },
  nonce: { expires: true },
  "paused-sources": { expires: false },
  preview: { expires: true },
  progress: { expires: true },
  "progress-changed": { expires: true },
  "search-changed": { expires: true },
  "search-landed": { expires: true },
  "search-result": { expires: true },
  "search-results": { expires: true },
  seen: { expires: true },
  "source-budget": { expires: true },
  "source-hold": { expires: true },
  "source-pace": { expires: true },
  "source-page": { expires: true },
  visit: { expires: true },
};

export interface Owner {
  /** Its line in the table. */
  group: string;
  /** Why it may be an orphan; null = it is in use. */
  orphan: "unknown" | "endless" | null;
  /** It is an orphan if it never expires. */
  expires: boolean;
}

/** BullMQ's keys of a queue that are not jobs. */
const structure =
  /^(wait|active|paused|delayed|prioritized|completed|failed|waiting-children|meta|id|pc|events|marker|limiter|stalled|stalled-check|repeat(:.*)?|metrics:.*)$/;

/** What a key with our prefix belongs to. */
export function ownerOf(key: string): Owner {
  const [first = "", ...rest] = key.slice(redisKey("").length).split(":");
  if (rest.length > 0 && definedJobs.has(first)) return queueOwner(first, rest.join(":"));
  const own = Object.hasOwn(owned, first) ? owned[first] : undefined;
  if (!own) return { group: first, orphan: "unknown", expires: false };
  return { group: first, orphan: null, expires: own.expires };
}

function queueOwner(queue: string, rest: string): Owner {
  if (structure.test(rest)) return { group: `${queue} (queue)`, orphan: null, expires: false };
  if (rest.startsWith("de:")) return { group: `${queue} (deduplication)`, orphan: null, expires: false };
  const isLock = rest.endsWith(":lock");
  return { group: isLock ? `${queue} (locks)` : `${queue} (jobs)`, orphan: null, expires: isLock };
}
