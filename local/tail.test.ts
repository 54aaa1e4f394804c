import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../test/services.ts";
import { until } from "../test/until.ts";
import { follow, worthSaying } from "./tail.ts";

test("lines are heard whole, also when they come in pieces", async () => {
  const file = join(testFolder(), "example.log");
  const lines: string[] = [];
  const tail = follow(file, (line) => lines.push(line));
  const [head, rest] = [Buffer.from("zwei Grö").subarray(0, -1), Buffer.from("ö").subarray(1)];
  appendFileSync(file, "one\n");
  await until("the first line", () => lines.length === 1);
  appendFileSync(file, head);
  tail.stop();
  expect(lines).toEqual(["one"]);
  appendFileSync(file, rest);
  const again: string[] = [];
  appendFileSync(file, "ße\nlast\nno end");
  follow(file, (line) => again.push(line)).stop();
  expect(again).toEqual(["one", "zwei Größe", "last"]);
});

test("a person sees warnings and crashes, not every line", () => {
  const line = (level: string) => JSON.stringify({ level, time: "now", pid: 1, queue: "email", msg: "slow", n: 2 });
  expect(worthSaying(line("info"))).toBeNull();
  expect(worthSaying(line("warn"))).toBe("warn: slow queue=email n=2");
  expect(worthSaying('{"level":"error","msg":"failed","err":{"message":"no route"}}')).toBe(
    "error: failed err=no route",
  );
  expect(worthSaying("TypeError: x is not a function")).toBe("TypeError: x is not a function");
  expect(worthSaying("  ")).toBeNull();
});
