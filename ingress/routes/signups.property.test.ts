import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { careerPaths, levels, signupBody } from "../../lib/subscribers/wishes.ts";
import { anyCharacter } from "../../test/any-character.ts";
import { ingressOfFile, waiting } from "../test-ingress.ts";

const ingress = ingressOfFile();

const from = (ip: string) => ({ "x-forwarded-for": ip });

/** Nearly valid bodies, each part valid or not, and completely strange ones. */
const part = {
  email: fc.oneof(fc.emailAddress(), fc.string(), fc.constant("a@b.co\r\nBcc: c@d.ef")),
  name: fc.oneof(fc.string({ unit: anyCharacter, maxLength: 120 }), fc.constant("Zoë\u2028")),
  cities: fc.oneof(
    fc.constant(["Berlin"]),
    fc.array(fc.oneof(fc.string(), fc.integer(), fc.constant("Paris")), { maxLength: 7 }),
  ),
  countries: fc.array(fc.oneof(fc.constantFrom("DE", "fr"), fc.string({ maxLength: 3 })), { maxLength: 6 }),
  careerPaths: fc.array(fc.oneof(fc.constantFrom(...careerPaths), fc.string()), { maxLength: 4 }),
  levels: fc.array(fc.oneof(fc.constantFrom(...levels), fc.anything()), { maxLength: 3 }),
  salaryMin: fc.oneof(
    fc.constant(undefined),
    fc.record({ amount: fc.double(), currency: fc.string(), period: fc.string() }),
  ),
  keywords: fc.array(fc.string({ unit: anyCharacter, maxLength: 50 }), { maxLength: 12 }),
  timeZone: fc.oneof(fc.constantFrom("Europe/Berlin", "Asia/Nicosia", "+02:00", "__proto__"), fc.string()),
  consent: fc.oneof(fc.constant(true), fc.anything()),
};
const body = fc.oneof(
  fc.record(part, { requiredKeys: [] }),
  fc.anything({ withNullPrototype: true }),
  fc.json().map(String),
);

// Each run of the suite tries different ones.
describe("whatever is sent", () => {
  let count = 0;
  const network = () => from(`10.${(++count >> 8) & 255}.${count & 255}.1`);

  test("JSON: never our fault, and nothing is queued unless it is valid", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
        const before = await waiting("signup");
        const { status } = await ingress.json("/signups", text, network());
        expect([202, 400, 413, 415, 422]).toContain(status);
        if (status !== 202) expect(await waiting("signup")).toBe(before);
        else expect(signupBody.safeParse(JSON.parse(text)).success).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test("forms: the same", { timeout: 60_000 }, async () => {
    const name = fc.oneof(
      fc.constantFrom(...Object.keys(part), "salaryMin.amount", "__proto__", "consent"),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(name, fc.string({ unit: anyCharacter })), { maxLength: 12 }),
        async (fields) => {
          const before = await waiting("signup");
          const response = await fetch(`${ingress.url}/signups`, {
            method: "POST",
            headers: network(),
            body: new URLSearchParams(fields),
            redirect: "manual",
          });
          expect([303, 400, 422]).toContain(response.status);
          if (response.status !== 303) expect(await waiting("signup")).toBe(before);
        },
      ),
      { numRuns: 80 },
    );
  });
});
