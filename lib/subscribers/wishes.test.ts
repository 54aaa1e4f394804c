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

test("what was taken before languages and mailboxes were looked at is still done", () => {
  const once = { languages: ["xx", "de"], email: `${"a".repeat(65)}@mail.example` };
  expect(storedWishes.parse({ cities: [], careerPaths: ["unsure"], ...once }).languages).toEqual(["de"]);
  expect(travellingBody.parse(body(once))).toMatchObject({ ...once, languages: ["de"] });
  expect(sealedPreferences.parse({ keyHash: "x", change: { languages: ["xx"] } }).change).toEqual({ languages: [] });
});

test("no mailbox that no server takes", () => {
  expect(refused({ email: `${"a".repeat(64)}@mail.example` })).toBeUndefined();
  expect(refused({ email: `${"a".repeat(65)}@mail.example` })).toEqual([
    "/email must have at most 64 characters before the @",
  ]);
});
