import { describe, expect, test } from "vitest";
import { PermanentError } from "../errors.ts";
import { isCountry, residence, stateCode } from "./countries.ts";
import { inUtc } from "./loose.ts";
import { postTown } from "./postcode-towns.ts";
import { countriesOf, roundAfter, roundOf, servedWanted, wantedIn, wantedOrNull } from "./rounds.ts";

const words = ["sales", "account manager"];

test.each([
  [null, { word: "sales", page: 1 }],
  ["0:2", { word: "sales", page: 2 }],
  ["1:1", { word: "account manager", page: 1 }],
  ["nonsense", { word: "sales", page: 1 }],
])("the cursor %j names a word and a page", (cursor, expected) => {
  expect(roundOf(words, cursor)).toEqual(expected);
});

test("a run goes through the pages of a word, and then to the next word", () => {
  expect(roundAfter(words, { word: "sales", page: 1 }, true)).toBe("0:2");
  expect(roundAfter(words, { word: "sales", page: 2 }, false)).toBe("1:1");
  expect(roundAfter(words, { word: "account manager", page: 1 }, false)).toBeNull();
  expect(roundAfter(words, { word: "something else", page: 1 }, true)).toBeNull();
});

test("places that a source serves", () => {
  expect(wantedIn((country) => country === "DE")).toEqual(["DE:Berlin"]);
  expect(servedWanted("x", "DE:Berlin", () => true)).toEqual({ country: "DE", city: "Berlin", path: null });
  expect(() => servedWanted("x", "DE:Berlin", () => false)).toThrow(PermanentError);
  expect(wantedOrNull("all")).toBeNull();
  expect(countriesOf(["DE:Berlin", "DE:Munich", "FR:Paris:data-analytics"])).toEqual(["DE", "FR::data-analytics"]);
});

describe("names", () => {
  test.each([
    ["EH88BG", "Edinburgh"],
    ["sw1a 1aa", "London"],
    ["B248HW", "Birmingham"],
    ["CH1", "Chester"],
    ["London", null],
    ["EH", null],
    ["A1", null],
    ["", null],
  ])("the post town of %j is %j", (text, town) => {
    expect(postTown(text)).toBe(town);
  });

  test("countries and states", () => {
    expect([" kuwait", "United Kingdom", "London", ""].map(isCountry)).toEqual([true, true, false, false]);
    expect(["Virginia", "West Virginia", "New York", "Wyoming", "Bavaria"].map(stateCode)).toEqual([
      "VA",
      "WV",
      "NY",
      "WY",
      null,
    ]);
  });

  test("a country that is called like its capital", () => {
    expect(["Luxembourg", "Germany", ""].map(residence)).toEqual(["Remote, Luxembourg", "Germany", ""]);
  });

  test("a date without a zone is UTC", () => {
    expect(["2026-11-01 09:00:00", "2026-11-01T09:00", "2026-11-01", "x"].map(inUtc)).toEqual([
      "2026-11-01T09:00:00Z",
      "2026-11-01T09:00Z",
      "2026-11-01",
      "x",
    ]);
  });
});
