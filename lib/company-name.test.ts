import fc from "fast-check";
import { expect, test } from "vitest";
import { anyCharacter } from "../test/any-character.ts";
import { companyName } from "./company-name.ts";

test.each([
  ...["Acme", "ACME GMBH & CO. KG", "Ácme Limited", "Acme S.A.", "Acme S.p.A.", "Acme S.A.S.", "Acme B.V.", "Acme A/S"],
  ...["Acme L.L.C.", "Acme e.V.", "Acme s.r.o.", "Acme d.o.o.", "Acme Sp. z o.o.", "Acme, Inc.", "Acme SA/NV"],
  ...["Acme Company, Inc.", "Acme & Co.", "Acme Incorporated", "Acme UG (haftungsbeschränkt)", "Acme Sp. k."],
  ...["AB Acme", "Oy Acme Ab", "A/S Acme", "Aktiebolaget Acme (publ)", "UAB „Acme“", "SARL Acme"],
])("%s is acme", (company) => {
  expect(companyName(company)).toBe("acme");
});

test.each([
  ["H&M A/S", "h m"],
  ["S.A.", "s a"],
  ["AG", "ag"],
  ["Juice O", "juice o"],
  ["Ørsted A/S", "orsted"],
  ["McDonald’s", "mcdonalds"],
  ["Bank of Ireland plc", "bank of ireland"],
  ["Nederland BV", "nederland"],
  ["L'Oréal", "loreal"],
  ["Canal+", "canal"],
  ["The Lumen Group", "lumen group"],
  ["AB The Lumen Group", "lumen group"],
  ["AB Lumen Group", "lumen group"],
  ["AB Oy", "ab"],
  ["A/S", "a s"],
  ["The Works Ltd", "the works"],
  ["Berlin Zoo", "berlin zoo"],
  ["Université du Luxembourg", "universite du luxembourg"],
  ["The Kingdom of the Netherlands", "kingdom of the netherlands"],
  ["–", ""],
])("of %s remains %s, as of what remains", (company, name) => {
  expect(companyName(company)).toBe(name);
  expect(companyName(name)).toBe(name);
});

test.each([
  ["Acme Group", "Acme"],
  ["Acme Labs", "Acme"],
  ["The Works", "Works"],
  ["Air France", "Air Europa"],
  ["Statistics Netherlands", "Statistics Denmark"],
  ["Bank Austria", "Bank"],
  ["Team Europe", "Team AG"],
  ["SAS Institute", "Institute"],
  ["Sia Partners", "Partners"],
  ["Abacus Umbrella", "Umbrella"],
  ["AB Group", "AS Group"],
])("%s is not %s", (one, other) => {
  expect(companyName(one)).not.toBe(companyName(other));
});

/** What a person's verdicts taught is kept by such names, and looked up by the names of these. */
test("a company's name is its own", () => {
  const word = fc.oneof(
    fc.constantFrom(
      "The",
      "of",
      "AB",
      "Oy",
      "S.A.",
      "A/S",
      "GmbH",
      "Co",
      "Sp. z o.o.",
      "Deutschland",
      "UK",
      "Acme",
      "&",
      "é",
    ),
    fc.string({ unit: anyCharacter, maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      const name = companyName(words.join(" "));
      expect(companyName(name)).toBe(name);
    }),
  );
});
