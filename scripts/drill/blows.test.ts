import postgres from "postgres";
import { expect, test } from "vitest";
import { databaseOfFile } from "../../test/services.ts";
import { until } from "../../test/until.ts";
import { blows } from "./blows.ts";

const database = databaseOfFile();

test("the tables are locked although a worker and the drill have waited for each other", async () => {
  const { sql, databaseUrl: postgresUrl } = database;
  const worker = postgres(postgresUrl, { max: 1 });
  const locks = (granted: boolean) => sql`
    select from pg_locks join pg_database d on d.oid = database and datname = current_database()
    where mode = 'AccessExclusiveLock' and granted = ${granted} and relation = 'deliveries'::regclass`;
  await worker.unsafe("begin; select from deliveries");
  const struck = blows.lock({} as never, { redis: { port: 0, folder: "" }, postgresUrl });
  await until("the drill waits for the worker", async () => (await locks(false)).length > 0);
  await worker.unsafe("select from subscribers; commit");
  const giveBack = await struck;
  expect(await locks(true)).toHaveLength(1);
  await giveBack();
  await until("the tables are free", async () => (await locks(true)).length === 0);
  await worker.end();
});
