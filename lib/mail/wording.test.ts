import { describe, expect, it } from "vitest";
import { dark, light } from "./theme.ts";
import { countryName, levelOf, payOf, placeOf, remoteScope, wishesInWords } from "./wording.ts";

const nowhere = { mode: "onsite", worldwide: null, countries: [] };

describe("a place", () => {
  it("is what the source says, as far as it says it", () => {
    const berlin = { city: "Berlin", country: "DE", raw: "Berlin, Deutschland" };
    const place = (...locations: { city: string | null; country: string | null; raw: string | null }[]) =>
      placeOf({ locations, remote: nowhere });
    expect(place(berlin)).toBe("Berlin, Germany");
    expect(place(berlin, berlin)).toBe("Berlin, Germany");
    expect(place(berlin, { city: null, country: "FR", raw: null }, { city: "Lyon", country: null, raw: null })).toBe(
      "Berlin, Germany; France and 1 more",
    );
    expect(place({ city: null, country: null, raw: "Greater Nowhere" })).toBe("Greater Nowhere");
    expect(place()).toBe("Place not stated");
    expect(placeOf({ locations: [], remote: { ...nowhere, mode: "remote" } })).toBe("");
  });

  it("has a remote scope, and says when it is unknown", () => {
    const remote = (worldwide: boolean | null, ...countries: string[]) =>
      remoteScope({ mode: "remote", worldwide, countries });
    expect(remote(true)).toBe("Remote, worldwide");
    expect(remote(null)).toBe("Remote, countries not stated");
    expect(remote(false, "DE")).toBe("Remote within Germany");
    expect(remote(null, "DE", "ES")).toBe("Remote within Germany and Spain");
    expect(remoteScope({ ...nowhere, mode: "hybrid" })).toBe("Hybrid");
    expect(remoteScope({ ...nowhere, mode: "unknown" })).toBe("On site or remote: not stated");
  });

  it("keeps a country's code where it is no code we know", () => {
    expect(countryName("DE")).toBe("Germany");
    expect(countryName("QX")).toBe("QX");
    expect(countryName("Europe")).toBe("Europe");
  });
});

it.each([
  [null, "Pay not stated"],
  [{ min: null, max: null, currency: "EUR", period: "year" }, "Pay not stated"],
  [{ min: 45_000, max: 55_000, currency: "EUR", period: "year" }, "€45,000 – €55,000 a year"],
  [{ min: 55_000, max: 45_000, currency: "EUR", period: "year" }, "€45,000 – €55,000 a year"],
  [{ min: 3000, max: 3000, currency: "CHF", period: "month" }, "CHF 3,000 a month"],
  [{ min: 13.9, max: null, currency: "EUR", period: "hour" }, "from €13.90 an hour"],
  [{ min: null, max: 28_000, currency: "GBP", period: null }, "up to £28,000"],
  [{ min: 40_000, max: null, currency: null, period: "year" }, "from 40,000 a year"],
  [{ min: 40_000, max: null, currency: "euros", period: "<b>" }, "from 40,000"],
])("pay of %j reads %j", (salary, words) => {
  expect(payOf(salary).replaceAll("\u00a0", " ")).toBe(words);
});

it("a level is named with its programme", () => {
  expect(levelOf({ level: "graduate", programme: "graduate-scheme" })).toBe("Graduate (graduate scheme)");
  expect(levelOf({ level: "internship", programme: "internship" })).toBe("Internship");
  expect(levelOf({ level: "unknown", programme: null })).toBe("Level not stated");
});

it("wishes without anything leave nothing to say", () => {
  expect(wishesInWords({ careerPaths: [], levels: [], cities: [], countries: [], workModes: [] })).toBe("");
});

describe("colours", () => {
  it.each([
    ["light", light.text, light.card],
    ["light", light.muted, light.card],
    ["light", light.muted, light.page],
    ["light", light.accent, light.card],
    ["light", light.accent, light.page],
    ["light button", "#ffffff", light.accent],
    ["dark", dark.text, dark.card],
    ["dark", dark.muted, dark.card],
    ["dark", dark.muted, dark.page],
    ["dark", dark.accent, dark.card],
    ["dark", dark.accent, dark.page],
    ["dark button", dark.onAccent, dark.accent],
  ])("of %s: %s on %s contrasts at least 4.5 : 1", (_, front, back) => {
    expect(contrast(front, back)).toBeGreaterThanOrEqual(4.5);
  });
});

/** WCAG 2.2's contrast ratio of two colours written #rrggbb. */
function contrast(one: string, other: string): number {
  const [dim, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[0-9a-f]{2}/g) ?? []).map((hex) => {
    const share = Number.parseInt(hex, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
