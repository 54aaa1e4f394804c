import { expect, test } from "vitest";
import { tableOfPairs } from "../../scripts/eval/dedupe-table.ts";
import { Groups, qualityOf } from "./groups.ts";
import { type Identity, identityOf } from "./identity.ts";
import { normalise } from "./normalise.ts";
import type { Posting, RawPosting } from "./posting.ts";

function posting(over: Partial<RawPosting> = {}): Posting {
  const said = { title: "Controller", company: "Havelwerk", location: ["Berlin"], description: "", postedAt: null };
  const made = normalise({ source: "reed", sourceId: "1", url: "https://reed.example/1", ...said, ...over });
  if (!made) throw new Error("no posting");
  return made;
}
const at = (number: number, over: Partial<RawPosting> = {}): Identity =>
  identityOf(posting({ url: `https://board.example/${number}`, ...over }));

/** The groups of postings placed in this order, each by its sorted members. */
function groupsOf(placed: readonly (readonly [string, Identity])[]): string[][] {
  const groups = new Groups();
  const members = new Map<string, string[]>();
  for (const [id, identity] of placed) {
    const group = groups.place(id, identity);
    members.set(group, [...(members.get(group) ?? []), id].sort());
  }
  return [...members.values()].sort((a, b) => (String(a) < String(b) ? -1 : 1));
}

test("a group is called after its first posting", () => {
  const groups = new Groups();
  expect(groups.place("a", at(1))).toBe("a");
  expect(groups.place("b", at(2, { title: "Senior Controller" }))).toBe("b");
  expect(groups.place("c", at(3, { company: "Havelwerk GmbH" }))).toBe("a");
});

test("one that names no place is no bridge between two cities", () => {
  const nowhere = ["nowhere", at(1, { location: [] })] as const;
  const berlin = ["berlin", at(2)] as const;
  const hamburg = ["hamburg", at(3, { location: ["Hamburg"] })] as const;
  expect(groupsOf([nowhere, berlin, hamburg])).toEqual([["berlin", "nowhere"], ["hamburg"]]);
  expect(groupsOf([berlin, hamburg, nowhere])).toContainEqual(expect.not.arrayContaining(["berlin", "hamburg"]));
});

test("an employer's number joins whatever else is said", () => {
  const url = "https://job-boards.greenhouse.io/havelwerk/jobs/7";
  const number = ["board", at(0, { url })] as const;
  const copy = ["copy", at(2)] as const;
  const retitled = ["retitled", at(0, { url: `${url}?gh_src=1`, title: "Accountant", location: ["Graz"] })] as const;
  expect(groupsOf([number, copy, retitled])).toEqual([["board", "copy", "retitled"]]);
});

test("the groups of the table's pairs do not hang on the order", () => {
  // Each pair's titles and links are its own, so that only the pair can meet.
  const placed = tableOfPairs().flatMap(({ a, b }, pair) =>
    [a, b].map((identity, side) => {
      const own = { url: `${identity.url}/${pair}`, title: `${identity.title} pair${pair}` };
      return [`${pair}/${side}`, { ...identity, ...own }] as const;
    }),
  );
  const groups = groupsOf(placed);
  expect(groupsOf(placed.toReversed())).toEqual(groups);
  // A fixed shuffle: sorted by the id's reversed digits.
  const mixed = placed.toSorted(([a], [b]) => ([...a].reverse().join("") < [...b].reverse().join("") ? -1 : 1));
  expect(groupsOf(mixed)).toEqual(groups);
});

test("many of one title in many cities stay apart, and each finds its own again", () => {
  const groups = new Groups();
  const cities = ["Berlin", "Hamburg", "Munich", "Cologne", "Leipzig", "Dresden", "Bremen", "Kiel", "Ulm", "Mainz"];
  const first = cities.map((city, number) => groups.place(city, at(number, { location: [city] })));
  expect(first).toEqual(cities);
  for (let number = 0; number < 200; number++)
    groups.place(`x${number}`, at(number, { title: `Controller ${number}` }));
  expect(cities.map((city, number) => groups.place("again", at(100 + number, { location: [city] })))).toEqual(cities);
});

test("the best version is the employer's own, then what leads there, then the longer text", () => {
  const description = "Much is said about it. ".repeat(40);
  const own = posting({ source: "greenhouse", url: "https://kiezwerk.example/jobs/1" });
  const link = posting({ url: "https://jobs.lever.co/a/b4ad9572-e20f-4185-a284-99d9740d04f0", description });
  const long = posting({ sourceId: "2", description });
  const qualities = [own, link, long, posting({ sourceId: "3" })].map(qualityOf);
  expect(qualities).toEqual(qualities.toSorted((a, b) => b - a));
  expect(new Set(qualities).size).toBe(4);
  // An employer's number in somebody else's URL does not make it the employer's own.
  expect(qualityOf(posting({ url: "https://elsewhere.example/?gh_jid=4711001", description }))).toBe(qualityOf(long));
});
