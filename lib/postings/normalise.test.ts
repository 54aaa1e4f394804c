import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { normalise } from "./normalise.ts";
import { type Posting, postingSchema, type RawPosting } from "./posting.ts";

const raw = (over: Partial<RawPosting> = {}): RawPosting => ({
  source: "arbeitnow",
  sourceId: "1",
  url: "https://example.org/jobs/1",
  title: "Werkstudent:in Data Analytics (m/w/d)",
  company: "Havelwerk GmbH",
  location: ["Berlin"],
  description: "",
  postedAt: "2026-11-19T08:00:00+01:00",
  ...over,
});
const posting = (over: Partial<RawPosting> = {}): Posting => {
  const result = normalise(raw(over));
  if (!result) throw new Error("was rejected");
  return result;
};

test("a posting, understood", () => {
  const description = `&lt;p&gt;Wir suchen dich für unser Team und die Daten von morgen, mit Spaß an der Sache und nicht nur in Teilzeit.&lt;/p&gt;
    &lt;ul&gt;&lt;li&gt;Deutsch auf C1-Niveau, gute Englischkenntnisse sind von Vorteil&lt;/li&gt;&lt;li&gt;Stundenlohn: 15,50 € pro Stunde&lt;/li&gt;
    &lt;li&gt;Hybrides Arbeiten&lt;/li&gt;&lt;/ul&gt;&lt;script&gt;alert(1)&lt;/script&gt;`;
  expect(posting({ description })).toMatchObject({
    id: "arbeitnow:1",
    title: "Werkstudent:in Data Analytics (m/w/d)",
    company: "Havelwerk GmbH",
    locations: [{ city: "Berlin", geonameId: 2950159, country: "DE", raw: "Berlin" }],
    remote: { mode: "hybrid", worldwide: null, countries: [] },
    level: "internship",
    programme: "working-student",
    occupation: "data",
    careerPaths: ["data-analytics"],
    languages: [
      { code: "de", required: true, level: "C1" },
      { code: "en", required: false, level: null },
    ],
    visa: "unknown",
    salary: { min: 15.5, max: 15.5, currency: "EUR", period: "hour" },
    postedAt: "2026-11-19T07:00:00.000Z",
    validThrough: null,
    lang: "de",
  });
  expect(posting({ description }).description).not.toMatch(/<|&lt;|alert/);
});

describe("an employer's office as the only place", () => {
  test.each([
    ["Headquarters", "Our headquarters are in Ghent, with a canal in front.", "Ghent BE"],
    ["HQ", "We are headquartered in Paris, TX, and love it.", "Paris US"],
    ["Head Office", "You work at our Porto head office.", "Porto PT"],
    ["Headquarters", "This position is based in Vilnius.", "Vilnius LT"],
    ["Hauptsitz", "Unser Hauptsitz in Graz ist gut zu erreichen.", "Graz AT"],
    ["Siège social", "Notre siège social est situé à Nantes.", "Nantes FR"],
    ["Hoofdkantoor", "Ons hoofdkantoor in Zwolle heeft een tuin.", "Zwolle NL"],
    ["Headquarters", "Our headquarters are in Ghent, our main office is in Lyon.", "null null"],
    ["Headquarters", "Headquartered in a lovely old mill, we hire.", "null null"],
    ["Leeds", "Our headquarters are in Ghent.", "Leeds GB"],
  ])("%s: %s", (place, description, city) => {
    const { locations } = posting({ location: [place], description });
    expect(locations.map(({ city, country }) => `${city} ${country}`)).toEqual([city]);
    expect(locations[0]?.raw).toBe(place);
  });
});

test("what is not said stays unknown", () => {
  expect(posting({ title: "Fellows Program", location: [], postedAt: null })).toMatchObject({
    locations: [],
    remote: { mode: "unknown", worldwide: null, countries: [] },
    level: "unknown",
    programme: null,
    employment: null,
    careerPaths: [],
    occupation: "other",
    languages: [],
    experienceYears: null,
    degree: null,
    visa: "unknown",
    salary: null,
    postedAt: null,
    lang: null,
    confidence: { place: 0, occupation: 0, level: 0 },
  });
});

describe("the work mode", () => {
  test.each([
    ["the source's field", { remoteHint: "remote" }, "remote"],
    ["the place", { location: ["Berlin (Hybrid)"] }, "hybrid"],
    ["the title", { title: "Analyst (100% remote)" }, "remote"],
    ["the title's days at home", { title: "Berater m/w/d 2 Tage Home Office" }, "hybrid"],
    ["the text, in so many words", { description: "<p>This is a fully remote position.</p>" }, "remote"],
    ["field and place that agree", { remoteHint: "remote", location: ["Remote, Germany"] }, "remote"],
    ["field and place that contradict", { remoteHint: "onsite", location: ["London; Remote, US"] }, "unknown"],
    ["a mere mention", { description: "<p>You support remote teams.</p>" }, "unknown"],
    ["nothing", {}, "unknown"],
  ] as const)("%s", (_, over, mode) => {
    expect(posting(over).remote.mode).toBe(mode);
  });

  test("a country as the only place of a remote role is where one may live", () => {
    expect(posting({ remoteHint: "remote", location: ["Germany"] }).remote.countries).toEqual(["DE"]);
    expect(posting({ remoteHint: "remote", location: ["Berlin"] }).remote.countries).toEqual([]);
  });

  test("a title says where one may live if the place does not", () => {
    expect(posting({ title: "Analyst (Remote, Canada)", location: ["Remote"] }).remote.countries).toEqual(["CA"]);
    expect(posting({ title: "Analyst (Remote, Canada)", location: ["Remote, UK"] }).remote.countries).toEqual(["GB"]);
    expect(posting({ title: "Analyst - Remote, worldwide", location: [] }).remote.worldwide).toBe(true);
    expect(posting({ title: "Analyst (US only)", location: ["Remote"] }).remote.countries).toEqual(["US"]);
    expect(posting({ title: "Analyst - Germany", location: ["Berlin"] }).remote.countries).toEqual([]);
  });

  test.each([
    ["Analyst (Remote Internship – IT)", []],
    ["Working student (Remote) HR", []],
    ["Trainee (Remote, Germany) - IT", ["DE"]],
    ["Analyst (Remote, DE/IT/ES)", ["DE", "ES", "IT"]],
    ["Analyst (Remote, Italy)", ["IT"]],
  ])("a department's letters in a title are no country: %s", (title, countries) => {
    expect(posting({ title, location: ["Remote"] }).remote.countries).toEqual(countries);
  });

  test("the text says where one may live if neither place nor title does", () => {
    const description = "<p>You must reside in Germany.</p>";
    expect(posting({ location: ["Remote"], description }).remote.countries).toEqual(["DE"]);
    expect(posting({ location: ["Remote, UK"], description }).remote.countries).toEqual(["GB"]);
    // Managers of a market may live elsewhere.
    expect(posting({ title: "Manager, Africa", location: ["Dubai"], remoteHint: "remote" }).remote.countries).toEqual(
      [],
    );
  });

  test("the posting's language decides between namesakes that nothing else decides between", () => {
    const description = "<p>Wij zoeken een collega die met ons aan de toekomst van het bedrijf werkt.</p>";
    expect(posting({ location: ["Waterloo"], description }).locations[0]?.country).toBe("BE");
  });

  test.each([
    ["St Thomas&#39; Hospital, London", "London", "GB"],
    ["Queen Elizabeth Hospital, King&amp;#39;s Lynn", "King's Lynn", "GB"],
    ["D&uuml;sseldorf, Deutschland", "Düsseldorf", "DE"],
    ["Paris&nbsp;9e", "Paris", "FR"],
  ])("a location's entities are undone before it is read: %s", (location, city, country) => {
    expect(posting({ location: [location] }).locations).toMatchObject([{ city, country }]);
  });
});

test.each([
  ["put up where it is not", "Event Producer (Madrid based)", "Milan", "Madrid"],
  ["in words", "Staff Writer, based in Porto", "Berlin", "Porto"],
  ["in another continent", "graduate engineer - dubai, uae", "Dublin, Ireland", "Dubai"],
  ["in the same city", "Office Host (Kreuzberg based)", "Berlin, Germany", "Berlin"],
  ["at home", "Care Worker (Home Based)", "Leeds, UK", "Leeds"],
  ["in a hospital", "Pharmacist (Hospital Based)", "Leeds, UK", "Leeds"],
  ["in a van", "Engineer (Van based)", "Leeds, UK", "Leeds"],
  ["by their ratings", "Modeller - Internal Ratings Based", "Amsterdam", "Amsterdam"],
  ["in two cities", "Account Manager - Berlin, Munich", "Paris, France", "Paris"],
  ["and its own", "Engineer - London, UK | Paris, France", "London, UK", "London"],
  ["of others", "Account Manager for clients based in Dubai", "Madrid, Spain", "Madrid"],
])("where a title names one city and the place is another: %s", (_, title, location, city) => {
  expect(normalise(raw({ title, location: [location] }))?.locations.map((place) => place.city)).toEqual([city]);
});

test("a title's city is no place for what is nowhere in particular", () => {
  const anywhere = normalise(raw({ title: "Engineer (Madrid based)", location: ["Spain"] }));
  expect(anywhere?.locations.map(({ city }) => city)).toEqual([null]);
});

describe("pay that a field of the source states", () => {
  const description = "<p>Gehalt: 3.000 € pro Monat</p>";
  const inText = { min: 3000, max: 3000, currency: "EUR", period: "month" };
  test.each([
    ["goes before the text", { min: 40000, max: 48000, currency: "EUR", period: "year" }, undefined],
    ["may have one end", { min: null, max: 20, currency: "GBP", period: "hour" }, undefined],
    [
      "may have one end, with 0 for the other",
      { min: 40000, max: 0, currency: "EUR", period: "year" },
      { min: 40000, max: null, currency: "EUR", period: "year" },
    ],
    [
      "the wrong way round",
      { min: 48000, max: 40000, currency: "EUR", period: "year" },
      { min: 40000, max: 48000, currency: "EUR", period: "year" },
    ],
    ["of nothing is none", { min: 0, max: 0, currency: "EUR", period: "year" }, inText],
    ["without ends is none", { min: null, max: null, currency: "EUR", period: "year" }, inText],
    ["in thousands is a slip", { min: 40, max: 48, currency: "EUR", period: "year" }, inText],
    ["of a year, by the hour, is a slip", { min: 50000, max: 60000, currency: "EUR", period: "hour" }, inText],
    ["beyond all pay is a slip", { min: 1e308, max: null, currency: "EUR", period: "year" }, inText],
    ["below nothing is a slip", { min: -5, max: 48000, currency: "EUR", period: "year" }, inText],
    ["in no currency is none", { min: 40000, max: 48000, currency: "€", period: "year" }, inText],
    [
      "that is no number is none",
      { min: Number.NaN, max: Number.POSITIVE_INFINITY, currency: "EUR", period: "year" },
      inText,
    ],
  ] as const)("%s", (_, salary, expected) => {
    expect(posting({ description, salary }).salary).toEqual(expected ?? salary);
  });

  test("is the text's where the field is empty", () => {
    expect(posting({ description, salary: null }).salary).toEqual(inText);
    expect(posting({ salary: null }).salary).toBeNull();
  });
});

describe("what nobody can be shown is rejected", () => {
  test.each([
    ["javascript:alert(1)"],
    ["data:text/html,x"],
    ["ftp://example.org/x"],
    ["//example.org/x"],
    ["https://user:password@example.org/"],
    ["not a url"],
    [""],
    [`https://example.org/${"x".repeat(3000)}`],
  ])("the link %s", (url) => {
    expect(normalise(raw({ url }))).toBeNull();
  });

  test("no title, no id", () => {
    expect(normalise(raw({ title: " \u200b\n" }))).toBeNull();
    expect(normalise(raw({ sourceId: "" }))).toBeNull();
  });
});

test("titles and companies are one clean line of bounded length", () => {
  const dirty = posting({ title: "Data\u202e tsylanA\r\nBcc: x\u0000 R&amp;D", company: "A\u200bcme\t\u2028Ltd" });
  expect(dirty.title).toBe("Data tsylanA Bcc: x R&D");
  expect(dirty.company).toBe("Acme Ltd");
  const long = posting({ title: "x".repeat(999), company: "y".repeat(999), description: "z ".repeat(90_000) });
  expect(long.title).toHaveLength(300);
  expect(long.company).toHaveLength(200);
  expect(long.description.length).toBeLessThanOrEqual(40_000);
});

test("a title or company of any length is read without a word of the library's", () => {
  const warned = vi.spyOn(console, "warn");
  const endless = `<b>Analyst</b> &amp; ${"<table><td>x".repeat(90_000)}`;
  expect(posting({ title: endless, company: endless, location: [endless] }).title).toMatch(/^Analyst & x/);
  expect(warned).not.toHaveBeenCalled();
});

const texts = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.array(fc.nat(0x10ffff), { maxLength: 60 }).map((codes) => String.fromCodePoint(...codes)),
  fc.constantFrom(
    "<p>&lt;p&gt;",
    "€1.000-2.000/h",
    "Remote (",
    "(m/w/d",
    "3+ years experience",
    "&#0;&#x110000;",
    "praktikum*",
    "a,b;c|d/e",
  ),
);
const anyRaw: fc.Arbitrary<RawPosting> = fc.record({
  source: fc.constant("greenhouse"),
  sourceId: texts,
  url: fc.oneof(texts, fc.webUrl()),
  title: texts,
  company: texts,
  location: fc.array(texts, { maxLength: 3 }),
  description: fc.array(texts, { maxLength: 6 }).map((parts) => parts.join(" ")),
  postedAt: fc.oneof(
    fc.constant(null),
    texts,
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  ),
  tags: fc.array(texts, { maxLength: 2 }),
  language: texts,
});

test("never throws, and what it gives is the contract's JSON, there and back", () => {
  fc.assert(
    fc.property(anyRaw, (any) => {
      const result = normalise(any);
      if (result) expect(postingSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
      expect(normalise(any)).toEqual(result);
    }),
    { numRuns: 300 },
  );
});

test("understanding it twice changes nothing", () => {
  fc.assert(
    fc.property(anyRaw, (any) => {
      const once = normalise({ ...any, url: "https://example.org/" });
      if (!once) return;
      const twice = normalise({
        ...any,
        url: once.url,
        title: once.title,
        company: once.company,
        sourceId: once.sourceId,
        postedAt: once.postedAt,
      });
      expect(twice).toEqual(once);
    }),
  );
});

test.each([
  ["a ".repeat(50_000)],
  ["1 ".repeat(50_000)],
  ["€ 1.000 ".repeat(12_000)],
  ["<p>".repeat(20_000)],
  ["&amp;".repeat(20_000)],
  ["German and ".repeat(9_000)],
  ["()/,;".repeat(20_000)],
  ["no sponsor visa ".repeat(6_000)],
])("100,000 characters of %.12s take no exponential time", (text) => {
  // A catastrophic pattern would not return within the test's own limit.
  expect(normalise(raw({ title: text, company: text, location: [text], description: text }))).not.toBeUndefined();
});

test("entities of any kind are characters, in a text without tags too: no place is cut at one's semicolon", () => {
  const posting = normalise({
    source: "jobicy",
    sourceId: "1",
    url: "https://example.com/1",
    title: "Werkstudent &#8211; B&uuml;ro &amp;#8217;26",
    company: "Caf&eacute; &#038; Co",
    location: ["M&uuml;nchen, Germany"],
    description: "Pay &#163;30,000, we&#8217;re AT&T &unknown;",
    postedAt: null,
  });
  expect(posting).toMatchObject({
    title: "Werkstudent – Büro ’26",
    company: "Café & Co",
    locations: [{ city: "Munich", country: "DE" }],
    description: "Pay £30,000, we’re AT&T &unknown;",
  });
});
