import { beforeAll, describe, expect, test } from "vitest";
import { type Facts, packed, previewOf, signature } from "../../lib/preview/model.ts";
import { writePreview } from "../../lib/preview/store.ts";
import { countFor } from "../preview.ts";
import { asBrowser, ingressOfFile } from "../test-ingress.ts";

const ingress = ingressOfFile();
beforeAll(() => writeTwo());

const answerOf = async <Body>(path: string, headers: Record<string, string> = {}) =>
  (await (await ingress.get(path, headers)).json()) as Body;

describe("GET /cities", () => {
  const labels = async (query: string) =>
    (await answerOf<{ label: string }[]>(`/cities?${query}`)).map(({ label }) => label);

  test.each([
    ["q=mün&lang=de", "München, Deutschland"],
    ["q=Muni", "Munich, Germany"],
    ["q=KOBEN&lang=en", "Copenhagen, Denmark"],
    ["q=san franc", "San Francisco, CA, United States"],
    ["q=Amstredam", "Amsterdam, Netherlands"],
  ])("%s begins with %s", async (query, label) => {
    expect((await labels(query))[0]).toBe(label);
  });

  test("a few at most, nothing for nothing, and caches may keep it", async () => {
    expect(await labels("q=b")).toHaveLength(7);
    expect(await labels("q=")).toEqual([]);
    const { headers } = await ingress.get("/cities?q=ber");
    expect(headers.get("cache-control")).toBe("public, max-age=86400");
    expect(headers.get("vary")).toContain("Accept-Language");
  });
});

interface Answer {
  count: number | null;
  asOf: string | null;
  text: string | null;
}

describe("GET /preview", () => {
  const count = async (query: string) => (await answerOf<Answer>(`/preview?${query}`)).count;

  test("counts each posting once, in a sentence of the page's language", async () => {
    const { asOf, ...said } = await answerOf<Answer>("/preview", { "accept-language": "de-AT,de;q=0.9,en;q=0.8" });
    expect(said).toEqual({ count: 2, text: "Gerade gibt es 2 offene Stellen." });
    const chosen = await answerOf<Answer>("/preview?lang=de&careerPaths=unsure");
    expect(chosen.text).toBe("2 offene Stellen sehen gerade passend aus.");
    expect(Date.parse(asOf ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect(await count("cities=Berlin&cities=Lyon")).toBe(1);
    expect(await count("cities=2950159&levels=entry")).toBe(0);
    expect(await count("countries=FR&careerPaths=data-analytics")).toBe(2);
    expect(await count("cities=Berlin, Germany")).toBe(1);
    expect(await count("levels=nonsense&careerPaths=")).toBe(2);
  });

  test("says nothing while the place is not known, or there are no figures", async () => {
    expect(await answerOf<Answer>("/preview?cities=Nowhereville")).toEqual({ count: null, asOf: null, text: null });
    expect(countFor(undefined, { cities: ["Berlin"] })).toBeNull();
  });
});

describe("a form that we have a question about", () => {
  const fields = { careerPaths: "unsure", consent: "on" };
  const send = (more: Record<string, string>) => ingress.form("/signups?lang=de", { ...fields, ...more }, asBrowser);

  test("comes back once, in its language, with a way to take what was meant and one to keep what was typed", async () => {
    const email = `person-${crypto.randomUUID()}@gmial.com`;
    const asked = await send({ email, cities: "León, Berlin" });
    const page = await asked.text();
    expect(asked.status).toBe(422);
    expect(page).toContain('<html lang="de">');
    expect(page).toContain(`Meinst du ${email.replace("gmial", "gmail")}?`);
    expect(page).toMatch(/name="cities.0" checked="" value="3118532"\/><span>León, Spanien/);
    expect(page).toMatch(/name="cities"[^>]* value="Berlin"/);
    expect(page).toContain("1 offene Stelle sieht gerade passend aus.");
    for (const answer of [{}, { meant: email.replace("gmial", "gmail") }]) {
      const sent = await send({ email, cities: "Berlin", "cities.0": "3118532", asked: "yes", ...answer });
      expect(sent.headers.get("location")).toMatch(/^\/signups\/[\w-]{22}\?lang=de$/);
    }
  });

  test("of a city that nobody knows it says what may be meant, and the answer goes on", async () => {
    const email = `person-${crypto.randomUUID()}@example.org`;
    const missed = await send({ email, cities: "Amstredam, München, Nirgendwo" });
    const page = await missed.text();
    expect(missed.status).toBe(422);
    expect(page).toContain("„Nirgendwo“ kennen wir nicht. Prüf die Schreibweise");
    expect(page).toContain("„Amstredam“ kennen wir nicht. Wähl unten, was du meinst.");
    expect(page).toMatch(
      /Statt „Amstredam“.*name="cities.0" checked="" value="2759794"\/><span>Amsterdam, Niederlande/,
    );
    expect(page).toContain('name="cities.0" value=""/><span>Nichts davon');
    expect(page).toMatch(/name="cities"[^>]* value="München, Nirgendwo"/);
    // The question has not been asked yet, so this does not answer it.
    expect(page).not.toContain('name="asked"');
    const sent = await send({ email, cities: "München, Deutschland", "cities.0": "2759794" });
    expect(sent.headers.get("location")).toMatch(/^\/signups\/[\w-]{22}\?lang=de$/);
  });

  test("warns of addresses that are thrown away, and asks programs nothing", async () => {
    const thrown = { email: `person-${crypto.randomUUID()}@mailinator.com`, cities: "Berlin" };
    expect(await (await send(thrown)).text()).toContain("Mails an mailinator.com werden bald weggeworfen");
    const json = await ingress.json("/signups", {
      ...thrown,
      cities: ["León"],
      careerPaths: ["unsure"],
      consent: true,
    });
    expect(json.status).toBe(202);
  });
});

/** One posting in Berlin and Paris that asks for experience, one somewhere in France. */
async function writeTwo(): Promise<void> {
  const facts: Facts = { experienced: false, refusesVisa: false, mode: "onsite", paths: 0, pathless: false };
  const keys = ["country DE", { lat: 52.52, lon: 13.41 }, "country FR", "at-work"];
  const places = [[0, 1, 2, 3] as const, [2, 3] as const];
  const signatures = Float64Array.of(
    signature(0, packed({ ...facts, experienced: true })),
    signature(1, packed(facts)),
  );
  const keyOf = (id: number) => keys[id] ?? "unknown";
  await writePreview(previewOf({ keyOf, keysOf: (at) => places[at] ?? [], signatures }, 30, new Date()));
}
