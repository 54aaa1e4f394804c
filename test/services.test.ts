import { createClient } from "@supabase/supabase-js";
import { Redis } from "ioredis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { insertPosting } from "./people.ts";
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

test("a database is lent again without a row, and not at all once more than its rows was changed", async () => {
  const first = await startDatabase();
  await insertPosting(first.sql);
  await first.stop();
  const next = await startDatabase();
  expect(await next.sql`select from postings`).toHaveLength(0);
  await next.sql`create view jobs as select id from postings`;
  await next.stop();
  const name = new URL(next.databaseUrl).pathname.slice(1);
  expect(await database.sql`select from pg_database where datname = ${name}`).toHaveLength(0);
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
