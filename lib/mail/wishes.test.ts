import { expect, it } from "vitest";
import { wishesInWords } from "./wishes.ts";

it("wishes are said in a line, in the words of the language, and nothing where there are none", () => {
  const none = { careerPaths: [], levels: [], cities: [], countries: [], workModes: [] };
  expect(wishesInWords(none, "en")).toBe("");
  const some = {
    careerPaths: ["data-analytics", "of yesterday"],
    levels: ["graduate"],
    cities: [{ geonameId: 2886242, name: "Cologne", country: "DE" }],
    countries: ["AT"],
    workModes: ["remote"],
  };
  expect(wishesInWords(some, "de")).toBe(
    "Daten und Analyse; of yesterday · Absolventenstelle · Köln, Deutschland; Österreich · Remote",
  );
});
