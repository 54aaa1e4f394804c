import { createClient } from "@supabase/supabase-js";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDatabase, startRedis, type TestDatabase } from "./services.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await startDatabase();
  await database.sql`create table thing (id int primary key)`;
  await database.sql`insert into thing select generate_series(1, 1500)`;
  await database.sql`notify pgrst`;
});
afterAll(() => database.stop());

test("supabase-js reads through the Data API, at most 1000 rows at a time", async () => {
  const client = createClient(process.env.SUPABASE_URL ?? "", database.serviceKey);
  await expect.poll(async () => (await client.from("thing").select()).data?.length).toBe(1000);
});

test("a Redis of one's own keeps its data over a stop", async () => {
  const redis = await startRedis();
  const client = new Redis(redis.url);
  await client.set("a", "1");
  client.disconnect();
  await redis.restart();
  const again = new Redis(redis.url);
  expect(await again.get("a")).toBe("1");
  again.disconnect();
  await redis.close();
});
