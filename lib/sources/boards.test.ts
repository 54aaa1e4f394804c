import { describe, expect, test } from "vitest";
import { boardNamed, boardsOf } from "./boards.ts";

describe.each(["greenhouse", "lever", "ashby", "smartrecruiters", "recruitee", "personio", "workable"])(
  "%s",
  (source) => {
    const boards = boardsOf(source);

    test("has boards to begin with, each once", () => {
      expect(boards.length).toBeGreaterThanOrEqual(8);
      expect(new Set(boards.map(({ slug }) => slug.toLowerCase())).size).toBe(boards.length);
    });

    test("names each company and its country, by a slug that a job can carry", () => {
      for (const { slug, company, country } of boards) {
        expect(slug).toMatch(/^(?:eu:)?[\w.-]{1,90}$/);
        expect(company).not.toBe("");
        expect(country).toMatch(/^[A-Z]{2}$/);
      }
    });
  },
);

test("a board is known by its slug in any case, at its own source", () => {
  expect(boardNamed("smartrecruiters", "boschgroup")).toMatchObject({ slug: "BoschGroup", country: "DE" });
  expect(boardNamed("lever", "eu:quantinuum")).toMatchObject({ company: "Quantinuum" });
  expect(boardNamed("lever", "BoschGroup")).toBeUndefined();
  expect(boardsOf("nobody")).toEqual([]);
});
