import { expect, test } from "vitest";
import { z } from "zod";
import { definedJobs, defineJob, digestOf } from "./job.ts";

test("a job is frozen data, known by its name", () => {
  const job = defineJob({ name: "one", payload: z.object({}), attempts: 1, backoffMs: 1, maxAgeMs: 1 });
  expect(Object.isFrozen(job)).toBe(true);
  expect(definedJobs.get("one")).toBe(job);
});

test("one job name twice does not start, nor a name that is no queue's", () => {
  const job = { payload: z.object({}), attempts: 1, backoffMs: 1, maxAgeMs: 1 };
  defineJob({ ...job, name: "twice" });
  expect(() => defineJob({ ...job, name: "twice" })).toThrow('two jobs named "twice"');
  expect(() => defineJob({ ...job, name: "a:b" })).toThrow("not usable");
});

test("a set of ids has one name, in whatever order; another set has another", () => {
  expect(digestOf(["b", "a"])).toBe(digestOf(["a", "b"]));
  expect(digestOf(["a", "b"])).not.toBe(digestOf(["a", "c"]));
  expect(digestOf(["a"])).toMatch(/^[\w-]{22}$/);
});
