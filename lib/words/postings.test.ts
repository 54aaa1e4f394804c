import { describe, expect, it } from "vitest";
import { wordsOf } from "./index.ts";
import { levelOf, payOf, placeOf, remoteScope } from "./postings.ts";

const nowhere = { mode: "onsite", worldwide: null, countries: [] };
type Location = { geonameId: number | null; city: string | null; country: string | null; raw: string | null };

describe("a place", () => {
  const at = (
    city: string | null,
    country: string | null,
    raw: string | null = null,
    geonameId: number | null = null,
  ) => ({ geonameId, city, country, raw }) satisfies Location;
  const place = (...locations: Location[]) => placeOf({ locations, remote: nowhere }, "en");

  it("is what the source says, as far as it says it", () => {
    const berlin = at("Berlin", "DE", "Berlin, Deutschland");
    expect(place(berlin)).toBe("Berlin, Germany");
    expect(place(berlin, berlin)).toBe("Berlin, Germany");
    expect(place(berlin, at("Hamburg", "DE"), at("Lyon", "FR"))).toBe("Berlin and Hamburg, Germany and 1 more");
    expect(place(berlin, at(null, "DE"))).toBe("Berlin, Germany; Germany");
    expect(place(berlin, at(null, "FR"), at("Lyon", null))).toBe("Berlin, Germany; France and 1 more");
    expect(place(at(null, null, "Greater Nowhere"))).toBe("Greater Nowhere");
    expect(place(at("Pristina", "XK"), at(null, "QX"))).toBe("Pristina, Kosovo; QX");
    expect(place()).toBe("Place not stated");
    expect(placeOf({ locations: [], remote: { ...nowhere, mode: "remote" } }, "en")).toBe("");
  });

  it("is called as the language calls it", () => {
    const locations = [at("Vienna", "AT", "Wien", 2761369), at("Zurich", "CH", null, 2657896), at("Lyon", "FR")];
    expect(placeOf({ locations, remote: nowhere }, "de")).toBe("Wien, Österreich; Zürich, Schweiz und 1 weitere");
  });

  it("has a remote scope, and says when it is unknown", () => {
    const remote = (worldwide: boolean | null, ...countries: string[]) =>
      (["en", "de"] as const).map((locale) => remoteScope({ mode: "remote", worldwide, countries }, locale));
    expect(remote(true)).toEqual(["Remote, worldwide", "Remote, weltweit"]);
    expect(remote(null)).toEqual(["Remote, countries not stated", "Remote, Länder nicht genannt"]);
    expect(remote(false, "NL")).toEqual(["Remote within the Netherlands", "Remote in den Niederlanden"]);
    expect(remote(false, "MV")[1]).toBe("Remote auf den Malediven");
    expect(remote(false, "IM")[1]).toBe("Remote auf der Isle of Man");
    expect(remote(false, "CI")[1]).toBe("Remote in der Elfenbeinküste");
    expect(wordsOf("de").reasons.remoteFrom("den Philippinen")).toBe("Remote, von den Philippinen");
    expect(remote(null, "DE", "ES")).toEqual(["Remote within Germany and Spain", "Remote in Deutschland und Spanien"]);
    expect(remoteScope({ ...nowhere, mode: "hybrid" }, "en")).toBe("Hybrid");
    expect(remoteScope({ ...nowhere, mode: "unknown" }, "en")).toBe("On site or remote: not stated");
  });
});

it.each([
  [null, "Pay not stated", "Gehalt nicht genannt"],
  [{ min: null, max: null, currency: "EUR", period: "year" }, "Pay not stated", "Gehalt nicht genannt"],
  [
    { min: 45_000, max: 55_000, currency: "EUR", period: "year" },
    "€45,000 – €55,000 a year",
    "45.000 € – 55.000 € pro Jahr",
  ],
  [
    { min: 55_000, max: 45_000, currency: "EUR", period: "year" },
    "€45,000 – €55,000 a year",
    "45.000 € – 55.000 € pro Jahr",
  ],
  [{ min: 3000, max: 3000, currency: "CHF", period: "month" }, "CHF 3,000 a month", "3.000 CHF pro Monat"],
  [{ min: 13.9, max: null, currency: "EUR", period: "hour" }, "From €13.90 an hour", "Ab 13,90 € pro Stunde"],
  [{ min: null, max: 28_000, currency: "GBP", period: null }, "Up to £28,000", "Bis zu 28.000 £"],
  [{ min: 40_000, max: null, currency: null, period: "year" }, "From 40,000 a year", "Ab 40.000 pro Jahr"],
  [{ min: 40_000, max: null, currency: "euros", period: "<b>" }, "From 40,000", "Ab 40.000"],
])("pay of %j reads %j and %j", (salary, english, german) => {
  const said = (["en", "de"] as const).map((locale) => payOf(salary, locale).replaceAll("\u00a0", " "));
  expect(said).toEqual([english, german]);
});

it("a level is named by its programme, if it has one", () => {
  expect(levelOf({ level: "graduate", programme: "graduate-scheme" }, "en")).toBe("Graduate scheme");
  expect(levelOf({ level: "internship", programme: "working-student" }, "de")).toBe("Werkstudentenstelle");
  expect(levelOf({ level: "entry", programme: null }, "en")).toBe("Entry-level role");
  expect(levelOf({ level: "unknown", programme: "constructor" }, "en")).toBe("Level not stated");
});
