import { expect, test } from "vitest";
import { minute } from "../../lib/time.ts";
import { roll } from "./roll.ts";

function stage() {
  const running: string[] = ["a-old", "b-old"];
  const seen: string[] = [];
  const program = (name: string) => ({
    name,
    start: async () => {
      running.push(name);
      seen.push([...running].sort().join(" "));
      return undefined as never;
    },
    stop: async () => void running.splice(running.indexOf(name), 1),
  });
  const slots = ["a", "b"].map((name) => ({ old: program(`${name}-old`), now: program(name) }));
  return { seen, slots };
}

const rolled = async (pausesMs: number[], inMs: number) => {
  const { seen, slots } = stage();
  const entries: unknown[] = [];
  const history = { add: (entry: unknown) => void entries.push(entry) };
  await roll(pausesMs, slots, { history, endsAt: Date.now() + inMs, signal: AbortSignal.timeout(minute) });
  return { seen, entries };
};

test("one after the other is restarted as the other release, and the last word is the new one's", async () => {
  expect((await rolled([0, 0, 0, 0, 0, 0, 0, 0], -1)).seen).toEqual(["a b-old", "a b"]);
  const there = ["a b-old", "a b"];
  const back = ["a-old b", "a-old b-old"];
  const { seen, entries } = await rolled([0, 0, 0, 0, 0, 0], minute);
  expect(seen).toEqual([...there, ...back, ...there]);
  expect(entries).toMatchObject(Array.from({ length: 6 }, () => [{ type: "fault" }, { type: "healed" }]).flat());
});
