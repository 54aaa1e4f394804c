import { expect, test } from "vitest";
import { berlin, catalogueOf, entry, in_, lisbon, now, place, seeker } from "./fixtures.ts";
import { chosenInOrder } from "./rank-given.ts";

const both = seeker({ cities: [berlin, lisbon] });
const choose = (who: typeof both, entries: ReturnType<typeof entry>[], limit: number, gone: string[] = []) =>
  chosenInOrder([...gone, ...entries.map(({ id }) => id)], who, catalogueOf(entries), { exclude: [], limit, now });

test("each city that was named has its share, in the order that was given", () => {
  const inBerlin = Array.from({ length: 12 }, () => entry());
  const inLisbon = Array.from({ length: 8 }, () => entry({ locations: [place(lisbon)] }));
  const ids = (entries: typeof inBerlin, count: number) => entries.slice(0, count).map(({ id }) => id);
  expect(choose(both, [...inBerlin, ...inLisbon], 10)).toEqual([...ids(inBerlin, 5), ...ids(inLisbon, 5)]);
  expect(choose(both, [...inBerlin, ...inLisbon.slice(0, 1)], 4)).toEqual([...ids(inBerlin, 3), ...ids(inLisbon, 1)]);
  expect(choose(seeker(), inBerlin, 10)).toEqual(ids(inBerlin, 10));
});

test("two of a company at most, and nothing that is gone", () => {
  const ofOne = Array.from({ length: 3 }, () => entry({ company: "Nordlicht" }));
  const other = entry({ locations: [in_.potsdam] });
  const gone = "00000000-0000-4000-9000-000000000000";
  expect(choose(seeker(), [...ofOne, other], 10, [gone])).toEqual([ofOne[0]?.id, ofOne[1]?.id, other.id]);
});
