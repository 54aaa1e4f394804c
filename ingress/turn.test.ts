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

test("of a crowd so many go on as are worked at in one go, and the others behind them", async () => {
  const order: number[] = [];
  await Promise.all(Array.from({ length: 40 }, (_, at) => endOfTurn().then(() => order.push(at))));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  const went: number[] = [];
  const crowd = Array.from({ length: 40 }, (_, at) => endOfTurn().then(() => went.push(at)));
  await crowd[0];
  await crowd[31];
  expect(went).toHaveLength(32);
  await Promise.all(crowd);
});
