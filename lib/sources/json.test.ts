import { expect, test } from "vitest";
import { z } from "zod";
import { readDocument, rowsOf } from "./json.ts";
import { beyondMostRows } from "./source.ts";

test.each([
  ["NUL", '"a\\u0000b"', "ab"],
  ["half a character", '"a\\uD83Db"', "a\ufffdb"],
  ["both halves", '"\\ud83d\\ude00"', "😀"],
  ["what only looks like it", '"\\\\ud800"', "\\ud800"],
  ["half a one behind that", '"\\\\ud83d\\ude00"', "\\ud83d\ufffd"],
])("a text is one that Postgres takes: %s", (_, text, expected) => {
  expect(readDocument("havel", `{"a":[${text}]}`, z.object({ a: z.array(z.string()) }))).toEqual({ a: [expected] });
});

test("of rows without number no more are read than any board has", () => {
  const { good, dropped } = rowsOf(Array(20_002).fill({}), z.object({}));
  expect([good.length, dropped]).toEqual([20_000, { [beyondMostRows]: 2 }]);
});
