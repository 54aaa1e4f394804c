import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import postgres from "postgres";
import { afterAll, describe, expect, test } from "vitest";
import { dump, dumpTables, textsBelow, wholeJourney } from "../test/privacy.ts";
import { testFolder } from "../test/services.ts";
import { until } from "../test/until.ts";
import { isAlive, type Known, knownProcess } from "./processes.ts";
import type { StackFile } from "./stack-file.ts";

const root = join(import.meta.dirname, "..");
/** Below the time limit of a test, above a start on a busy machine. */
const startMs = 60_000;

const started: { kill(signal: "SIGKILL"): unknown }[] = [];
afterAll(() => {
  for (const one of started.splice(0)) one.kill("SIGKILL");
});

/** `npm start` as its own script runs it, on a folder of its own. */
function start(folder: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "./local/runtime.ts", "local/main.ts", folder], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  let said = "";
  child.stdout.on("data", (text) => (said += text));
  child.stderr.on("data", (text) => (said += text));
  const ended = new Promise<number | string | null>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  return { child, ended, said: () => said };
}

const file = (folder: string) => join(folder, "stack.json");
const read = (folder: string) => JSON.parse(readFileSync(file(folder), "utf8")) as StackFile;

async function ready(folder: string, { said, child }: ReturnType<typeof start>): Promise<StackFile> {
  const stands = () => {
    if (child.exitCode !== null) throw new Error(`it ended: ${said()}`);
    return existsSync(file(folder));
  };
  await until("stack.json", stands, startMs);
  return read(folder);
}

const known = ({ pids }: StackFile) => Object.values(pids).map((pid) => knownProcess(pid));
const alive = (processes: (Known | null)[]) => processes.filter((one) => one && isAlive(one)).length;

// A whole start costs seconds of two processors: the tests follow one folder from its first start to its third.
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
    await until(
      "the words of welcome",
      () => first.said().includes(stack.ingress) && first.said().includes(stack.outbox),
    );
    expect((await fetch(`${stack.ingress}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${stack.outbox}/messages`)).json()).toEqual([]);
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
    const tables = await dumpTables(stack.postgres);
    expect(tables.length).toBeGreaterThan(100);

    const processes = [...known(stack), ...known(read(folder))];
    // The terminal and npm both pass Ctrl-C on.
    first.child.kill("SIGINT");
    first.child.kill("SIGINT");
    expect(await first.ended).toBe(0);
    expect(alive(processes)).toBe(0);
    expect([existsSync(file(folder)), existsSync(join(folder, "claim.json"))]).toEqual([false, false]);

    // Logs are read when their writers have ended, so that nothing is still on its way into them.
    const logs = await textsBelow(join(folder, "logs"));
    expect(logs.join("\n")).toContain('"route":"/signups"');
    const texts = [redis, ...tables, ...(await textsBelow(join(folder, "data/redis"))), ...logs];
    const kept = secrets.filter((secret) => texts.some((text) => text.includes(secret)));
    expect(kept).toEqual([]);
  });

  test("leaves nothing after SIGKILL, the next has the data, and a dead service ends it all", async () => {
    const killed = start(folder);
    const before = await ready(folder, killed);
    const redis = new Redis(before.redis);
    await redis.set("kept", "yes");
    redis.disconnect();
    const processes = known(before);
    killed.child.kill("SIGKILL");
    await killed.ended;

    // At once, while the leash is still ending the one before.
    const last = start(folder);
    await until(
      "a new stack.json",
      () => existsSync(file(folder)) && read(folder).pids.supervisor === last.child.pid,
      startMs,
    );
    expect(alive(processes)).toBe(0);
    const again = read(folder);
    const back = new Redis(again.redis);
    expect(await back.get("kept")).toBe("yes");
    back.disconnect();

    // Without Redis the rest is of no use.
    const left = known(again);
    process.kill(again.pids.redis ?? 0, "SIGKILL");
    expect(await last.ended).toBe(1);
    expect(last.said()).toContain("Redis ended (SIGKILL); see .local/logs.");
    expect(alive(left)).toBe(0);
  });
});
