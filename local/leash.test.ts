import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { testFolder } from "../test/services.ts";
import { until } from "../test/until.ts";
import { openLeash } from "./leash.ts";
import { isAlive, knownProcess } from "./processes.ts";

// Holds a program and a service that record when they are asked to end, and prints their ids.
const owner = `
import { spawn } from "node:child_process";
import { openLeash } from ${JSON.stringify(join(import.meta.dirname, "leash.ts"))};
const [folder, ends] = process.argv.slice(-2);
const leash = openLeash(folder);
const child = (name, signal, pause) => {
  const script = \`trap 'sleep \${pause}; echo \${name} >> "$0"; exit 0' \${signal}; echo up; while :; do sleep 0.02; done\`;
  return spawn("/bin/sh", ["-c", script, ends], { detached: true, stdio: ["ignore", "pipe", "ignore"] });
};
const service = child("service", "INT", 0);
const program = child("program", "TERM", 0.2);
leash.hold(service.pid, { stage: "service", signal: "SIGINT" });
leash.hold(program.pid, { stage: "program", signal: "SIGTERM" });
await Promise.all([service, program].map((one) => new Promise((up) => one.stdout.once("data", up))));
const tell = () => console.log(JSON.stringify({ service: service.pid, program: program.pid, leash: leash.pid }));
tell();
let told = leash.pid;
setInterval(() => {
  if (leash.pid !== told) tell();
  told = leash.pid;
}, 10);
`;

const owners: ReturnType<typeof spawn>[] = [];
afterEach(() => {
  for (const one of owners.splice(0)) one.kill("SIGKILL");
});

async function startOwner(folder: string, ends: string) {
  const process = spawn(
    globalThis.process.execPath,
    ["--import", join(import.meta.dirname, "runtime.ts"), "--input-type=module", "-e", owner, folder, ends],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  owners.push(process);
  const nextPids = () =>
    new Promise<Record<"service" | "program" | "leash", number>>((resolve) =>
      process.stdout.once("data", (line: Buffer) => resolve(JSON.parse(line.toString()))),
    );
  const pids = await nextPids();
  const held = Object.values(pids).map((pid) => knownProcess(pid));
  return { process, pids, nextPids, left: () => held.filter((one) => one && isAlive(one)).length };
}

test("SIGKILL of the owner leaves nothing: programs end before services, the folder goes", async () => {
  const folder = join(testFolder(), "data");
  mkdirSync(folder);
  const ends = join(testFolder(), "ends");
  const { process, left } = await startOwner(folder, ends);
  expect(left()).toBe(3);
  process.kill("SIGKILL");
  await until("the end of all", () => left() === 0);
  expect(readFileSync(ends, "utf8")).toBe("program\nservice\n");
  expect(existsSync(folder)).toBe(false);
});

test("a leash that is killed itself is replaced", async () => {
  const folder = testFolder();
  const { process, pids, nextPids, left } = await startOwner(folder, join(folder, "ends"));
  const changed = nextPids();
  globalThis.process.kill(pids.leash, "SIGKILL");
  expect((await changed).leash).not.toBe(pids.leash);
  process.kill("SIGKILL");
  await until("the end of all", () => left() === 0);
});

test("what was released is left alone, and a closed leash is gone", async () => {
  const leash = openLeash();
  const child = spawn("sleep", ["100"], { stdio: "ignore" });
  const known = knownProcess(child.pid ?? 0);
  const shell = knownProcess(leash.pid);
  leash.hold(child.pid ?? 0, { stage: "service", signal: "SIGTERM" });
  leash.release(child.pid ?? 0);
  await leash.close();
  expect(shell && isAlive(shell)).toBe(false);
  expect(known && isAlive(known)).toBe(true);
  child.kill("SIGKILL");
  await until("the end of the child", () => child.signalCode);
});

test("a later process with the same number is not taken for the one that was known", () => {
  const me = knownProcess(process.pid);
  expect(me && isAlive(me)).toBe(true);
  expect(isAlive({ pid: process.pid, since: "another time" })).toBe(false);
});
