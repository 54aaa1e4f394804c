import { describe, expect, test } from "vitest";
import { type DigestRhythm, preferencesChange, rescheduled, startOfDay } from "./preferences.ts";

const instant = (text: string) => Temporal.Instant.from(text);
// A Wednesday; the next weekly digest comes on Thursday at eight in Berlin.
const now = instant("2026-11-25T09:00:00Z");
const berlin: DigestRhythm = {
  ...{ timeZone: "Europe/Berlin", cadence: "weekly", tier: "free" },
  ...{ due: instant("2026-11-26T07:00:00Z"), welcomeUntil: null, welcomedAt: null, pausedUntil: null },
};
const next = (change: Partial<DigestRhythm>, from = berlin) =>
  rescheduled(from, { ...from, ...change }, now)?.toString();

describe("the next digest", () => {
  test("stays when its rhythm does, also while one waits for a better welcome", () => {
    expect(next({})).toBeUndefined();
    expect(next({ cadence: "daily" })).toBeUndefined();
    expect(next({ cadence: "daily", tier: "premium", due: null }, { ...berlin, due: null })).toBeUndefined();
  });

  test("keeps its day and hour in another zone, and is due at once where they are past", () => {
    expect(next({ timeZone: "America/New_York" })).toBe("2026-11-26T13:00:00Z");
    const late = rescheduled(berlin, { ...berlin, timeZone: "Australia/Sydney" }, instant("2026-11-25T22:00:00Z"));
    expect(late?.toString()).toBe("2026-11-25T21:00:00Z");
  });

  test("comes on the first day of a new cadence", () => {
    const premium: DigestRhythm = { ...berlin, tier: "premium" };
    expect(next({ cadence: "mon-wed-fri" }, premium)).toBe("2026-11-27T07:00:00Z");
    expect(next({ cadence: "weekly" }, { ...premium, cadence: "daily" })).toBe("2026-11-26T07:00:00Z");
  });

  test("waits for the end of a pause, and comes again when it is ended", () => {
    const pausedUntil = startOfDay("2026-12-10", "Europe/Berlin");
    const then = "2026-12-10T07:00:00Z";
    expect(next({ pausedUntil })).toBe(then);
    expect(next({ pausedUntil: null }, { ...berlin, pausedUntil, due: instant(then) })).toBe("2026-11-26T07:00:00Z");
    expect(next({ pausedUntil: instant("2026-11-01T00:00:00Z") })).toBeUndefined();
  });

  describe("leaves the welcome its three days, if it is a weekly one", () => {
    // Tuesday: the Thursday of that week is too soon.
    const welcomed = {
      ...{ ...berlin, welcomedAt: instant("2026-11-24T10:00:00Z") },
      due: instant("2026-12-03T07:00:00Z"),
    };
    const premium: DigestRhythm = { ...welcomed, tier: "premium", due: instant("2026-11-26T07:00:00Z") };

    test("after a pause that is ended, or ends by itself", () => {
      const pausedUntil = startOfDay("2026-11-26", "Europe/Berlin");
      expect(next({ pausedUntil }, welcomed)).toBe("2026-12-03T07:00:00Z");
      expect(next({ pausedUntil: null }, { ...welcomed, pausedUntil })).toBe("2026-12-03T07:00:00Z");
    });

    test("when premium ends, or somebody goes back to weekly; no other cadence does", () => {
      expect(next({ tier: "free" }, { ...premium, cadence: "daily" })).toBe("2026-12-03T07:00:00Z");
      expect(next({ cadence: "weekly" }, { ...premium, cadence: "daily" })).toBe("2026-12-03T07:00:00Z");
      expect(next({ cadence: "daily" }, premium)).toBe("2026-11-26T07:00:00Z");
      expect(next({ tier: "premium" }, { ...welcomed, cadence: "mon-wed-fri" })).toBe("2026-11-27T07:00:00Z");
    });

    test("when a zone further east would bring it too soon", () => {
      const pagoPago: DigestRhythm = {
        ...{ ...berlin, timeZone: "Pacific/Pago_Pago", due: instant("2026-11-26T19:00:00Z") },
        welcomedAt: instant("2026-11-23T18:30:00Z"),
      };
      expect(next({ timeZone: "Pacific/Kiritimati" }, pagoPago)).toBe("2026-12-02T18:00:00Z");
      const longAgo = { ...pagoPago, welcomedAt: instant("2026-11-22T17:00:00Z") };
      expect(next({ timeZone: "Pacific/Kiritimati" }, longAgo)).toBe("2026-11-25T18:00:00Z");
    });
  });

  test("is a welcome as long as one is owed", () => {
    const owed = { ...berlin, welcomeUntil: instant("2026-12-20T00:00:00Z") };
    const pausedUntil = startOfDay("2026-12-01", "Europe/Berlin");
    expect(next({ pausedUntil }, owed)).toBe("2026-12-01T07:00:00Z");
    expect(next({ pausedUntil: startOfDay("2026-12-26", "Europe/Berlin") }, owed)).toBe("2026-12-31T07:00:00Z");
  });
});

test("a change has no defaults: what is not named stays", () => {
  expect(preferencesChange.parse({})).toEqual({});
  expect(preferencesChange.parse({ salaryMin: null, name: null, pausedUntil: null })).toEqual({
    ...{ salaryMin: null, name: null, pausedUntil: null },
  });
  for (const wrong of [
    { tier: "premium" },
    { email: "a@example.org" },
    { minScore: 101 },
    { pausedUntil: "tomorrow" },
    { excludedCompanies: Array.from({ length: 51 }, (_, at) => `Company ${at}`) },
    { excludedCompanies: ["x".repeat(81)] },
    { careerPaths: [] },
    { resetTaste: false },
    { locale: "xx" },
  ]) {
    expect(preferencesChange.safeParse(wrong).success, JSON.stringify(wrong).slice(0, 80)).toBe(false);
  }
});
