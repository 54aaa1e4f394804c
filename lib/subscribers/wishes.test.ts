import { expect, test } from "vitest";
import { sealedPreferences } from "./preferences.ts";
import { signupBody, storedWishes, travellingBody } from "./wishes.ts";

const body = (over: object) => ({
  ...{ email: "ada@mail.example", cities: ["Berlin"], careerPaths: ["unsure"], consent: true },
  ...over,
});
const refused = (over: object) =>
  signupBody.safeParse(body(over)).error?.issues.map(({ path, message }) => `/${path.join("/")} ${message}`);

test("languages are those of ISO 639-1, and no two letters else", () => {
  expect(signupBody.parse(body({ languages: ["DE", "nb"] })).languages).toEqual(["de", "nb"]);
  for (const code of ["xx", "deu", "1a", ""])
    expect(refused({ languages: ["en", code] })).toContain("/languages/1 must be an ISO 639-1 code such as en");
});

test("pay is asked in a currency that there is", () => {
  const pay = (currency: string) => ({ salaryMin: { amount: 3000, currency, period: "month" } });
  expect(signupBody.parse(body(pay(" chf"))).salaryMin?.currency).toBe("CHF");
  // XXX is ISO 4217's own code for "no currency".
  for (const currency of ["ABC", "XXX", "EURO", "€", ""])
    expect(refused(pay(currency)), currency).toEqual(["/salaryMin/currency must be an ISO 4217 code such as EUR"]);
});

test("what was taken before languages, mailboxes and currencies were looked at is still done", () => {
  const salaryMin = { amount: 3000, currency: "ABC", period: "month" };
  const once = { languages: ["xx", "de"], email: `${"a".repeat(65)}@mail.example`, salaryMin };
  const stored = storedWishes.parse({ cities: [], careerPaths: ["unsure"], ...once });
  expect(stored).toMatchObject({ languages: ["de"], salaryMin });
  expect(travellingBody.parse(body(once))).toMatchObject({ ...once, languages: ["de"] });
  const change = { languages: ["xx"], salaryMin };
  expect(sealedPreferences.parse({ keyHash: "x", change }).change).toEqual({ languages: [], salaryMin });
});

test.each(["+02:00", "T00:00+02:00", "T00:00[Europe/Berlin]", "Mars/Olympus", ""])("%j is no time zone", (timeZone) => {
  expect(refused({ timeZone })).toEqual(["/timeZone must be an IANA time zone such as Europe/Berlin"]);
});

test("zones and countries of another release are kept as they were taken", () => {
  const elsewhere = { timeZone: "Mars/Olympus", countries: ["AN"] };
  expect(storedWishes.parse({ cities: [], careerPaths: ["unsure"], ...elsewhere })).toMatchObject(elsewhere);
  expect(travellingBody.parse(body(elsewhere))).toMatchObject(elsewhere);
  expect(sealedPreferences.parse({ keyHash: "x", change: elsewhere }).change).toEqual(elsewhere);
});

test("no mailbox that no server takes", () => {
  expect(refused({ email: `${"a".repeat(64)}@mail.example` })).toBeUndefined();
  expect(refused({ email: `${"a".repeat(65)}@mail.example` })).toEqual([
    "/email must have at most 64 characters before the @",
  ]);
});
