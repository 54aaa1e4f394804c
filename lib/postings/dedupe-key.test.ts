import { expect, test } from "vitest";
import { dedupeKey } from "./dedupe-key.ts";
import { placesOf } from "./places.ts";

const key = (title: string, company: string, ...location: string[]) =>
  dedupeKey({ title, company, ...placesOf(location) });
const here = key("Data Analyst", "Havelwerk", "Berlin");

test.each([
  ["case", "DATA ANALYST", "havelwerk", "berlin"],
  ["spaces", " Data  Analyst ", "Havelwerk ", "Berlin "],
  ["gender markers", "Data Analyst (m/w/d)", "Havelwerk", "Berlin"],
  ["all genders", "Data Analyst (all genders)", "Havelwerk", "Berlin"],
  ["legal form", "Data Analyst", "Havelwerk GmbH", "Berlin"],
  ["long legal form", "Data Analyst", "Havelwerk GmbH & Co. KG", "Berlin"],
  ["the place's country", "Data Analyst", "Havelwerk", "Berlin, Germany"],
  ["the place twice", "Data Analyst", "Havelwerk", "Berlin, Berlin"],
])("the same posting: %s", (_, title, company, location) => {
  expect(key(title, company, location)).toBe(here);
});

test.each([
  ["Acme Ltd", "Acme Limited"],
  ["Acme, Inc.", "ACME"],
  ["Müller SE", "Muller SE & Co. KGaA"],
  ["Acme S.A.", "Acme"],
  ["Acme Sp. z o.o.", "Acme"],
  ["Acme B.V.", "Acme"],
  ["Acme S.r.l.", "Acme"],
])("one employer: %s and %s", (one, other) => {
  expect(key("Analyst", one, "Paris")).toBe(key("Analyst", other, "Paris"));
});

test.each([
  ["another city", key("Data Analyst", "Havelwerk", "Hamburg")],
  ["another city beside it", key("Data Analyst", "Havelwerk", "Berlin", "Hamburg")],
  ["another title", key("Data Analyst II", "Havelwerk", "Berlin")],
  ["another company", key("Data Analyst", "Kiezwerk", "Berlin")],
  ["remote", key("Data Analyst", "Havelwerk", "Remote - Germany")],
  ["no place", key("Data Analyst", "Havelwerk")],
])("another posting: %s", (_, other) => {
  expect(other).not.toBe(here);
});

test("remote postings differ by where one may live", () => {
  expect(key("Analyst", "A", "Remote, Germany")).toBe(key("Analyst", "A", "Germany (Remote)"));
  expect(key("Analyst", "A", "Remote, Germany")).not.toBe(key("Analyst", "A", "Remote, Spain"));
  expect(key("Analyst", "A", "Remote, worldwide")).not.toBe(key("Analyst", "A", "Remote"));
});

test("a company that is called like a legal form keeps its name", () => {
  expect(key("Analyst", "SE", "Paris")).not.toBe(key("Analyst", "AG", "Paris"));
});

test("the order of places says nothing", () => {
  expect(key("Analyst", "A", "Berlin", "Paris")).toBe(key("Analyst", "A", "Paris", "Berlin"));
});
