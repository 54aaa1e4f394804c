import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

vi.hoisted(() => {
  process.env.TRUSTED_PROXIES = "127.0.0.1/32";
});

import { careerPaths, levels, signupBody } from "../../lib/subscribers/wishes.ts";
import { limits } from "../limits.ts";
import { openIngress, signupJson, type TestIngress, waiting } from "../test-ingress.ts";

let ingress: TestIngress;
beforeAll(async () => {
  ingress = await openIngress();
});
afterAll(() => ingress.close());

const from = (ip: string) => ({ "x-forwarded-for": ip });

describe("limits", () => {
  test("a network gets so many and then 429 with its time, another network is not touched", async () => {
    const { points, windowMs } = limits.signup.ip;
    const answers: Response[] = [];
    for (let count = 0; count <= points; count++)
      answers.push(await ingress.json("/signups", "{}", from("198.51.100.7")));
    expect(answers.slice(0, points).every(({ status }) => status === 422)).toBe(true);
    const refused = answers[points] as Response;
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(windowMs / 1000);
    expect(refused.headers.get("ratelimit")).toMatch(/^"signup-ip";r=0;t=\d+$/);
    expect(refused.headers.get("ratelimit-policy")).toBe(`"signup-ip";q=${points};w=${windowMs / 1000}`);
    expect((await ingress.json("/signups", "{}", from("198.51.100.8"))).status).toBe(422);
    // What stands left of the proxy's own entry is the client's invention.
    expect((await ingress.json("/signups", "{}", from("1.2.3.4, 198.51.100.7"))).status).toBe(429);
  });

  test("one IPv6 customer has one /64", async () => {
    const { points } = limits.signup.ip;
    for (let count = 0; count < points; count++)
      await ingress.json("/signups", "{}", from(`2001:db8::${count.toString(16)}`));
    expect((await ingress.json("/signups", "{}", from("2001:db8::ffff"))).status).toBe(429);
    expect((await ingress.json("/signups", "{}", from("2001:db8:0:1::1"))).status).toBe(422);
  });

  test("a mailbox gets so many from wherever they come, in whatever spelling", async () => {
    const { points } = limits.signup.mailbox;
    const email = `person-${crypto.randomUUID()}@example.org`;
    const signUp = (count: number, spelling: string) =>
      ingress.json("/signups", signupJson({ email: spelling, name: `n${count}` }), from(`203.0.113.${count}`));
    for (let count = 0; count < points; count++) expect((await signUp(count, email)).status).toBe(202);
    const refused = await signUp(points, ` ${email.toUpperCase()}`);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signUp(points, `other-${email}`)).status).toBe(202);
  });
});

/** Bodies that are nearly right: each part right or wrong, and whole strange ones. */
const part = {
  email: fc.oneof(fc.emailAddress(), fc.string(), fc.constant("a@b.co\r\nBcc: c@d.ef")),
  name: fc.oneof(fc.string({ unit: "binary", maxLength: 120 }), fc.constant("Zoë\u2028")),
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
  keywords: fc.array(fc.string({ unit: "binary", maxLength: 50 }), { maxLength: 12 }),
  timeZone: fc.oneof(fc.constantFrom("Europe/Berlin", "Asia/Nicosia", "+02:00", "__proto__"), fc.string()),
  consent: fc.oneof(fc.constant(true), fc.anything()),
};
const body = fc.oneof(
  fc.record(part, { requiredKeys: [] }),
  fc.anything({ withNullPrototype: true }),
  fc.json().map(String),
);

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
      { numRuns: 400 },
    );
  });

  test("forms: the same", { timeout: 60_000 }, async () => {
    const name = fc.oneof(
      fc.constantFrom(...Object.keys(part), "salaryMin.amount", "__proto__", "consent"),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, fc.string({ unit: "binary" })), { maxLength: 12 }), async (fields) => {
        const before = await waiting("signup");
        const response = await fetch(`${ingress.url}/signups`, {
          method: "POST",
          headers: network(),
          body: new URLSearchParams(fields),
          redirect: "manual",
        });
        expect([303, 400, 422]).toContain(response.status);
        if (response.status !== 303) expect(await waiting("signup")).toBe(before);
      }),
      { numRuns: 200 },
    );
  });
});
