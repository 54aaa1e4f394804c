import { expect, test } from "vitest";
import { compared, exchanged } from "./rates.ts";

test("an amount in other money, at the rates of the table's day", () => {
  expect(exchanged(10_389, "USD", "EUR")).toBeCloseTo(10_000);
  expect(exchanged(1000, "GBP", "CHF")).toBeCloseTo(1135.1, 0);
  expect(exchanged(100, "XTS", "EUR")).toBeNull();
  expect(exchanged(100, "toString", "EUR")).toBeNull();
  expect(exchanged(100, "XTS", "XTS")).toBe(100);
});

test.each([
  ["the same money is compared to the cent", [100.01, "EUR"], [100, "EUR"], 1],
  ["clearly more", [60_000, "GBP"], [60_000, "EUR"], 1],
  ["clearly less", [120_000, "PLN"], [40_000, "EUR"], -1],
  ["too near", [42_000, "EUR"], [38_000, "GBP"], null],
  ["money without a rate", [42_000, "TRY"], [1, "EUR"], null],
] as const)("%s", (_, [amount, currency], [bound, other], sign) => {
  const more = compared({ amount, currency }, { amount: bound, currency: other });
  expect(more === null ? null : Math.sign(more)).toBe(sign);
});
