import { expect, test } from "vitest";
import { signupBody } from "../../lib/subscribers/wishes.ts";
import { signupFromForm } from "./signup.ts";

const read = (query: string) => signupFromForm(new URLSearchParams(query));

test("empty fields are absent, lists come repeated or with commas, the checkbox says on", () => {
  const text =
    "email=Zoe%40Example.org&name=&cities=Berlin%2C+London%0A%0ALyon%3B2950159&careerPaths=unsure&careerPaths=data-analytics" +
    "&levels=entry&keywords=&salaryMin.amount=&salaryMin.currency=EUR&salaryMin.period=year&visa=&consent=on";
  expect(read(text)).toEqual({
    email: "Zoe@Example.org",
    cities: ["Berlin", "London", "Lyon", 2950159],
    careerPaths: ["unsure", "data-analytics"],
    levels: ["entry"],
    consent: true,
  });
});

test.each([
  ["45000", 45_000],
  ["45 000", 45_000],
  ["45.000", 45_000],
  ["45,000.", Number.NaN],
  ["1.234.567", 1_234_567],
  ["€ 45'000", 45_000],
  ["14,50", 14.5],
  ["14.5", 14.5],
  ["45.000,00 €", 45_000],
  ["45,000.50", 45_000.5],
  ["45k", 45_000],
  ["16,01 K", 16_010],
  ["k", Number.NaN],
  ["45.00.0", Number.NaN],
  ["a lot", Number.NaN],
  ["-3", Number.NaN],
])("pay %j is read as people write it", (text, amount) => {
  const body = read(new URLSearchParams({ "salaryMin.amount": text }).toString());
  expect(body.salaryMin).toEqual({ amount, currency: "EUR", period: "year" });
});

test("places are read as people write them, and remote work among them as what it is", () => {
  const places = (query: string) => {
    const { cities, countries, workModes } = read(query);
    return { cities, countries, workModes };
  };
  expect(places("cities=Berlin, Germany, NL, Wien oder Graz&countries=DE&countries=NL")).toEqual({
    cities: ["Berlin, Germany", 2761369, 2778067],
    countries: ["DE", "NL"],
    workModes: undefined,
  });
  expect(places("cities=Remote")).toEqual({ cities: [], countries: undefined, workModes: ["remote"] });
  expect(places("cities=Berlin, Remote")).toMatchObject({ cities: ["Berlin"], workModes: undefined });
  expect(places("cities=Remote&countries=DE")).toMatchObject({ countries: ["DE"], workModes: undefined });
  expect(places("cities=Remote&workModes=hybrid")).toMatchObject({ workModes: ["hybrid"] });
});

test("a field we do not ask for, or one given twice, is left for the schema to refuse", () => {
  const valid = "email=a%40example.org&countries=DE&careerPaths=unsure&consent=on";
  expect(signupBody.safeParse(read(valid)).success).toBe(true);
  for (const more of ["tier=premium", "__proto__=1", "constructor=1", "email=b%40example.org"]) {
    const result = signupBody.safeParse(read(`${valid}&${more}`));
    expect(result.success, more).toBe(false);
  }
  expect(signupBody.safeParse(read(valid.replace("=on", "=off"))).success).toBe(false);
});
