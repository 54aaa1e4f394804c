import { expect, test } from "vitest";
import { companyName, plain } from "./seeker.ts";

test.each([
  ...["Acme", "ACME GMBH & CO. KG", "Ácme Limited", "Acme S.A.", "Acme S.p.A.", "Acme S.A.S.", "Acme B.V.", "Acme A/S"],
  ...["Acme L.L.C.", "Acme e.V.", "Acme s.r.o.", "Acme d.o.o.", "Acme Sp. z o.o.", "Acme, Inc.", "Acme SA/NV"],
])("%s is acme", (company) => {
  expect(companyName(company)).toBe("acme");
});

test.each([
  ["H&M A/S", "h m"],
  ["S.A.", "s a"],
  ["AG", "ag"],
  ["Juice O", "juice o"],
  ["Ørsted A/S", "orsted"],
])("of %s remains %s", (company, name) => {
  expect(companyName(company)).toBe(name);
});

test("letters of other alphabets are as they are written without them", () => {
  expect(plain("Straße in Łódź")).toBe("strasse in lodz");
});
