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
