import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { placesOf, resolveCity, suggestCities } from "./places.ts";

/** "City/CC" for each place, "?" for what is unknown. */
const placed = (raw: string | string[], home?: string) =>
  placesOf([raw].flat(), home).locations.map(({ city, country }) => `${city ?? "?"}/${country ?? "?"}`);

describe("places of a location string", () => {
  test.each([
    ["Cologne", ["Cologne/DE"]],
    ["Köln", ["Cologne/DE"]],
    ["Berlin, Berlin", ["Berlin/DE"]],
    ["Sydney, Australia", ["Sydney/AU"]],
    ["London, UK", ["London/GB"]],
    [
      "London, UK; Ontario, CAN; Remote-Friendly, United States; San Francisco, CA",
      ["London/GB", "?/CA", "San Francisco/US"],
    ],
    ["San Francisco, CA | New York City, NY | Seattle, WA", ["San Francisco/US", "New York City/US", "Seattle/US"]],
    ["Berlin, Hamburg, Germany", ["Berlin/DE", "Hamburg/DE"]],
    ["Paris or London", ["Paris/FR", "London/GB"]],
    ["Köln/Bonn", ["Cologne/DE", "Bonn/DE"]],
    ["Frankfurt/Main", ["Frankfurt am Main/DE"]],
    ["Kraków/Warszawa", ["Kraków/PL", "Warsaw/PL"]],
    ["Wien", ["Vienna/AT"]],
    ["Den Haag, ZH, NL", ["The Hague/NL"]],
    ["Amsterdam Zuid", ["Amsterdam/NL"]],
    ["Amersfoort, UT, NL", ["Amersfoort/NL"]],
    ["Budapest, PE, Hungary", ["Budapest/HU"]],
    ["Greater London", ["London/GB"]],
    ["Bad Homburg, Hesse, Germany", ["Bad Homburg vor der Höhe/DE"]],
    ["10115 Berlin", ["Berlin/DE"]],
    ["SW1A 1AA London", ["London/GB"]],
    ["75008 Paris", ["Paris/FR"]],
    ["Milano (MI)", ["Milan/IT"]],
    ["Lisboa", ["Lisbon/PT"]],
    ["Sevilla, España", ["Seville/ES"]],
    ["St. Gallen, Switzerland", ["St. Gallen/CH"]],
    ["Germany, Berlin", ["Berlin/DE"]],
    ["USA - CA - San Francisco", ["San Francisco/US"]],
    ["USA - Carrollton TX", ["Carrollton/US"]],
    ["Luxembourg", ["Luxembourg/LU"]],
    ["Région parisienne", ["?/FR"]],
    ["Bayern", ["?/DE"]],
    ["Deutschlandweit", ["?/DE"]],
    ["Kent", ["?/GB"]],
    ["Vogtei, Thuringia, Germany", ["?/DE"]],
    ["Waterloo", ["?/?"]],
    ["Headquarters", ["?/?"]],
  ])("%s", (raw, expected) => {
    expect(placed(raw)).toEqual(expected);
  });

  test.each([
    ["Paris, TX"],
    ["Paris, Texas, United States"],
    ["Birmingham, AL"],
    ["Cambridge, MA"],
    ["Dublin, OH"],
    ["Vienna, VA"],
    ["Rome, New York"],
    ["Athens, Georgia"],
    ["Geneva, IL"],
    ["Milan, MI"],
    ["Berlin, NH"],
    ["Manchester, New Hampshire"],
    ["London, Ontario"],
    ["Lebanon, NH"],
    ["Melbourne, FL"],
    ["Cambridge, Massachusetts, United States, New York, New York, United States"],
  ])("a namesake stays in America: %s", (raw) => {
    const { locations } = placesOf([raw]);
    expect(locations.length).toBeGreaterThan(0);
    expect(locations.every(({ country }) => country === "US" || country === "CA")).toBe(true);
  });

  test("the home country decides between namesakes, and invents nothing", () => {
    expect(placed("Münster", "DE")).toEqual(["Münster/DE"]);
    expect(placed("Waterloo", "CA")).toEqual(["Waterloo/CA"]);
    expect(placed("Wien", "DE")).toEqual(["Vienna/AT"]);
    expect(placed("London", "US")).toEqual(["London/GB"]);
    expect(placed("Nowhere at all", "DE")).toEqual(["?/?"]);
  });

  test("several strings give each place once, with what was written", () => {
    const { locations } = placesOf(["Berlin", "Berlin, Germany", "Hamburg"]);
    expect(locations.map(({ raw }) => raw)).toEqual(["Berlin", "Hamburg"]);
    expect(locations[0]).toMatchObject({ city: "Berlin", geonameId: 2950159, country: "DE" });
  });
});

describe("remote", () => {
  test.each([
    ["Remote (EMEA)", "remote", null, ["DE", "PT", "PL", "ZA"], []],
    ["Remote, Canada", "remote", null, ["CA"], []],
    ["Remote - US", "remote", null, ["US"], []],
    ["Germany/Remote", "remote", null, ["DE"], []],
    ["Remote - Berlin", "remote", null, ["DE"], ["Berlin/DE"]],
    ["München oder remote", "remote", null, ["DE"], ["Munich/DE"]],
    ["Werk van thuis", "remote", null, [], []],
    ["Télétravail, Lyon", "remote", null, ["FR"], ["Lyon/FR"]],
    ["Praca zdalna", "remote", null, [], []],
    ["Teletrabajo, Madrid", "remote", null, ["ES"], ["Madrid/ES"]],
    ["Remote (Global)", "remote", true, [], []],
    ["Anywhere", "remote", true, [], []],
    ["Hybrid - 2 days London", "hybrid", null, [], ["London/GB"]],
    ["Barcelona (Híbrido)", "hybrid", null, [], ["Barcelona/ES"]],
    ["Palo Alto, CA; Remote", "unknown", null, [], ["Palo Alto/US"]],
    ["London, UK; Remote-Friendly, United States", "unknown", null, ["US"], ["London/GB"]],
    ["Berlin (on-site)", "onsite", null, [], ["Berlin/DE"]],
    ["Europe", "unknown", null, ["DE", "PT"], []],
  ] as const)("%s", (raw, mode, worldwide, countries, places) => {
    const { remote } = placesOf([raw]);
    expect(remote).toMatchObject({ mode, worldwide });
    expect(remote.countries).toEqual(expect.arrayContaining([...countries]));
    if (countries.length < 2) expect(remote.countries).toHaveLength(countries.length);
    expect(placed(raw)).toEqual(places);
  });

  test("Europe is not America, and America not Europe", () => {
    expect(placesOf(["Remote (EMEA)"]).remote.countries).not.toContain("US");
    expect(placesOf(["Remote, LATAM"]).remote.countries).not.toContain("ES");
  });
});

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
  });
});

test("nothing that can be typed throws", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.constantFrom(",", ";", "/", " - ", " (", " or "),
      (text, joint) => {
        placesOf([text, `${text}${joint}Berlin`, `Remote${joint}${text}`]);
        resolveCity(text);
        suggestCities(text, 3);
      },
    ),
  );
});
