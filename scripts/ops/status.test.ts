import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { parseEnv } from "../../lib/env.ts";
import { fineFigures } from "../../lib/figures/fixtures.ts";
import { closeRedis, connected, redisKey } from "../../lib/redis.ts";
import { asked, ops } from "../../test/ops.ts";
import { ownerOf } from "./redis-keys.ts";

afterAll(() => closeRedis());

const ago = (hours: number) => new Date(Date.now() - hours * 3600_000);

describe("redis", () => {
  /** A key that nobody has used for two hours. */
  async function left(...parts: string[]) {
    const redis = await connected();
    const key = redisKey(...parts);
    await redis.set(key, "x");
    const dump = await redis.dumpBuffer(key);
    await redis.call("restore", key, "0", dump as Buffer, "REPLACE", "IDLETIME", "7200");
    return key;
  }

  test("counts keys by what they are for, and --purge --yes removes only what is nobody's", async () => {
    const orphans = [await left("pigeon", "wait"), await left("old-cache"), await left("lock", "scrape/x")];
    const own = await left("figures-history");
    const used = redisKey("unknown-yet");
    await (await connected()).set(used, "x");
    const { answer } = await asked("redis");
    expect(answer.examples.map(({ key }: { key: string }) => key).sort()).toEqual(orphans.sort());
    expect(answer.rows).toContainEqual({ group: "lock", keys: 1, bytes: expect.any(Number) });
    expect(await ops(["redis", "--purge"])).toMatchObject({ code: 1, stderr: expect.stringMatching(/3 keys.*--yes/) });
    expect((await asked("redis", "--purge", "--yes")).answer).toMatchObject({ orphans: 3, suspects: 4, purged: 3 });
    const redis = await connected();
    expect(await redis.exists(...orphans)).toBe(0);
    expect(await redis.exists(own, used)).toBe(2);
    await redis.del(used);
  });

  test("knows every key that the product makes", async () => {
    const root = join(import.meta.dirname, "../..");
    const files = ["ingress", "workers", "lib"].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(root, folder, file)),
    );
    const code = files
      .filter((file) => /\.tsx?$/.test(file) && !file.includes(".test."))
      .map((file) => readFileSync(file, "utf8"));
    const firsts = [...code.join("\n").matchAll(/redisKey\(\s*"([\w-]+)"|kept\("([\w-]+)"/g)].map(
      ([, key, kept]) => key ?? kept ?? "",
    );
    expect(firsts.length).toBeGreaterThan(15);
    expect(firsts.filter((first) => ownerOf(redisKey(first, "x")).orphan)).toEqual([]);
  });
});

test("secrets makes a set that production takes, another each time", async () => {
  const { stdout, code } = await ops(["secrets"]);
  const lines = stdout.split("\n").filter((line) => /^[A-Z_]+=/.test(line));
  const set = Object.fromEntries(lines.map((line) => line.split("=", 2)));
  expect({ code, count: lines.length }).toEqual({ code: 0, count: new Set(Object.values(set)).size });
  const read = parseEnv({ ...set, NODE_ENV: "production" });
  expect(
    "problems" in read && read.problems.filter((line) => Object.keys(set).some((name) => line.startsWith(`${name}:`))),
  ).toEqual([]);
  expect(set).toHaveProperty("SEAL_SECRET");
  expect(stdout).toMatch(/^# RESEND_WEBHOOK_SECRET= /m);
  expect((await asked("secrets")).answer.SEAL_SECRET).not.toBe(set.SEAL_SECRET);
});

describe("status", () => {
  const figuresKey = () => redisKey("figures");

  test("without figures it does not say that all is well", async () => {
    await (await connected()).del(figuresKey());
    const { code, stdout } = await ops(["status"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/Nobody knows[\s\S]*no figures/);
  });

  test("shows the figures with their age, problems first, and ends with 1 if it would page", async () => {
    const fine = fineFigures(new Date(Date.now() - 5000));
    const write = async (value: unknown) => void (await (await connected()).set(figuresKey(), JSON.stringify(value)));
    await write(fine);
    const well = await ops(["status"]);
    expect(well.stdout).toMatch(/^Delivering: 9,812 of 9,830[\s\S]*Figures of 5 s ago/);
    expect(well.code).toBe(0);
    await write({ ...fine, database: { ...fine.database, up: false } });
    const ill = await ops(["status"]);
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/^NOT delivering[\s\S]*DatabaseAway[\s\S]*Figures of/);
    await write({ ...fine, at: ago(1).toISOString() });
    expect((await asked("status")).answer.verdict.state).toBe("unknown");
    await write({ at: "of another release" });
    expect(await ops(["status"])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/another release/),
    });
  });
});

test("a command on the running system says what its environment lacks, and takes no half of another's", async () => {
  vi.stubEnv("REDIS_URL", "");
  expect(await ops(["status"])).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Where is the system\? Set REDIS_URL, or unset SUPABASE_URL and .+ to ask/),
  });
  vi.unstubAllEnvs();
});
