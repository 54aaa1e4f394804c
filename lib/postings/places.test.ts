import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCharacter } from "../../test/any-character.ts";
import { quarterCities, quartersNamed } from "./place-quarters.ts";
import { placesOf, resolveCity, suggestCities } from "./places.ts";
import { postingSchema } from "./posting.ts";
import { fold } from "./text.ts";
import { modeOfTitle } from "./work-mode.ts";

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
      ["London/GB", "Ontario/CA", "San Francisco/US"],
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
    ["Région parisienne", ["Paris/FR"]],
    ["Bayern", ["Bayern/DE"]],
    ["Deutschlandweit", ["?/DE"]],
    ["Kent", ["Kent/GB"]],
    ["Vogtei, Thuringia, Germany", ["Vogtei/DE"]],
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

describe("what decides between namesakes", () => {
  const first = (...asked: Parameters<typeof placesOf>) => placesOf(...asked).locations[0];

  test("nothing: it stays open, and the likeliest are named", () => {
    expect(first(["Waterloo"])).toMatchObject({ city: null, geonameId: null, country: null });
    const named = first(["Waterloo"])?.candidates?.map(({ name, country }) => `${name}/${country}`);
    expect(named).toEqual(expect.arrayContaining(["Waterloo/BE", "Waterloo/CA", "Waterloo/US"]));
    expect(first(["Georgia"])?.candidates).toEqual([
      { geonameId: 4197000, name: "Georgia", country: "US" },
      { geonameId: 614540, name: "Georgia", country: "GE" },
    ]);
    expect(first(["Berlin"])).not.toHaveProperty("candidates");
    // Every country, each once: matching looks for the posting in no other.
    const many = first(["San Pedro"])?.candidates?.map(({ country }) => country) ?? [];
    expect(many).toEqual(expect.arrayContaining(["PH", "ES", "MX"]));
    expect(new Set(many).size).toBe(many.length);
    // Also a département, which cannot be a candidate.
    expect(first(["Vienne"])).not.toHaveProperty("candidates");
  });

  test("the employer's country before the posting's other places, and these before its language", () => {
    expect(first(["Waterloo"], "US", "nl")?.country).toBe("US");
    expect(first(["Waterloo", "Toronto, Ontario"], undefined, "nl")?.country).toBe("CA");
    expect(first(["Waterloo"], undefined, "nl")?.country).toBe("BE");
    expect(first(["Waterloo"], undefined, "en")?.country).toBeNull();
  });

  test("other strings of the posting count as those of one do, whichever comes first", () => {
    expect(placed(["Cambridge", "Boston, MA"])).toEqual(["Cambridge/US", "Boston/US"]);
    expect(placed(["McLean", "Vienna"])).toEqual(["McLean/US", "Vienna/US"]);
    expect(placed(["London", "New York, NY", "Boston, MA"])).toEqual(["London/GB", "New York City/US", "Boston/US"]);
    expect(placed(["Paris", "London", "Dallas, TX"])).toEqual(["Paris/FR", "London/GB", "Dallas/US"]);
  });

  test("what they make neither likely nor unlikely stays open, and the employer's country or the language decides", () => {
    const texans = ["Paris", "Dallas, TX", "Austin, TX"];
    expect(first(texans)?.candidates?.map(({ country }) => country)).toEqual(["FR", "US"]);
    expect(first(texans, "FR")?.country).toBe("FR");
    expect(first(texans, undefined, "fr")?.country).toBe("FR");
    expect(first(["Birmingham", "Madison, WI"])?.country).toBeNull();
    expect(first(["Birmingham", "Madison, WI"], "GB")?.country).toBe("GB");
  });

  test.each([
    [
      ["Madrid", "Bogotá"],
      ["Madrid/ES", "Bogotá/CO"],
    ],
    [
      ["Santiago", "Lima"],
      ["Santiago/CL", "Lima/PE"],
    ],
    [
      ["Dublin", "San Francisco, CA"],
      ["Dublin/IE", "San Francisco/US"],
    ],
    [
      ["Dublin", "Oakland, CA"],
      ["Dublin/IE", "Oakland/US"],
    ],
    [
      ["Vienna", "Washington, DC"],
      ["Vienna/AT", "Washington, D.C./US"],
    ],
    [
      ["Manchester", "New York, NY"],
      ["Manchester/GB", "New York City/US"],
    ],
    [
      ["Barcelona", "Caracas"],
      ["Barcelona/ES", "Caracas/VE"],
    ],
  ])("a well-known city stays what it is among a company's offices: %s", (offices, places) => {
    expect(placed(offices)).toEqual(places);
  });

  test("what lies in a city does not say where the city is", () => {
    expect(placed("St Thomas Hospital, London")).toContain("London/GB");
    expect(placed("Guy's and St Thomas', London")).toContain("London/GB");
    expect(placed("St Thomas; London")).toContain("London/CA");
  });

  test("places in several countries say nothing about another", () => {
    expect(first(["Waterloo", "Toronto, Ontario", "Gent, België"])?.country).toBeNull();
  });
});

test("a borough has the id of its city and its own coordinates", () => {
  const [kreuzberg] = placesOf(["Kreuzberg"]).locations;
  expect(kreuzberg).toMatchObject({ city: "Kreuzberg", geonameId: 2950159, country: "DE" });
  expect(kreuzberg?.lat).not.toBe(placesOf(["Berlin"]).locations[0]?.lat);
  expect(placesOf(["Schaerbeek"]).locations[0]?.geonameId).toBe(placesOf(["Brussels"]).locations[0]?.geonameId);
});

test("every borough of the table lies in a city that the gazetteer has", () => {
  for (const { name } of quarterCities()) expect(quartersNamed(fold(name)), name).toHaveLength(1);
});

describe("whatever is written", () => {
  const anyText = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 80 }),
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc
      .array(fc.constantFrom("Berlin", "Paris", "TX", "DE", "Georgia", "remote", "44", "Région", "Springfield", "EMEA"))
      .map((words) => words.join(" ")),
  );
  const joint = fc.constantFrom(",", ";", "/", " - ", " (", " or ", ", not available in ");

  test("nothing throws, and every place is one that the table takes", () => {
    fc.assert(
      fc.property(anyText, joint, (text, between) => {
        const where = placesOf([text, `${text}${between}Berlin`, `Remote${between}${text}`], undefined, "de");
        for (const each of where.locations)
          expect(postingSchema.shape.locations.element.safeParse(each).error).toBeUndefined();
        expect(postingSchema.shape.remote.safeParse(where.remote).error).toBeUndefined();
        modeOfTitle(text);
        resolveCity(text);
        suggestCities(text, 3);
      }),
    );
  });

  test("reading the same again gives the same, also after other strings", () => {
    fc.assert(
      fc.property(anyText, joint, (text, between) => {
        const strings = [`${text}${between}London`];
        const once = placesOf(strings);
        placesOf([text]);
        expect(placesOf(strings)).toEqual(once);
      }),
    );
  });

  test("the raw words of what was understood are understood as the same", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const { raw, city, country } of placesOf([text]).locations) {
          const again = placesOf([raw]).locations.map((each) => `${each.city}/${each.country}`);
          expect(again).toContain(`${city}/${country}`);
        }
      }),
    );
  });

  test("a string of any length costs what its first characters cost", () => {
    for (const unit of ["Berlin, ", "remote ", "(", "1 ", "St ", "a", "Région-", "not available in ", "12 Main "]) {
      const long = placesOf([unit.repeat(100_000 / unit.length)]);
      expect(
        long.locations.every(({ raw }) => raw.length <= 400),
        unit,
      ).toBe(true);
    }
  });
});
