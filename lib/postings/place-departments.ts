import type { Region } from "./regions.ts";

/** The numbers of the départements in each French region, by its admin1 code. */
const regions: Readonly<Record<string, string>> = {
  "11": "75 77 78 91 92 93 94 95",
  "24": "18 28 36 37 41 45",
  "27": "21 25 39 58 70 71 89 90",
  "28": "14 27 50 61 76",
  ...{ "32": "02 59 60 62 80", "44": "08 10 51 52 54 55 57 67 68 88", "52": "44 49 53 72 85", "53": "22 29 35 56" },
  "75": "16 17 19 23 24 33 40 47 64 79 86 87",
  "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
  "93": "04 05 06 13 83 84",
  ...{ "84": "01 03 07 15 26 38 42 43 63 69 73 74", "94": "2A 2B 20" },
};
const numbered = new Map(
  Object.entries(regions).flatMap(([admin, numbers]) => numbers.split(" ").map((number) => [number, admin] as const)),
);

/**
 * "44", "2A": the region of a French département; an unassigned number tells only the country. null = not such a
 * number.
 */
export function departmentNumbered(text: string): Region | null {
  const number = text.trim();
  return /^(?:\d{2}|2[AB]|97\d)$/.test(number)
    ? { name: "", country: "FR", admin: numbered.get(number) ?? null }
    : null;
}
