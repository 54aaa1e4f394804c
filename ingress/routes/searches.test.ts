import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { producer, redisKey } from "../../lib/redis.ts";
import { searchCriteria } from "../../lib/searches/criteria.ts";
import { type Search, writeSearch } from "../../lib/searches/results.ts";
import { anyCharacter } from "../../test/any-character.ts";
import { criteriaFromForm } from "../forms/search.ts";
import { limits } from "../limits.ts";
import type { ProblemBody } from "../problem.ts";
import { asBrowser, ingressOfFile, waiting } from "../test-ingress.ts";

const ingress = ingressOfFile();

let networks = 0;
/** Each from its own network, so that no test meets another's limit. */
const from = (ip = `10.${(++networks >> 8) & 255}.${networks & 255}.7`) => ({ "x-forwarded-for": ip });
const analyst = { jobTitle: " Data Analyst ", city: "Berlin", country: "de", salaryMin: 40_000, datePosted: "week" };

async function search(body: object = analyst): Promise<{ id: string; status: string }> {
  const response = await ingress.json("/searches", body, from());
  expect(response.status).toBe(202);
  return (await response.json()) as { id: string; status: string };
}
async function pointers(response: Response): Promise<string[]> {
  expect(response.status).toBe(422);
  const { errors = [] } = (await response.json()) as ProblemBody;
  return errors.map(({ pointer }) => pointer);
}

const found = (id: string): Search => ({
  id,
  status: "done",
  criteria: { jobTitle: "Data Analyst", datePosted: "any" },
  sources: [
    {
      ...{ name: "jsearch", label: "JSearch", status: "done", count: 1, cached: false },
      attribution: { label: "JSearch", url: "https://example.com" },
    },
  ],
  results: [
    {
      ...{ id: "jsearch:1", source: "jsearch", title: "=HYPERLINK(1)", company: "Nordlicht", locations: ["Berlin"] },
      ...{ remote: "hybrid", employment: null, salary: null, postedAt: null, url: "https://example.com/1", score: 100 },
      ...{ via: [{ label: "JSearch", url: "https://example.com" }], criteria: { title: "met" } },
    },
  ],
});

describe("POST /searches", () => {
  test("takes criteria, queues them, and can be looked at before any worker saw it", async () => {
    const before = await waiting("search");
    const { id, status } = await search();
    expect(id).toMatch(/^[\w-]{22}$/);
    expect(status).toBe(`/searches/${id}`);
    expect(await waiting("search")).toBe(before + 1);
    const response = await ingress.get(status);
    expect(await response.json()).toEqual({
      id,
      status: "running",
      criteria: { ...analyst, jobTitle: "Data Analyst", country: "DE" },
      sources: [],
      results: [],
    });
  });

  test("a form goes on to the page of results", async () => {
    const fields = { jobTitle: "Data Analyst", salaryMin: "40 000", city: "", datePosted: "any", sources: "jobping" };
    const response = await ingress.form("/searches", fields, { ...asBrowser, ...from() });
    expect(response.status).toBe(303);
    const page = await ingress.get(response.headers.get("location") ?? "", asBrowser);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(await page.text()).toContain("Data Analyst");
  });

  test("says of each field what is wrong with it", async () => {
    const body = { salaryMin: 5, salaryMax: -1, jobType: "any", country: "xx1", sources: ["jobping", "x"], extra: 1 };
    expect((await pointers(await ingress.json("/searches", body, from()))).sort()).toEqual(
      ["/country", "/extra", "/jobTitle", "/jobType", "/salaryMax", "/sources/1"].sort(),
    );
    const turned = { jobTitle: "analyst", salaryMin: 50_000, salaryMax: 40_000 };
    expect(await pointers(await ingress.json("/searches", turned, from()))).toEqual(["/salaryMax"]);
  });

  test("a form that does not fit comes back with what was typed", async () => {
    const response = await ingress.form("/searches", { jobTitle: "x", city: "Łódź" }, { ...asBrowser, ...from() });
    expect(response.status).toBe(422);
    const page = await response.text();
    expect(page).toContain("Łódź");
    expect(page).toContain("Name the job you are looking for");
  });
});

describe("a search", () => {
  test("nobody knows is 404, in every shape", async () => {
    for (const id of ["x", "0123456789012345678901", "..%2f..%2fsecrets", "a".repeat(100)]) {
      for (const ending of ["", "/events", ".csv"]) {
        expect((await ingress.get(`/searches/${id}${ending}`, from())).status, id + ending).toBe(404);
      }
    }
  });

  test("comes as CSV to save, no cell of which is a formula", async () => {
    const { id, status } = await search();
    await writeSearch(found(id));
    const response = await ingress.get(`${status}.csv`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="jobs.csv"');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bytes.toString()).toContain(`"'=HYPERLINK(1)"`);
  });

  test("names places in the page's language, and as text where an older version found them", async () => {
    const { id, status } = await search();
    const munich = { city: "Munich", geonameId: 2867714, country: "DE", raw: "München" };
    const abroad = { city: null, geonameId: null, country: "AT", raw: "Österreich" };
    const placed = { locations: ["Munich, Germany", "Austria"], places: [munich, munich, abroad] };
    await writeSearch({ ...found(id), results: found(id).results.map((result) => ({ ...result, ...placed })) });
    const page = async (lang: string) => (await ingress.get(`${status}?lang=${lang}`, asBrowser)).text();
    expect(await (await ingress.get(status)).json()).toMatchObject({ results: [placed] });
    expect(await page("de")).toContain("<p>München, Deutschland; Österreich · ");
    expect(await page("en")).toContain("<p>Munich, Germany; Austria · ");
    await writeSearch(found(id));
    expect(await page("de")).toContain("<p>Berlin · ");
  });

  test("is told as it happens, to its end", async () => {
    const { id, status } = await search();
    const response = await ingress.get(`${status}/events`, { accept: "text/event-stream" });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    let text = "";
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('"status":"running"') && !text.includes('"status":"done"')) await writeSearch(found(id));
    }
    const events = [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(([, name, data]) => [name, data]);
    expect(events.at(0)?.[0]).toBe("search");
    expect(events.at(-2)).toEqual(["search", JSON.stringify(found(id))]);
    expect(events.at(-1)?.[0]).toBe("end");
    expect((await fetch(`${ingress.url}${status}/events`, { method: "HEAD" })).status).toBe(200);
  });
});

describe("the limits", () => {
  test("hold a network", async () => {
    const network = from();
    const answers = await Promise.all(
      Array.from({ length: limits.search.ip.points + 1 }, () => ingress.json("/searches", analyst, network)),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("hold a browser wherever it comes from, and nobody else", async () => {
    const first = await ingress.json("/searches", analyst, from());
    const cookie = first.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^__Secure-search-session=[\w-]{22}; Path=\/searches; Secure; HttpOnly; SameSite=Lax$/);
    const mine = { cookie: `other=1; ${cookie.split(";")[0]}` };
    for (let count = 0; count < limits.search.session.points; count++) {
      const response = await ingress.json("/searches", analyst, { ...mine, ...from() });
      expect(response.status).toBe(202);
      expect(response.headers.get("set-cookie")).toBeNull();
    }
    const refused = await ingress.json("/searches", analyst, { ...mine, ...from() });
    expect(refused.status).toBe(429);
    expect(((await refused.json()) as ProblemBody).detail).toContain("from you.");
    expect((await ingress.json("/searches", analyst, from())).status).toBe(202);
    const kept = await producer().keys(redisKey("*"));
    expect(kept.join()).not.toContain(cookie.slice("__Secure-search-session=".length, 40));
  });
});

test("a crowd that no worker gets through is asked to come again, and leaves nothing", async () => {
  const wait = redisKey("search", "wait");
  await producer().rpush(wait, ...Array<string>(500).fill("somebody"));
  const kept = async () => (await producer().keys(redisKey("search-result", "*"))).length;
  const before = await kept();
  try {
    const refused = await ingress.json("/searches", analyst, from());
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    const page = await ingress.form("/searches", { jobTitle: "Data analyst" }, { ...from(), ...asBrowser });
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('value="Data analyst"');
    expect(await kept()).toBe(before);
  } finally {
    await producer().lrem(wait, 0, "somebody");
  }
  expect((await ingress.json("/searches", analyst, from())).status).toBe(202);
});

describe("whatever is sent", () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 120 }),
    fc.constantFrom("Data Analyst", "DE", "week"),
  );
  const part = {
    jobTitle: text,
    industry: text,
    salaryMin: fc.oneof(fc.double(), fc.integer(), text),
    salaryMax: fc.oneof(fc.double(), fc.integer(), fc.anything()),
    jobType: fc.oneof(fc.constantFrom("remote", "hybrid", "full-time"), text),
    city: text,
    country: text,
    datePosted: fc.oneof(fc.constantFrom("day", "any"), text),
    sources: fc.oneof(fc.subarray(["jobping", "jsearch", "indeed"]), fc.anything()),
  };
  const body = fc.oneof(fc.record(part, { requiredKeys: [] }), fc.anything({ withNullPrototype: true }));

  test("JSON: never our fault, and only what is valid is queued", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        const sent = JSON.stringify(value) ?? "";
        const before = await waiting("search");
        const { status } = await ingress.json("/searches", sent, from());
        expect([202, 400, 422]).toContain(status);
        expect(await waiting("search")).toBe(before + Number(status === 202));
        if (status === 202) expect(searchCriteria.safeParse(JSON.parse(sent)).success).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  test("forms: the same", { timeout: 60_000 }, async () => {
    const name = fc.oneof(fc.constantFrom(...Object.keys(part), "__proto__"), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, text), { maxLength: 10 }), async (fields) => {
        const response = await fetch(`${ingress.url}/searches`, {
          method: "POST",
          headers: from(),
          body: new URLSearchParams(fields),
          redirect: "manual",
        });
        expect([303, 400, 422]).toContain(response.status);
      }),
      { numRuns: 60 },
    );
  });
});

test("amounts are read as people write them", () => {
  const amount = (typed: string) => criteriaFromForm(new URLSearchParams({ salaryMin: typed })).salaryMin;
  const ways = ["45 000", "45.000", "45,000", "45'000", "€ 45000", "45.000,00", "45k"];
  expect(ways.map(amount)).toEqual(ways.map(() => 45_000));
  expect(["4,5", "much", "-1", "1e5"].map(amount)).toEqual(Array(4).fill(Number.NaN));
  expect(amount("  ")).toBeUndefined();
});
