import { describe, expect, test } from "vitest";
import { countriesCalled } from "../postings/place-scope.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { berlin, entry, first, in_, place, remote, score, seeker, why } from "./fixtures.ts";
import { distanceKm } from "./place-fit.ts";
import type { Seeker } from "./seeker.ts";

test.each([
  ["nothing", 52.52, 13.41, 52.52, 13.41, 0],
  ["Berlin to Potsdam", 52.52437, 13.41053, 52.39886, 13.06566, 27],
  ["London to Paris", 51.5074, -0.1278, 48.8566, 2.3522, 344],
  ["over the date line", 0, 179.5, 0, -179.5, 111],
  ["pole to pole", 90, 0, -90, 0, 20015],
])("%s", (_, latA, lonA, latB, lonB, km) => {
  expect(Math.round(distanceKm(latA, lonA, latB, lonB))).toBeCloseTo(km, -1);
});

const boston = { geonameId: 4930956, name: "Boston", country: "US", lat: 42.35843, lon: -71.05977 };
const london = { geonameId: 2643743, name: "London", country: "GB", lat: 51.50853, lon: -0.12574 };
const [inBerlin, inBoston] = [seeker(), seeker({ cities: [boston] })];
const atWork = seeker({ workModes: ["onsite", "hybrid"] });
const europe = countriesCalled("europe").toSorted();
const openTo = (...countries: string[]): Partial<CatalogueEntry> => ({
  locations: [],
  remote: remote({ mode: "unknown", countries }),
});

describe("a posting that names countries or an area, and no place", () => {
  test.each([
    ["Europe, for Berlin", inBerlin, openTo(...europe), 0.7, "Open to people in Germany"],
    ["Europe, for who goes to work in Berlin", atWork, openTo(...europe), 0.45, "Place not stated clearly"],
    [
      "hybrid in the United States, for Boston",
      inBoston,
      { locations: [], remote: remote({ mode: "hybrid", countries: ["US"] }) },
      0.45,
      "Somewhere in the United States, city not stated",
    ],
    ["nothing at all, for Boston", inBoston, openTo(), 0.1, "Place not stated clearly"],
    ["Europe, whose list may lack a country", inBoston, openTo(...europe), 0.1, "Place not stated clearly"],
  ] as const)("ranks by what is known: %s", (_, who, over, share, said) => {
    const match = first(who, over as Partial<CatalogueEntry>);
    expect(match?.parts.place).toBe(share);
    expect([...(match?.reasons ?? []), ...(match?.gaps ?? [])]).toContain(said);
  });

  test.each([
    ["the United States or Canada, for Berlin", inBerlin, openTo("US", "CA")],
    ["US only, for Berlin", inBerlin, openTo("US")],
    ["US only, for who goes to work in Berlin", atWork, openTo("US")],
    ["remote in the US, its office nowhere known", inBerlin, { ...openTo(), remote: remote({ countries: ["US"] }) }],
    [
      "remote in the US, what is no place beside it",
      inBerlin,
      { locations: [in_.nowhere], remote: remote({ countries: ["US"] }) },
    ],
  ] as const)("is not there for those elsewhere: %s", (_, who, over) => {
    expect(why(who, [entry(over as Partial<CatalogueEntry>)])).toEqual({ place: 1 });
  });
});

test("a name that two countries have is perhaps in one of them, and in no third", () => {
  const santaClara = { ...in_.nowhere, candidates: [{ country: "US" }, { country: "CU" }] };
  expect(first(inBoston, { locations: [santaClara] })).toMatchObject({
    parts: { place: 0.1 },
    gaps: ["Place not stated clearly"],
  });
  expect(why(inBerlin, [entry({ locations: [santaClara] })])).toEqual({ place: 1 });
  expect(first(inBerlin, { locations: [santaClara, in_.berlin] })?.parts.place).toBe(1);
});

test("who takes only remote work has what is remote before what is near and does not say so", () => {
  const [unsaid, remotely] = [{}, { locations: [], remote: remote({ countries: ["DE"] }) }];
  const only = seeker({ workModes: ["remote"] });
  expect(score(only, remotely)).toBeGreaterThan(score(only, unsaid));
  expect(first(only, unsaid)?.parts.mode).toBe(0.1);
  const either = seeker({ workModes: ["remote", "hybrid"] });
  expect(first(either, unsaid)?.parts.mode).toBe(0.5);
});

describe("remote for others, with an office where one is", () => {
  const forUs = { locations: [in_.berlin], remote: remote({ countries: ["US"] }) };
  const placed = (who: Seeker, over: Partial<CatalogueEntry>) => first(who, over)?.parts.place;

  test("contradicts itself: below all that is for people there, and not hidden", () => {
    expect(first(inBerlin, forUs)).toMatchObject({
      parts: { place: 0.45 },
      gaps: ["Remote, for people in the United States"],
      reasons: expect.not.arrayContaining(["In Berlin"]),
    });
    expect(placed(inBerlin, { ...forUs, remote: remote({ countries: ["DE", "US"] }) })).toBe(1);
    expect(placed(inBerlin, { ...forUs, remote: remote({ worldwide: true }) })).toBe(1);
    expect(placed(inBerlin, { ...forUs, remote: remote({ mode: "unknown", countries: ["US"] }) })).toBe(1);
  });

  test("is as good as ever for those it is for", () => {
    expect(placed(inBoston, forUs)).toBe(0.9);
    expect(placed(seeker({ cities: [boston, berlin] }), forUs)).toBe(0.9);
  });

  test("is none for people of a third country", () => {
    expect(why(seeker({ cities: [london] }), [entry(forUs)])).toEqual({ place: 1 });
  });

  test("names a few of many countries", () => {
    const forEurope = { locations: [place(boston)], remote: remote({ countries: europe }) };
    expect(first(inBoston, forEurope)?.gaps).toEqual([
      `Remote, for people in Albania, Austria, Bosnia & Herzegovina and ${europe.length - 3} more`,
    ]);
  });
});
