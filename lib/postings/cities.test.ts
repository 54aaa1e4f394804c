import { describe, expect, test } from "vitest";
import { resolveCity, suggestCities } from "./places.ts";

describe("a city that a person names", () => {
  test.each([
    ["München", 2867714],
    ["munich", 2867714],
    ["Muenchen", 2867714],
    ["Wien", 2761369],
    ["VIENNA", 2761369],
    ["Köln", 2886242],
    ["Cologne", 2886242],
    ["Praha", 3067696],
    ["Lisboa", 2267057],
    ["Warszawa", 756135],
    ["Kraków", 3094802],
    ["Paris", 2988507],
    ["Den Haag", 2747373],
    ["København", 2618425],
    ["Göteborg", 2711537],
    ["Valencia", 2509954],
    ["Zürich", 2657896],
    ["Genève", 2660646],
    ["Milano", 3173435],
    ["Bruxelles", 2800866],
    ["Frankfurt", 2925533],
    ["Cambridge", 2653941],
    ["Boston", 4930956],
    ["Cambridge, MA", 4931972],
    ["Graz, Austria", 2778067],
    [2867714, 2867714],
    ["2867714", 2867714],
  ])("%s", (name, geonameId) => {
    expect(resolveCity(name)?.geonameId).toBe(geonameId);
  });

  test("carries name, country and place", () => {
    expect(resolveCity("koeln")).toEqual({
      geonameId: 2886242,
      name: "Cologne",
      country: "DE",
      lat: 50.93333,
      lon: 6.95,
    });
  });

  test("the countries asked for decide between namesakes", () => {
    expect(resolveCity("Valencia", ["VE"])?.country).toBe("VE");
    expect(resolveCity("London", ["CA"])?.country).toBe("CA");
    expect(resolveCity("London", ["PL"])?.country).toBe("GB");
  });

  test.each(["", " ", "nowhere123", "0", "99999999999", "-", "Germany", "🙂", "x".repeat(99)])("%j is none", (name) => {
    expect(resolveCity(name)).toBeNull();
  });
});

describe("suggestions", () => {
  const names = (prefix: string) => suggestCities(prefix, 5).map(({ name }) => name);

  test.each([
    ["mün", "Munich"],
    ["lis", "Lisbon"],
    ["WARS", "Warsaw"],
    ["Frankfurt", "Frankfurt am Main"],
    ["købe", "Copenhagen"],
    ["par", "Paris"],
    ["gdań", "Gdańsk"],
  ])("%s -> %s", (prefix, name) => {
    expect(names(prefix)[0]).toBe(name);
  });

  test("as many as asked for, each once, none for nothing", () => {
    const ids = suggestCities("b", 8).map(({ geonameId }) => geonameId);
    expect(new Set(ids).size).toBe(8);
    expect(suggestCities("", 8)).toEqual([]);
    expect(suggestCities("ber", 0)).toEqual([]);
    // None of its letters is in the index of beginnings.
    expect(suggestCities("東京", 8)).toEqual([]);
  });
});
