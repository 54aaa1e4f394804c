import { describe, expect, test } from "vitest";
import { citiesNear } from "./near-cities.ts";
import { resolveCity, suggestCities } from "./places.ts";
import { fold } from "./text.ts";
import { typedPlaces } from "./typed-places.ts";

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
    ["Leipzig (Deutschland)", 2879139],
    ["10115 Berlin", 2950159],
    ["Stuttgart und Umgebung", 2825297],
    ["83471 Berchtesgaden", 2950881],
    ["Perth PH1 5TJ", 2640358],
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

  test.each([
    ...["", " ", "nowhere123", "0", "99999999999", "-", "Germany", "Hamburg oder Bremen", "🙂", "x".repeat(99)],
    ...["nicht Berlin", "anywhere but London", "pas Paris", "Head of Talent", "Java developer", "80331"],
  ])("%j is none", (name) => {
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
    // None of its letters are in the index of beginnings.
    expect(suggestCities("東京", 8)).toEqual([]);
  });
});

describe("a name that somebody missed", () => {
  test.each([
    ["Amstredam", "Amsterdam"],
    ["Stokholm", "Stockholm"],
    ["Leipizg", "Leipzig"],
    ["Muenchn", "Munich"],
    ["Frankfurd", "Frankfurt am Main"],
    ["Kopenhagn", "Copenhagen"],
    ["Mailnad", "Milan"],
    ["Berln", "Berlin"],
  ])("%s -> %s", (typed, name) => {
    expect(citiesNear(fold(typed), 3).map((city) => resolveCity(city.geonameId)?.name)[0]).toBe(name);
  });

  test("of namesakes and of a city's quarters only the likely one, and none for what is no slip", () => {
    const near = (typed: string) => citiesNear(fold(typed), 3).map(({ name, country }) => `${name}/${country}`);
    expect(near("Barcellona")).toEqual(["Barcelona/ES"]);
    expect(near("Zürch")).toEqual(["Zürich/CH"]);
    for (const typed of [
      "",
      "abc",
      "marketing",
      "remote",
      "Deutschland",
      "Saarland",
      "Catalonia",
      "Schweden",
      "x".repeat(999),
    ])
      expect(near(typed)).toEqual([]);
  });
});

describe("places that somebody writes with commas between them", () => {
  test.each<[string, (string | number)[], string[]]>([
    ["Berlin, Lyon", ["Berlin", "Lyon"], []],
    ["Berlin, Deutschland, Wien, AT", ["Berlin, Deutschland", "Wien, AT"], []],
    ["Cambridge, MA", ["Cambridge, MA"], []],
    ["Dresden, Sachsen, London, Canada", ["Dresden, Sachsen", "London, Canada"], []],
    // Also a village in Arkansas.
    ["England", [], ["GB"]],
    ["Wales, Berlin", ["Berlin"], ["GB"]],
    ["Germany, NL", [], ["DE", "NL"]],
    ["Berlin, Frankreich", ["Berlin"], ["FR"]],
    ["Luxembourg, Singapore", ["Luxembourg", "Singapore"], []],
    ["Hamburg oder Bremen, Köln/Bonn", [2911298, 2944388, 2886242, 2946447], []],
    // Unknown names are kept, so that they can be reported.
    ["2950159, Nowhereville, Bayern", [2950159, "Nowhereville", "Bayern"], []],
    ["80331, not Berlin or Hamburg, Head of Talent", ["80331", "not Berlin or Hamburg", "Head of Talent"], []],
    ["Muenchen, Amstredam", ["Muenchen", "Amstredam"], []],
  ])("%s", (text, cities, countries) => {
    expect(typedPlaces(text.split(", "))).toEqual({ cities, countries, remote: false });
  });

  test("remote work is no place", () => {
    expect(typedPlaces(["Berlin", "remote"])).toEqual({ cities: ["Berlin"], countries: [], remote: true });
    expect(typedPlaces(["Home Office"])).toEqual({ cities: [], countries: [], remote: true });
  });
});
