import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { testFolder } from "../test/services.ts";
import { until } from "../test/until.ts";
import { openLeash } from "./leash.ts";
import { Service, type ServiceSpec } from "./service.ts";

const leash = openLeash();
afterAll(() => leash.close());

function shell(script: string, more: Partial<ServiceSpec> = {}): Service {
  return new Service({
    name: "Example",
    command: "/bin/sh",
    args: ["-c", script],
    logFile: join(testFolder(), "example.log"),
    leash,
    stage: "service",
    signal: "SIGTERM",
    probe: async () => true,
    ...more,
  });
}

test("one that ends instead of answering says its last words", async () => {
  const service = shell("echo first; echo '    at somewhere (file:1)'; echo the reason >&2; exit 3", {
    probe: async () => false,
  });
  await expect(service.start()).rejects.toThrow("Example did not start: it ended with exit code 3.\nfirst\nthe reason");
  expect(service.pid).toBeNull();
});

test("one that does not answer in time is killed", async () => {
  const service = shell("exec sleep 100", { probe: async () => false, startLimitMs: 50 });
  await expect(service.start()).rejects.toThrow("Example did not answer within 0.05 s.");
  expect(service.pid).toBeNull();
});

test("a reason why it never will ends the waiting", async () => {
  const service = shell("exec sleep 100", { probe: async () => "It has another password." });
  await expect(service.start()).rejects.toThrow("It has another password.");
  expect(service.pid).toBeNull();
});

test("a program that is not there is a sentence, not a crash", async () => {
  const service = shell("", { command: "/no/such/program", probe: async () => false });
  await expect(service.start()).rejects.toThrow("ENOENT");
});

test("only an end that nobody asked for is a death", async () => {
  const deaths: string[] = [];
  const service = shell("exec sleep 100");
  service.onDeath = (how) => deaths.push(how);
  await service.start();
  await service.stop();
  await service.start();
  await service.kill();
  expect(deaths).toEqual([]);
  await service.start();
  service.signal("SIGKILL");
  await until("the death", () => deaths.length > 0);
  expect(deaths).toEqual(["SIGKILL"]);
  expect(service.pid).toBeNull();
});

test("one that does not end when asked is killed after its limit", async () => {
  const logFile = join(testFolder(), "deaf.log");
  const isDeaf = async () => readFileSync(logFile, "utf8").includes("deaf");
  const service = shell("trap '' TERM; echo deaf; while :; do sleep 0.02; done", {
    ...{ logFile, stopLimitMs: 50, probe: isDeaf },
  });
  await service.start();
  await service.stop();
  expect(service.pid).toBeNull();
});

test("each start has a process of its own, and says so", async () => {
  const pids: (number | null)[] = [];
  const service = shell("exec sleep 100");
  service.onUp = () => pids.push(service.pid);
  await service.start();
  await expect(service.start()).rejects.toThrow("runs already");
  await service.stop();
  await service.start();
  await service.stop();
  expect(new Set(pids).size).toBe(2);
});
