import { expect, test } from "vitest";
import { Candidates, OpenLists } from "./rank-lists.ts";
import { Steps } from "./rank-steps.ts";

/** More than the initial room, twice over. */
const many = Array.from({ length: 10_000 }, (_, at) => at);
/** The lists that wait at a step, in order. */
function waitingAt(step: number, { first, next }: OpenLists | Candidates): number[] {
  const all: number[] = [];
  for (let at = first[step] ?? -1; at >= 0; at = next[at] ?? -1) all.push(at);
  return all;
}

test("a sweep's lists and candidates keep what they were given, however many they are", () => {
  const lists = new OpenLists(new Steps(2));
  const candidates = new Candidates(new Steps(2));
  lists.clear();
  candidates.clear();
  for (const at of many) {
    lists.park(lists.add(at, at + 1, at + 0.25, at + 0.5, at + 2, at / 8), at % 2);
    candidates.add(at, at / 8, at % 2);
  }
  const kept = many.map((at) => [lists.at[at], lists.end[at], lists.most[at], lists.place[at], lists.serves[at]]);
  expect(kept).toEqual(many.map((at) => [at, at + 1, at + 0.25, at + 0.5, at + 2]));
  for (const { sure, at } of [lists, candidates]) {
    expect([...sure.subarray(0, many.length)]).toEqual(many.map((each) => each / 8));
    expect([...at.subarray(0, many.length)]).toEqual(many);
  }
  for (const step of [0, 1]) {
    const newestFirst = many.filter((at) => at % 2 === step).reverse();
    expect(waitingAt(step, lists)).toEqual(newestFirst);
    expect(waitingAt(step, candidates)).toEqual(newestFirst);
  }
});
