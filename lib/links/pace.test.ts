import { expect, test } from "vitest";
import { hostByHost, Pace } from "./pace.ts";

test("a host is asked once a second, others at once", async () => {
  let now = 0;
  const waits: number[] = [];
  const clock = {
    now: () => now,
    wait: async (ms: number) => void waits.push(ms),
  };
  const pace = new Pace({ gapMs: 1000, clock });
  await Promise.all([pace.turn("a"), pace.turn("a"), pace.turn("b"), pace.turn("a")]);
  expect(waits).toEqual([1000, 2000]);
  now = 2500;
  await pace.turn("a");
  await pace.turn("b");
  expect(waits).toEqual([1000, 2000, 500]);
});

test("a wait ends with the signal", async () => {
  const pace = new Pace({ gapMs: 60_000 });
  await pace.turn("a");
  await expect(pace.turn("a", AbortSignal.abort(new Error("stop")))).rejects.toThrow("stop");
});

/** Items whose work ends when the test says. */
function stepwise(items: string[], parallel: number, leave: readonly string[] = []) {
  const running: { item: string; end: () => void }[] = [];
  const begun: string[] = [];
  const done = hostByHost(items, { hostOf: (item) => item.slice(0, 1), parallel }, async (item) => {
    begun.push(item);
    await new Promise<void>((end) => running.push({ item, end }));
    return leave.includes(item) ? "leave-host" : "on";
  });
  const step = async () => {
    running.shift()?.end();
    await new Promise(setImmediate);
  };
  return { done, begun, running, step };
}

test("takes the hosts in turn, never two of one host at once, at most so many in all", async () => {
  const { done, begun, running, step } = stepwise(["a1", "a2", "a3", "a4", "b1", "c1", "c2", "d1"], 3);
  let most = 0;
  while (running.length > 0) {
    most = Math.max(most, running.length);
    expect(new Set(running.map(({ item }) => item.slice(0, 1))).size).toBe(running.length);
    await step();
  }
  await done;
  expect(most).toBe(3);
  expect(begun.slice(0, 4)).toEqual(["a1", "b1", "c1", "d1"]);
  expect(begun).toHaveLength(8);
});

test("leaves a host that asks to be left", async () => {
  const { done, begun, running, step } = stepwise(["a1", "a2", "a3", "b1", "b2"], 1, ["a1"]);
  while (running.length > 0) await step();
  await done;
  expect(begun).toEqual(["a1", "b1", "b2"]);
});

test("a failure begins nothing further, and waits for what runs", async () => {
  const begun: string[] = [];
  const [fails, ends] = [Promise.withResolvers<"on">(), Promise.withResolvers<"on">()];
  let over = false;
  const done = hostByHost(["a", "b1", "b2", "c"], { hostOf: (item) => item.slice(0, 1), parallel: 2 }, (item) => {
    begun.push(item);
    return item === "a" ? fails.promise : ends.promise;
  }).finally(() => {
    over = true;
  });
  fails.reject(new Error("no database"));
  await new Promise(setImmediate);
  expect(over).toBe(false);
  ends.resolve("on");
  await expect(done).rejects.toThrow("no database");
  expect(begun).toEqual(["a", "b1"]);
});
