import { afterAll, beforeAll, beforeEach } from "vitest";
import { closeQueues } from "../lib/queue.ts";
import { closeRedis, connected, redisKey } from "../lib/redis.ts";
import { type Played, startPlayed } from "./played.ts";
import { databaseOfFile, emptied, play } from "./services.ts";

/** Simulated job boards, which answer as the test says, and a database; each test begins with nothing scraped. */
export function feedsOfFile() {
  const { sql } = databaseOfFile();
  let server: Played;
  beforeAll(async () => {
    server = await startPlayed();
    play("boards", server.url);
  });
  beforeEach(async () => {
    await emptied(sql, "postings", "source_runs", "source_targets");
    const redis = await connected();
    const left = await redis.keys(redisKey("s*"));
    if (left.length > 0) await redis.del(left);
    server.asked = [];
  });
  afterAll(async () => {
    await closeQueues();
    await closeRedis();
    server.close();
  });
  return {
    sql,
    runs: () => sql`select status, complete, pages, seen, error from source_runs order by started_at`,
    /** What they answer from now on. */
    set routes(routes: Played["routes"]) {
      server.routes = routes;
    },
    /** The URLs requested in this test. */
    get asked() {
      return server.asked;
    },
  };
}
