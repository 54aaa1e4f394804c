import { expect, test } from "vitest";
import { atMost, bounded, minute, wait } from "./time.ts";

const never = new Promise<never>(() => {});
const quiet = new AbortController().signal;

test("a wait ends by its time or by its signal", async () => {
  await wait(1);
  await expect(wait(1 * minute, AbortSignal.abort("now"))).rejects.toBe("now");
  const controller = new AbortController();
  const waiting = wait(1 * minute, controller.signal);
  controller.abort("stop");
  await expect(waiting).rejects.toBe("stop");
});

test("work in time is its result, work too late says so, and its own error passes through", async () => {
  expect(await atMost(1 * minute, Promise.resolve("done"), "late")).toBe("done");
  await expect(atMost(1, never, "late")).rejects.toThrow("late");
  await expect(atMost(1 * minute, Promise.reject(new Error("own")), "late")).rejects.toThrow("own");
});

test("bounded work that was stopped before does not begin", async () => {
  let began = false;
  const work = async () => {
    began = true;
  };
  await expect(bounded(work, { timeoutMs: 1, signal: AbortSignal.abort("stop"), graceMs: 1 })).rejects.toBe("stop");
  expect(began).toBe(false);
});

test("bounded work hears the time limit and the signal, may still finish, and is left behind if it does not", async () => {
  const bounds = { timeoutMs: 5, signal: quiet, graceMs: 5 };
  await expect(bounded((signal) => wait(1 * minute, signal), bounds)).rejects.toThrow("ran longer than 5 ms");
  await expect(bounded(() => never, bounds)).rejects.toThrow("ran longer than 5 ms");
  const tidy = bounded((signal) => wait(1 * minute, signal).catch(() => "tidied"), bounds);
  expect(await tidy).toBe("tidied");
  await expect(bounded(() => Promise.reject(new Error("own")), bounds)).rejects.toThrow("own");
});
