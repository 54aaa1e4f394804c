import { describe, expect, it } from "vitest";
import { dark, light } from "./theme.ts";

describe("colours", () => {
  const schemes = { light, dark };
  const pairs = [
    ...(["card", "page", "tint"] as const).map((back) => ["text", back] as const),
    ...(["card", "page"] as const).flatMap((back) => [["muted", back] as const, ["accent", back] as const]),
    ["onAccent", "accent"] as const,
  ];
  it.each(Object.entries(schemes).flatMap(([name, scheme]) => pairs.map((pair) => ({ name, scheme, pair }))))(
    "$name: $pair contrast at least 4.5 : 1",
    ({ scheme, pair: [front, back] }) => {
      expect(contrast(scheme[front], scheme[back])).toBeGreaterThanOrEqual(4.5);
    },
  );
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
