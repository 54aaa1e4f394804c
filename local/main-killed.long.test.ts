import { existsSync } from "node:fs";
import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { alive, file, known, read, ready, start, startMs } from "../test/npm-start.ts";
import { testFolder } from "../test/services.ts";
import { until } from "../test/until.ts";

test(
  "npm start leaves nothing after SIGKILL, the next has the data, and a dead service ends it all",
  async () => {
    const folder = testFolder();
    const killed = start(folder);
    const before = await ready(folder, killed);
    const redis = new Redis(before.redis);
    await redis.set("kept", "yes");
    redis.disconnect();
    const processes = known(before);
    killed.child.kill("SIGKILL");
    await killed.ended;

    // At once, while the leash is still ending the previous one.
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
  },
  3 * startMs,
);
