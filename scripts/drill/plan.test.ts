import { expect, test } from "vitest";
import { second } from "../../lib/time.ts";
import { faultsOf } from "./fault-plan.ts";
import { drills, peopleIn, readOptions } from "./options.ts";
import { type Life, livesOf } from "./plan.ts";

const forMs = 50 * second;
const seeds = Array.from({ length: 50 }, (_, seed) => seed);

test("a seed arranges the same run again, and another one another", () => {
  expect(livesOf(7, 48, forMs)).toEqual(livesOf(7, 48, forMs));
  expect(livesOf(7, 48, forMs)).not.toEqual(livesOf(8, 48, forMs));
  for (const drill of drills) {
    expect(faultsOf(drill, 7, forMs)).toEqual(faultsOf(drill, 7, forMs));
    expect(faultsOf(drill, 7, forMs)).not.toEqual(faultsOf(drill, 8, forMs));
  }
});

test("every seed has people of every kind", () => {
  for (const seed of seeds) expectEveryKind(seed);
});

function expectEveryKind(seed: number) {
  const lives = livesOf(seed, 48, forMs);
  const steps = lives.flatMap((life) => life.steps);
  expect(lives.filter(({ startMs }) => startMs === null).length).toBe(12);
  expect(lives.filter(({ presses }) => presses === 0).length).toBeGreaterThan(4);
  expect(lives.some(({ copies }) => copies === 5)).toBe(true);
  for (const what of ["due", "ask", "again", "leave"]) {
    expect(steps.filter((step) => step.do === what).length).toBeGreaterThan(4);
  }
  // Unsubscribed while a digest was on its way: nobody waits for that.
  expect(lives.filter(leavesSoon).length).toBeGreaterThan(4);
}

const leavesSoon = ({ steps: [first, next] }: Life) =>
  first !== undefined && "waits" in first && !first.waits && next?.do === "leave";

test.each(drills)("the drill %s strikes often, and not after its time", (drill) => {
  for (const { faults, workers, rollsMs } of seeds.map((seed) => faultsOf(drill, seed, forMs))) {
    expect(faults.length + workers.flat().length + rollsMs.length).toBeGreaterThan(3);
    for (const fault of faults) {
      const at = "atMs" in fault ? fault.atMs : fault.afterTickMs;
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThan(forMs);
    }
  }
});

test("takes a name and its sizes, and refuses what it does not know", () => {
  expect(readOptions(["all", "--seed", "7", "--people", "6", "--minutes", "0.5"])).toEqual({
    ...{ names: drills, seed: 7, people: 6, forMs: 30 * second, keep: false },
  });
  expect(readOptions(["kill"]).names).toEqual(["kill"]);
  expect(drills.map((drill) => peopleIn(drill, readOptions(["all"])))).toEqual([48, 48, 48, 48, 500, 48, 48, 48]);
  expect(peopleIn("flush", readOptions(["flush", "--people", "6"]))).toBe(6);
  for (const wrong of [[], ["kil"], ["kill", "redis"], ["kill", "--seed", "x"], ["kill", "--people", "0"]]) {
    expect(() => readOptions(wrong)).toThrow(/drill|must be/);
  }
});
