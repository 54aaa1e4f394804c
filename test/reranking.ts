import { candidates, profiles } from "./candidates.ts";
import { startOpenai } from "./openai.ts";

/**
 * Simulates the vendor behind OPENAI_BASE_URL, which lib/env reads when it is imported: call it in vi.hoisted, in a
 * test file that has a process of its own.
 */
export async function playModel() {
  const vendor = await startOpenai();
  Object.assign(process.env, {
    ...{ OPENAI_API_KEY: "sk-played", OPENAI_BASE_URL: vendor.url, OPENAI_MODEL: "gpt-4o-mini" },
    AI_MAX_DAILY_COST: "0.05",
  });
  const { closeRedis, connected, redisKey } = await import("../lib/redis.ts");
  const { aiFaults, aiTokens, reranks } = await import("../lib/metrics.ts");
  const { rerank } = await import("../lib/matching/rerank.ts");
  let person = 0;
  return {
    vendor,
    /** Has somebody's candidates ordered; by default somebody's who has not asked today. */
    ask: (postings = candidates, subscriber = `subscriber ${person++}`) =>
      rerank(profiles.analyst, postings, { subscriber, signal: new AbortController().signal }),
    /** As if nobody had asked yet. */
    async forget() {
      vendor.reset();
      for (const counter of [reranks, aiFaults, aiTokens]) counter.reset();
      const redis = await connected();
      await redis.del(redisKey("breaker", "openai"), ...(await redis.keys(`${redisKey("ai-")}*`)));
    },
    async close() {
      await closeRedis();
      await vendor.close();
    },
  };
}
