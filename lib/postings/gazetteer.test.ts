import { describe, expect, test } from "vitest";
import { cityAliases } from "./city-aliases.ts";
import { placeById, placesNamed, placesStarting } from "./gazetteer.ts";
import { loadColumns, nameOf } from "./gazetteer-file.ts";
import { fold } from "./text.ts";

describe("the gazetteer", () => {
  test("finds every city by its own name", () => {
    const columns = loadColumns();
    expect(columns.count).toBeGreaterThan(130_000);
    // A prime step reaches every country and every alphabet that GeoNames has names in.
    for (let row = 0; row < columns.count; row += 97) {
      const name = nameOf(columns, row);
      expect(
        placesNamed(fold(name)).some((place) => place.geonameId === columns.id[row]),
        name,
      ).toBe(true);
    }
  });

  test("has every city that another name stands for", () => {
    for (const [alias, { name, country }] of cityAliases()) {
      const found = placesNamed(fold(name)).some((place) => place.country === country && place.name === name);
      expect(found, `${alias} -> ${name}, ${country}`).toBe(true);
    }
  });

  test("knows places by id", () => {
    expect(placeById(2867714)).toMatchObject({ name: "Munich", country: "DE", admin: "02" });
    expect(placeById(2988507)).toMatchObject({ name: "Paris", country: "FR", lat: 48.85341, lon: 2.3488 });
    for (const id of [0, -1, 1, 2 ** 40, Number.NaN]) expect(placeById(id)).toBeNull();
  });

  test("finds names by their beginning, the weightiest first", () => {
    const byPopulation = (_: string, population: number) => population;
    expect(placesStarting("frankfurt a", 5, byPopulation).map(({ name }) => name)).toContain("Frankfurt am Main");
    expect(
      placesStarting("frankfurt a", 5, byPopulation).every(({ name }) => fold(name).startsWith("frankfurt a")),
    ).toBe(true);
    expect(placesStarting("ber", 1, (country, population) => (country === "DE" ? population : 0))[0]?.name).toBe(
      "Berlin",
    );
    expect(placesStarting("zzzzzz", 5, byPopulation)).toEqual([]);
  });
});
