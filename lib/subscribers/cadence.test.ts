import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstDigest, nextDigest, planDue, type Rhythm } from "./cadence.ts";

const rhythm = (over: Partial<Rhythm> = {}): Rhythm => ({
  cadence: "weekly",
  tier: "free",
  timeZone: "Europe/Berlin",
  ...over,
});
const at = (text: string) => Temporal.Instant.from(text);

describe("nextDigest", () => {
  test.each([
    ["a Friday", "2026-11-20T12:00:00Z", rhythm(), "2026-11-23T07:00:00Z"],
    ["a Monday before eight", "2026-11-23T06:59:59Z", rhythm(), "2026-11-23T07:00:00Z"],
    ["a Monday at eight sharp", "2026-11-23T07:00:00Z", rhythm(), "2026-11-30T07:00:00Z"],
    ["Lisbon, an hour later", "2026-11-20T12:00:00Z", rhythm({ timeZone: "Europe/Lisbon" }), "2026-11-23T08:00:00Z"],
    ["over the end of summer time", "2026-10-20T12:00:00Z", rhythm(), "2026-10-26T07:00:00Z"],
    ["into summer time", "2026-03-27T12:00:00Z", rhythm(), "2026-03-30T06:00:00Z"],
    ["daily without premium is weekly", "2026-11-24T12:00:00Z", rhythm({ cadence: "daily" }), "2026-11-30T07:00:00Z"],
    [
      "daily with premium",
      "2026-11-24T12:00:00Z",
      rhythm({ cadence: "daily", tier: "premium" }),
      "2026-11-25T07:00:00Z",
    ],
    [
      "mon-wed-fri",
      "2026-11-24T12:00:00Z",
      rhythm({ cadence: "mon-wed-fri", tier: "premium" }),
      "2026-11-25T07:00:00Z",
    ],
  ])("%s", (_, after, how, expected) => {
    expect(nextDigest(how, at(after)).toString()).toBe(expected);
  });

  test("is always in the future, at eight local time, within eight days", () => {
    const zones = [
      "Europe/Berlin",
      "Europe/Lisbon",
      "Africa/Casablanca",
      "Pacific/Apia",
      "America/Havana",
      "Asia/Kathmandu",
      "UTC",
    ];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) }),
        fc.constantFrom(...zones),
        fc.constantFrom("weekly" as const, "mon-wed-fri" as const, "daily" as const),
        fc.constantFrom("free" as const, "premium" as const),
        (ms, timeZone, cadence, tier) => {
          const after = Temporal.Instant.fromEpochMilliseconds(ms);
          const next = nextDigest({ timeZone, cadence, tier }, after);
          expect(Temporal.Instant.compare(next, after)).toBe(1);
          expect(next.since(after).total("hours")).toBeLessThan(8 * 24);
          expect(next.toZonedDateTimeISO(timeZone).hour).toBe(8);
        },
      ),
    );
  });
});

test("the first regular digest leaves the welcome two days", () => {
  expect(firstDigest(rhythm(), at("2026-11-22T12:00:00Z")).toString()).toBe("2026-11-30T07:00:00Z");
});

describe("planDue", () => {
  const due = at("2026-11-23T07:00:00Z");
  test("names the period by the subscriber's own day", () => {
    const apia = planDue(rhythm({ timeZone: "Pacific/Apia" }), at("2026-11-22T19:00:00Z"), at("2026-11-22T19:00:01Z"));
    expect(apia.period).toBe("2026-11-23");
  });
  test("catches up after a stop, and goes on with the next regular day", () => {
    const planned = planDue(rhythm(), due, at("2026-11-25T12:00:00Z"));
    expect(planned).toMatchObject({ period: "2026-11-23", skip: null });
    expect(planned.next.toString()).toBe("2026-11-30T07:00:00Z");
  });
  test("does not mail what is more than three days late", () => {
    expect(planDue(rhythm(), due, at("2026-11-26T07:00:01Z")).skip).toBe("older than three days");
  });
});
