import { expect, test } from "vitest";
import { endOfTurn } from "./turn.ts";

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

test("who comes while others gather goes on with them, who comes later does not", async () => {
  const order: string[] = [];
  const first = endOfTurn().then(() => order.push("first"));
  await nextTurn();
  const second = endOfTurn().then(() => order.push("second"));
  expect(order).toEqual([]);
  await first;
  const later = endOfTurn().then(() => order.push("later"));
  await second;
  expect(order).toEqual(["first", "second"]);
  await later;
});

test("newcomers without end hold up nobody for long", async () => {
  let on = true;
  void endOfTurn().then(() => {
    on = false;
  });
  let turns = 0;
  while (on && turns < 1000) {
    void endOfTurn();
    turns += 1;
    await nextTurn();
  }
  expect(turns).toBeLessThan(20);
});
