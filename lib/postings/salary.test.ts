import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { handTable } from "../../scripts/eval/hand-table.ts";
import { anyCharacter } from "../../test/any-character.ts";
import { salaryOf } from "./salary.ts";

test.each([
  ["Salary: €45,000 – €55,000 per year", 45000, 55000, "EUR", "year"],
  ["Gehalt: 45.000 – 55.000 EUR p.a.", 45000, 55000, "EUR", "year"],
  ["Vergütung 12,50 €/h", 12.5, 12.5, "EUR", "hour"],
  ["We pay £28k-£32k per annum", 28000, 32000, "GBP", "year"],
  ["Jahresgehalt: CHF 90'000", 90000, 90000, "CHF", "year"],
  ["Wynagrodzenie 8 000–11 000 PLN brutto/mies.", 8000, 11000, "PLN", "month"],
  ["Gratification : 1 200 € par mois", 1200, 1200, "EUR", "month"],
  ["Rémunération : 38 000 à 42 000 € brut annuel", 38000, 42000, "EUR", "year"],
  ["Salario: 22.000 € - 26.000 € bruto anual", 22000, 26000, "EUR", "year"],
  ["Salaris tussen €2.800 en €3.400 per maand", 2800, 3400, "EUR", "month"],
  ["Annual salary range\n$265,000 - $365,000 USD", 265000, 365000, "USD", "year"],
  ["Stundenlohn von 15 EUR", 15, 15, "EUR", "hour"],
  ["Lön 32 000 SEK per månad", 32000, 32000, "SEK", "month"],
])("%s", (text, min, max, currency, period) => {
  const salary = salaryOf(text);
  expect(salary).toMatchObject({ currency, period });
  // A "between" that is not read as a range still gives one true amount.
  expect([min, max]).toContain(salary?.min);
  expect([min, max]).toContain(salary?.max);
});

test.each([
  ["no period: a rate would be a guess", "Salary: 1,200 €"],
  ["a budget", "An annual training budget of €1,000 per year beside your salary"],
  ["a bonus", "Salary and a €500 referral bonus per month"],
  ["what the company raised", "Competitive salary. We raised $20 million last year"],
  ["what the company manages", "Pay with us: €45,000 revenue per month"],
  ["no currency", "Salary 45,000 - 55,000 per year"],
  ["a year", "Salary review in 2026"],
  ["an impossible rate", "Stundenlohn: 45.000 €"],
  ["nothing", ""],
])("%s stays unknown", (_, text) => {
  expect(salaryOf(text)).toBeNull();
});

const table = handTable<Record<string, string>>("pay").map(Object.values<string>);

test.each(table)("the table: %s", (text = "", ...expected) => {
  const salary = salaryOf(text.replaceAll("\\n", "\n"));
  const { min = null, max = null, currency = "-", period = "-" } = salary ?? {};
  expect([min ?? "-", max ?? "-", currency, period].map(String)).toEqual(expected);
});

test("any text is read without an error", async () => {
  await assert(
    property(string({ unit: anyCharacter, maxLength: 200 }), (text) => {
      salaryOf(`Salary €${text} 45,000 € per year ${text}`);
    }),
  );
});

test("money of several countries is the place's", () => {
  expect(salaryOf("Lön 32 000 kr per månad", ["SE"])).toMatchObject({ currency: "SEK", min: 32_000 });
  expect(salaryOf("Salary $90,000 per year", ["CA"])).toMatchObject({ currency: "CAD" });
  expect(salaryOf("Lön 32 000 kr per månad", ["SE", "NO"])).toBeNull();
});
