import { expect, test } from "vitest";
import { takingTurns } from "./turns.ts";

const { signal } = new AbortController();

test("each begins when the one before it has ended, also when that one failed", async () => {
  const inTurn = takingTurns();
  const seen: string[] = [];
  const first = Promise.withResolvers<void>();
  const one = inTurn(async () => {
    seen.push("one");
    await first.promise;
  }, signal);
  const two = inTurn(async () => {
    seen.push("two");
    return 2;
  }, signal);
  await Promise.resolve();
  first.reject(new Error("broken"));
  await expect(one).rejects.toThrow("broken");
  expect(await two).toBe(2);
  expect(seen).toEqual(["one", "two"]);
});

test("who is aborted while waiting is told at once, never begins, and holds nobody up", async () => {
  const inTurn = takingTurns();
  const first = Promise.withResolvers<void>();
  const caller = new AbortController();
  const one = inTurn(() => first.promise, signal);
  const never = inTurn(() => expect.fail("begun"), caller.signal);
  const last = inTurn(async () => "last", signal);
  caller.abort(new Error("shutdown"));
  await expect(never).rejects.toThrow("shutdown");
  first.resolve();
  await one;
  expect(await last).toBe("last");
  await expect(inTurn(async () => "late", caller.signal)).rejects.toThrow("shutdown");
});
