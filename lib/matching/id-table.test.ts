import { expect, test } from "vitest";
import { IdTable } from "./id-table.ts";

const id = "00000000-0000-4000-8000-00000000000a";

test("finds what was added, whatever the case, and gives it back as Postgres writes it", () => {
  const table = new IdTable(0);
  table.add(id.toUpperCase(), 3);
  expect([table.find(id), table.idOf(3)]).toEqual([3, id]);
  expect(table.find(id.replace("a", "b"))).toBe(-1);
});

test("marks as many as are named, and passes over those that it does not have", () => {
  const table = new IdTable(0);
  const ids = Array.from({ length: 300 }, (_, at) => `${String(at).padStart(8, "0")}${id.slice(8)}`);
  for (const [slot, each] of ids.slice(0, 200).entries()) table.add(each, slot);
  const marks = new Uint8Array(300);
  table.mark(ids, marks, 7);
  expect([...marks].filter((mark) => mark === 7)).toHaveLength(200);
});

test("refuses to mark what is no uuid, also where the lengths of two make up for each other", () => {
  const marks = new Uint8Array(1);
  expect(() => new IdTable(0).mark([id, "0".repeat(35), "0".repeat(37)], marks, 7)).toThrow("must be a uuid");
  expect(() => new IdTable(0).mark([id, `\u0130${id.slice(1)}`], marks, 7)).toThrow("must be a uuid");
});

test.each([
  ["too short", id.slice(1)],
  ["too long", `${id}0`],
  ["not a digit", `g${id.slice(1)}`],
  ["a letter whose lower byte is a digit", `\u0130${id.slice(1)}`],
])("what is no uuid is refused: %s", (_, bad) => {
  const table = new IdTable(0);
  expect(() => table.find(bad)).toThrow("must be a uuid");
  expect(() => table.add(bad, 0)).toThrow("must be a uuid");
});
