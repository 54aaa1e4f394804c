import { describe, expect, test } from "vitest";
import { signup } from "../../jobs/signup.ts";
import { jobStatus } from "../../lib/queue-admin.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { open } from "../../lib/seal.ts";
import { sealedSignup } from "../../lib/subscribers/signup.ts";
import { consentWording } from "../../lib/subscribers/wishes.ts";
import { opaqueKey } from "../opaque-key.ts";
import { asBrowser, ingressOfFile, signupFields, signupJson, waiting } from "../test-ingress.ts";

const ingress = ingressOfFile();

interface Accepted {
  id: string;
  status: string;
}

async function payloadOf(id: string) {
  const { p, r } = JSON.parse((await producer().hget(redisKey("signup", id), "data")) ?? "{}") as Record<
    string,
    unknown
  >;
  const payload = signup.payload.parse(p);
  return { ...payload, requestId: r, opened: open(sealedSignup, payload.sealed, "signup") };
}

describe("JSON", () => {
  test("is accepted as a job whose id opens the status", async () => {
    const response = await ingress.json("/signups", signupJson({ email: " Zoe@Example.ORG " }));
    expect(response.status).toBe(202);
    const { id, status } = (await response.json()) as Accepted;
    expect(id).toMatch(/^[\w-]{22}$/);
    expect(status).toBe(`/signups/${id}`);
    expect((await ingress.get(status)).status).toBe(200);
    expect(response.headers.get("ratelimit-policy")).toBe('"signup-ip";q=60;w=600');
    expect(response.headers.get("ratelimit")).toMatch(/^"signup-ip";r=\d+;t=\d+$/);

    const { signupId, requestId, opened } = await payloadOf(id);
    expect(signupId).toBe(id);
    // By this id, logs follow a request through its jobs.
    expect(requestId).toBe(response.headers.get("x-request-id"));
    expect(opened.body).toMatchObject({
      email: "zoe@example.org",
      name: "Zoë Ångström",
      cities: ["Berlin"],
      cadence: "weekly",
    });
    expect(opened.consent).toEqual({
      wording: consentWording,
      at: expect.stringMatching(/Z$/),
      ipHash: opaqueKey("127.0.0.1", "ip"),
      source: null,
    });
  });

  test.each([
    ["another site's", { origin: "https://campus.example", "sec-fetch-site": "cross-site" }, "https://campus.example"],
    ["our own", { origin: "http://127.0.0.1:3000" }, "http://127.0.0.1:3000"],
    ["our own, hidden", { origin: "null", "sec-fetch-site": "same-origin" }, "http://127.0.0.1:3000"],
    ["nobody knows whose", { origin: "null" }, null],
  ])("says of the consent on which page it was given: %s", async (_, headers, source) => {
    const { id } = (await (await ingress.json("/signups", signupJson(), headers)).json()) as Accepted;
    expect((await payloadOf(id)).opened.consent.source).toBe(source);
  });

  test("sent twice, or five times at once, is one job; other wishes are another", async () => {
    const body = signupJson();
    const before = await waiting("signup");
    const answers = await Promise.all(Array.from({ length: 5 }, () => ingress.json("/signups", body)));
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as Accepted).id));
    expect(new Set(ids).size).toBe(1);
    expect(await waiting("signup")).toBe(before + 1);
    const other = (await (await ingress.json("/signups", { ...body, cities: ["Lyon"] })).json()) as Accepted;
    expect(other.id).not.toBe(ids[0]);
  });

  test.each([
    ["no address", { email: undefined }, "/email"],
    ["an address that is none", { email: "zoe" }, "/email"],
    ["a line break in the name", { name: "Zoë\r\nBcc: all@example.org" }, "/name"],
    ["a direction override in the name", { name: "Zoë \u202E" }, "/name"],
    ["no place at all", { cities: [] }, "/cities"],
    ["a city that is none", { cities: ["Berlin", "Nowhereville"] }, "/cities/1"],
    ["a GeoNames id of nothing", { cities: [999_999_999] }, "/cities/0"],
    ["10,000 cities", { cities: Array.from({ length: 3000 }, () => "Ulm") }, "/cities"],
    ["a country code that is none", { countries: ["Germany"] }, "/countries/0"],
    ["a country that there is not", { countries: ["DE", "ZZ"] }, "/countries/1"],
    ["no career path", { careerPaths: [] }, "/careerPaths"],
    ["a strange career path", { careerPaths: ["astronaut"] }, "/careerPaths/0"],
    ["a strange level", { levels: ["ceo"] }, "/levels/0"],
    ["a strange work mode", { workModes: ["moon"] }, "/workModes/0"],
    ["a language that is none", { languages: ["english"] }, "/languages/0"],
    ["a strange visa answer", { visa: "maybe" }, "/visa"],
    ["a keyword of 41 characters", { keywords: ["x".repeat(41)] }, "/keywords/0"],
    ["pay below nothing", { salaryMin: { amount: -1, currency: "EUR", period: "year" } }, "/salaryMin/amount"],
    ["a strange cadence", { cadence: "hourly" }, "/cadence"],
    ["a time zone that is none", { timeZone: "Mars/Olympus" }, "/timeZone"],
    ["no consent", { consent: false }, "/consent"],
    ["a tier of one's own", { tier: "premium" }, "/tier"],
  ])("%s is refused with a pointer, and nothing is queued", async (_, over, pointer) => {
    const before = await waiting("signup");
    const response = await ingress.json("/signups", signupJson(over));
    expect(response.status).toBe(422);
    const { errors } = (await response.json()) as { errors: { pointer: string; message: string }[] };
    expect(errors.map((error) => error.pointer)).toContain(pointer);
    expect(await waiting("signup")).toBe(before);
  });

  test("__proto__ is an unknown key like any other", async () => {
    const text = JSON.stringify(signupJson()).replace("{", '{"__proto__":{"tier":"premium"},');
    const response = await ingress.json("/signups", text);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain('"pointer":"/__proto__"');
  });

  test("what must be there and is not is called missing", async () => {
    const { errors } = (await (await ingress.json("/signups", {})).json()) as { errors: unknown[] };
    expect(errors).toContainEqual({ pointer: "/email", message: "is missing" });
    expect(errors).toContainEqual({ pointer: "/careerPaths", message: "is missing" });
  });

  test("a text where a list belongs is one error, and not also too long a list", async () => {
    // As long as a list of six.
    const response = await ingress.json("/signups", signupJson({ cities: "Berlin" }));
    const errors = [{ pointer: "/cities", message: expect.stringContaining("expected array") }];
    expect(await response.json()).toMatchObject({ errors });
  });

  test("the pointer of an unknown city counts what was sent, doubles included", async () => {
    const response = await ingress.json("/signups", signupJson({ cities: ["Berlin", "Berlin", "Atlantisstadt"] }));
    expect(await response.json()).toMatchObject({ errors: [{ pointer: "/cities/2" }] });
  });
});

describe("the form", () => {
  test("leads to the status page", async () => {
    const response = await ingress.form("/signups", signupFields(), asBrowser);
    expect(response.status).toBe(303);
    const path = response.headers.get("location") ?? "";
    expect(path).toMatch(/^\/signups\/[\w-]{22}$/);
    const { opened } = await payloadOf(path.slice("/signups/".length));
    expect(opened.body).toMatchObject({ cities: ["Berlin", "London"], careerPaths: ["data-analytics", "unsure"] });
    expect(await (await ingress.get(path, asBrowser)).text()).toContain("We have your wishes");
  });

  test("also as multipart, and for scripts as JSON", async () => {
    const body = new FormData();
    for (const [name, value] of Object.entries(signupFields()))
      for (const each of [value].flat()) body.append(name, each);
    const response = await fetch(`${ingress.url}/signups`, { method: "POST", body, redirect: "manual" });
    expect(response.status).toBe(303);
    const asJson = await ingress.form("/signups", signupFields(), { accept: "application/json" });
    expect(asJson.status).toBe(202);
  });

  test("comes back with what was typed, the errors on top and at their fields", async () => {
    const fields = signupFields({
      email: "zoe",
      name: '"><script>alert(1)</script>',
      cities: "Berlin",
      levels: ["entry"],
    });
    const response = await ingress.form("/signups", { ...fields, consent: [] }, asBrowser);
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain("<title>Error: ");
    expect(page.indexOf('id="summary"')).toBeLessThan(page.indexOf("<form"));
    expect(page).toContain('<a href="#email">Enter an email address');
    expect(page).toContain('<a href="#consent">Tick the box');
    expect(page).toMatch(/id="email"[^>]*value="zoe"[^>]*|value="zoe"[^>]*id="email"/);
    expect(page).toContain('aria-invalid="true"');
    expect(page).toContain("&quot;&gt;&lt;script&gt;");
    expect(page).toMatch(/value="entry"[^>]*checked|checked=""[^>]*value="entry"/);
  });

  test("without a place says so in the same breath as what else is missing", async () => {
    const asked = async (over: Record<string, string>) => {
      const fields = { ...signupFields({ cities: "", countries: "" }), consent: [], ...over };
      return (await ingress.form("/signups", fields, asBrowser)).text();
    };
    expect(await asked({})).toContain('<a href="#cities">Name at least one city or country');
    const somewhere = [{ cities: "Berlin" }, { "cities.0": "2950159" }, { countries: "DE" }, { workModes: "remote" }];
    for (const place of somewhere) {
      const page = await asked(place);
      expect(page).toContain('<a href="#consent">Tick the box');
      expect(page).not.toContain("Name at least one city or country");
    }
  });

  test("names all cities that it does not know, in the same breath as what else is wrong", async () => {
    const fields = signupFields({ cities: "Berlin, Nowhereville, Elsewhere" });
    for (const [sent, lines] of [
      [fields, 1],
      [{ ...fields, cities: "Berlin, Nowhereville, Elsewhere, Elsewhere", consent: [], email: "zoe" }, 3],
    ] as const) {
      const response = await ingress.form("/signups", sent, asBrowser);
      expect(response.status).toBe(422);
      const page = await response.text();
      expect(page).toContain('<a href="#cities">We do not know “Nowhereville” and “Elsewhere”. Check the spelling');
      expect(page.match(/<li><a href="#/g)).toHaveLength(lines);
    }
  });

  test("of a field that we do not ask for says which", async () => {
    const response = await ingress.form("/signups", signupFields({ tier: "premium" }), asBrowser);
    expect(response.status).toBe(422);
    expect(await response.text()).toContain("“tier” is not something we ask for");
  });
});

test("a job of a signup shows its state, never its payload", async () => {
  const { id } = (await (await ingress.json("/signups", signupJson())).json()) as Accepted;
  expect(JSON.stringify(await jobStatus("signup", id))).not.toMatch(/sealed|submission|email/);
});
