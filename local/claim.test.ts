import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { testFolder } from "../test/services.ts";
import { until } from "../test/until.ts";
import { claimFolder, ownerOf } from "./claim.ts";
import { knownProcess } from "./processes.ts";

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    await until("the end of a child", () => child.exitCode !== null || child.signalCode !== null);
  }
});

function sleeper(seconds: number) {
  const child = spawn("sleep", [`${seconds}`], { stdio: "ignore" });
  children.push(child);
  const known = knownProcess(child.pid ?? 0);
  if (!known) throw new Error("sleep did not start");
  return known;
}

const owners = (folder: string, content: unknown) => writeFileSync(join(folder, "claim.json"), JSON.stringify(content));
const dead = { pid: 4_000_000, since: "long ago" };

test("a folder has one owner at a time", async () => {
  const folder = testFolder();
  const claim = await claimFolder(folder);
  expect(claim).not.toBeNull();
  expect(ownerOf(folder)?.pid).toBe(process.pid);
  expect(await claimFolder(folder)).toBeNull();
  claim?.release();
  expect(ownerOf(folder)).toBeNull();
  (await claimFolder(folder))?.release();
});

test.each([
  ["a dead owner's", { supervisor: dead, members: {} }],
  ["a later process's with the owner's number", { supervisor: { pid: process.pid, since: "before" }, members: {} }],
])("%s claim is taken over", async (_, content) => {
  const folder = testFolder();
  owners(folder, content);
  expect(ownerOf(folder)).toBeNull();
  const claim = await claimFolder(folder);
  expect(ownerOf(folder)?.pid).toBe(process.pid);
  claim?.release();
  expect(existsSync(join(folder, "claim.json"))).toBe(false);
});

test("half a claim, written by a full disk, is taken over", async () => {
  const folder = testFolder();
  writeFileSync(join(folder, "claim.json"), '{"superv');
  const claim = await claimFolder(folder);
  expect(claim).not.toBeNull();
  claim?.release();
});

test("of several at once one wins", async () => {
  const folder = testFolder();
  owners(folder, { supervisor: dead, members: {} });
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimFolder(folder)));
  expect(claims.filter(Boolean)).toHaveLength(1);
  for (const claim of claims) claim?.release();
});

test("what a killed owner left running is waited for", async () => {
  const folder = testFolder();
  const left = sleeper(0.3);
  owners(folder, { supervisor: dead, members: { redis: left } });
  const claim = await claimFolder(folder);
  expect(knownProcess(left.pid)).toBeNull();
  claim?.release();
});
