import { existsSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { describe, expect, test } from "vitest";
import { alive, file, known, read, ready, start, startMs } from "../test/npm-start.ts";
import { dump, dumpTables, textsBelow, wholeJourney } from "../test/privacy.ts";
import { testFolder } from "../test/services.ts";
import { until } from "../test/until.ts";
import type { StackFile } from "./stack-file.ts";

// A whole start takes seconds of two processors, so these tests share one; main-killed.long.test.ts starts others.
describe("npm start", { timeout: 3 * startMs }, () => {
  let folder: string;
  let first: ReturnType<typeof start>;
  let stack: StackFile;

  test("says that it is ready when it is", async () => {
    folder = testFolder();
    first = start(folder, { LOG_LEVEL: "trace" });
    stack = await ready(folder, first);
    expect(Object.keys(stack.pids).sort()).toEqual(
      ["supervisor", "leash", "redis", "postgres", "postgrest", "ingress", "workers"].sort(),
    );
    await until("the words of welcome", () =>
      [stack.ingress, stack.outbox, stack.polar ?? "none"].every((url) => first.said().includes(url)),
    );
    expect((await fetch(`${stack.ingress}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${stack.outbox}/messages`)).json()).toEqual([]);
    expect(await (await fetch(stack.polar ?? "")).text()).toContain("Nobody has bought yet.");
    expect(await (await fetch(`${stack.ingress}/mails`)).text()).toContain("Every mail, with invented postings");
    const sql = postgres(stack.postgres, { max: 1 });
    await expect.poll(async () => (await sql`select from postings limit 1`).count, { timeout: 20_000 }).toBe(1);
    await sql.end();
  });

  test("is alone on its folder and its port", async () => {
    const second = start(folder);
    expect(await second.ended).toBe(1);
    expect(second.said()).toContain(`JobPing runs already from this checkout, at ${stack.ingress}`);
    const taken = start(testFolder(), { PORT: new URL(stack.ingress).port });
    expect(await taken.ended).toBe(1);
    expect(taken.said()).toContain("is taken by another program");
    const elsewhere = start(testFolder(), { HOST: "192.0.2.1" });
    expect(await elsewhere.ended).toBe(1);
    expect(elsewhere.said()).toMatch(/^HOST is 192\.0\.2\.1, where this machine cannot listen/m);
  });

  test("is whole again after a kill of its workers", async () => {
    process.kill(stack.pids.workers ?? 0, "SIGKILL");
    await until("new workers", () => read(folder).pids.workers !== stack.pids.workers, startMs);
    expect(first.said()).toContain("workers ended (SIGKILL) and is started again.");
  });

  test("keeps neither mailbox nor name in Redis or a log, after an erasure nor in a table, and is gone after Ctrl-C", async () => {
    const secrets = await wholeJourney(stack);
    const redis = await dump(stack.redis);
    expect(redis.length).toBeGreaterThan(1000);
    const sql = postgres(stack.postgres, { max: 1 });
    const refused = sql`insert into subscribers (email) values (${`${secrets[0]}@example.org`})`;
    await expect(refused).rejects.toThrow("violates not-null");
    await sql.end();
    const tables = await dumpTables(stack.postgres);
    expect(tables.length).toBeGreaterThan(100);

    const processes = [...known(stack), ...known(read(folder))];
    // The terminal and npm both send it on Ctrl-C.
    first.child.kill("SIGINT");
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);
    expect(alive(processes)).toBe(0);
    expect([existsSync(file(folder)), existsSync(join(folder, "claim.json"))]).toEqual([false, false]);

    // The next start still shows the mails of this one.
    expect((await textsBelow(join(folder, "data/outbox"))).join()).toContain('"subject"');
    // Read after their writers have ended, so that the logs are complete.
    const logs = await textsBelow(join(folder, "logs"));
    expect(logs.join("\n")).toContain('"route":"/signups"');
    const texts = [redis, ...tables, ...(await textsBelow(join(folder, "data/redis"))), ...logs];
    const kept = secrets.filter((secret) => texts.some((text) => text.includes(secret)));
    expect(kept).toEqual([]);
  });
});
