import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  afterWelcome,
  allowance,
  type Due,
  firstDigest,
  nextDigest,
  planDue,
  planUncrowded,
  type Rhythm,
} from "./cadence.ts";

const rhythm = (over: Partial<Rhythm> = {}): Rhythm => ({
  cadence: "weekly",
  tier: "free",
  timeZone: "Europe/Berlin",
  ...over,
});
const at = (text: string) => Temporal.Instant.from(text);

describe("nextDigest", () => {
  const premium = (cadence: Rhythm["cadence"]) => rhythm({ cadence, tier: "premium" });
  test.each([
    ["a Friday", "2026-11-20T12:00:00Z", rhythm(), "2026-11-26T07:00:00Z"],
    ["a Thursday before eight", "2026-11-26T06:59:59Z", rhythm(), "2026-11-26T07:00:00Z"],
    ["a Thursday at eight sharp", "2026-11-26T07:00:00Z", rhythm(), "2026-12-03T07:00:00Z"],
    ["Lisbon, an hour later", "2026-11-20T12:00:00Z", rhythm({ timeZone: "Europe/Lisbon" }), "2026-11-26T08:00:00Z"],
    ["over the end of summer time", "2026-10-23T12:00:00Z", rhythm(), "2026-10-29T07:00:00Z"],
    ["into summer time", "2026-03-27T12:00:00Z", rhythm(), "2026-04-02T06:00:00Z"],
    ["daily without premium is weekly", "2026-11-24T12:00:00Z", rhythm({ cadence: "daily" }), "2026-11-26T07:00:00Z"],
    ["daily with premium", "2026-11-24T12:00:00Z", premium("daily"), "2026-11-25T07:00:00Z"],
    ["mon-wed-fri with premium", "2026-11-25T12:00:00Z", premium("mon-wed-fri"), "2026-11-27T07:00:00Z"],
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

const row = (due: string, over: Partial<Due> = {}): Due => ({ ...rhythm(), due: at(due), welcomeUntil: null, ...over });

describe("planDue", () => {
  const due = "2026-11-26T07:00:00Z";
  test("names the period by the subscriber's own day", () => {
    const apia = row("2026-11-25T19:00:00Z", { timeZone: "Pacific/Apia" });
    expect(planDue(apia, at("2026-11-25T19:00:01Z")).period).toBe("2026-11-26");
  });
  test("catches up after a stop, and goes on with the next regular day", () => {
    const planned = planDue(row(due), at("2026-11-28T12:00:00Z"));
    expect(planned).toMatchObject({ period: "2026-11-26", skip: null });
    expect(planned.next.toString()).toBe("2026-12-03T07:00:00Z");
  });
  test("goes on also where this process's clock is behind the one that says what is due", () => {
    const planned = planDue(row(due), at("2026-11-26T06:53:00Z"));
    expect(planned).toMatchObject({ period: "2026-11-26", skip: null });
    expect(planned.next.toString()).toBe("2026-12-03T07:00:00Z");
  });
  test("does not mail what is more than three days late", () => {
    expect(planDue(row(due), at("2026-11-29T07:00:00Z")).skip).toBeNull();
    expect(planDue(row(due), at("2026-11-29T07:00:01Z")).skip).toBe("too_late");
  });
  test("after longer than a week sends the last that was missed, if that is not too late", () => {
    const planned = planDue(row(due), at("2026-12-03T07:00:01Z"));
    expect(planned).toMatchObject({ period: "2026-12-03", skip: null });
    expect(planned.next.toString()).toBe("2026-12-10T07:00:00Z");
    expect(planDue(row(due), at("2026-12-07T07:00:00Z"))).toMatchObject({ period: "2026-11-26", skip: "too_late" });
  });
});

describe("a welcome that was held back", () => {
  const due = at("2026-11-26T07:00:00Z");
  const plan = (welcomedAt: string | null, over: Partial<Rhythm> = {}) => {
    const { period, next } = planUncrowded(
      { ...rhythm(over), due, welcomeUntil: null, welcomedAt: welcomedAt === null ? null : at(welcomedAt) },
      due.add({ seconds: 20 }),
    );
    return `${period} ${next}`;
  };

  test("moves the weekly digest that would follow it within three days", () => {
    const asPlanned = "2026-11-26 2026-12-03T07:00:00Z";
    expect(plan(null)).toBe(asPlanned);
    expect(plan("2026-11-23T06:59:59Z")).toBe(asPlanned);
    expect(plan("2026-11-23T07:00:00Z")).toBe("null 2026-12-03T07:00:00Z");
    expect(plan("2026-11-26T07:00:20Z")).toBe("null 2026-12-03T07:00:00Z");
  });

  test("moves none that is caught up long after it", () => {
    const later = (due: string, now: string, welcomedAt: string, over: Partial<Rhythm> = {}) => {
      const row = { ...rhythm(over), due: at(due), welcomeUntil: null, welcomedAt: at(welcomedAt) };
      const { period, next } = planUncrowded(row, at(now));
      return `${period} ${next}`;
    };
    expect(later("2026-11-12T07:00:00Z", "2026-11-19T09:00:00Z", "2026-11-11T09:00:00Z")).toBe(
      "2026-11-19 2026-11-26T07:00:00Z",
    );
    // What follows the welcome is due at once.
    const daily = { cadence: "daily", tier: "premium" } as const;
    expect(later("2026-11-20T07:00:00Z", "2026-11-23T06:00:00Z", "2026-11-20T07:30:00Z", daily)).toBe(
      "null 2026-11-21T07:00:00Z",
    );
  });

  test("moves a daily one only if it has not gone out before", () => {
    const daily = { cadence: "daily", tier: "premium" } as const;
    expect(plan("2026-11-26T06:59:59Z", daily)).toBe("2026-11-26 2026-11-27T07:00:00Z");
    expect(plan("2026-11-26T07:00:20Z", daily)).toBe("null 2026-11-27T07:00:00Z");
  });
});

describe("a welcome", () => {
  test("leaves three days before the first weekly digest; a paid cadence begins at once", () => {
    const [before, after] = [at("2026-11-23T07:00:00Z"), at("2026-11-23T07:00:01Z")];
    expect(firstDigest(rhythm(), before).toString()).toBe("2026-12-03T07:00:00Z");
    expect(firstDigest(rhythm(), before.subtract({ seconds: 1 })).toString()).toBe("2026-11-26T07:00:00Z");
    expect(firstDigest(rhythm({ cadence: "daily", tier: "premium" }), after).toString()).toBe("2026-11-24T07:00:00Z");
  });

  test("that was empty is looked for each morning for 30 days, then the usual rhythm goes on", () => {
    let now = at("2026-10-03T18:00:00Z");
    const { again, until } = afterWelcome(rhythm({ timeZone: "Europe/Lisbon" }), now);
    let due = again;
    const periods: string[] = [];
    while (periods.length < 32) {
      now = due.add({ seconds: 30 });
      const planned = planDue(row(`${due}`, { timeZone: "Europe/Lisbon", welcomeUntil: until }), now);
      expect(due.toZonedDateTimeISO("Europe/Lisbon").hour).toBe(8);
      periods.push(planned.period);
      due = planned.next;
    }
    expect(periods.slice(0, 30)).toEqual(
      Array.from({ length: 30 }, (_, n) => `welcome:${Temporal.PlainDate.from("2026-10-04").add({ days: n })}`),
    );
    expect(periods.slice(30)).toEqual(["2026-11-05", "2026-11-12"]);
  });
});

test("a digest's size, and a day's patience for who does not pay", () => {
  const now = new Date("2026-11-26T07:00:00Z");
  const dayBefore = new Date("2026-11-25T07:00:00Z");
  expect(allowance("free", "2026-11-26", now)).toEqual({ limit: 5, firstSeenBefore: dayBefore });
  expect(allowance("premium", "2026-11-26", now)).toEqual({ limit: 10 });
  for (const period of ["welcome", "welcome-2", "welcome:2026-11-26"])
    expect(allowance("free", period, now)).toEqual({ limit: 10 });
});

/** A planner that looks every minute of a year, but for its stops; what it promised, in order. */
function yearOf(who: Rhythm, stops: readonly (readonly [from: string, to: string])[] = []) {
  const [begin, end] = [at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z")];
  const stopped = stops.map(([from, to]) => [at(from), at(to)] as const);
  const promised: { due: Temporal.Instant; at: Temporal.Instant; period: string; skip: string | null }[] = [];
  let due = nextDigest(who, begin);
  // Between two due times a planner does nothing: the clock goes on to the first look at which one is due.
  while (Temporal.Instant.compare(due, end) < 0) {
    let look = due;
    for (const [from, to] of stopped) {
      if (Temporal.Instant.compare(look, from) >= 0 && Temporal.Instant.compare(look, to) < 0) look = to;
    }
    const { period, next, skip } = planDue({ ...who, due, welcomeUntil: null }, look);
    promised.push({ due, at: look, period, skip });
    due = next;
  }
  return promised;
}
const days = (from: string, count: number, step: number) =>
  Array.from({ length: count }, (_, n) => `${Temporal.PlainDate.from(from).add({ days: n * step })}`);

describe.each(["Europe/Lisbon", "Europe/Helsinki", "Asia/Kolkata"])(
  "a year in %s, through both changes",
  (timeZone) => {
    test("each Thursday once, at eight", () => {
      const year = yearOf(rhythm({ timeZone }));
      expect(year.map(({ period }) => period)).toEqual(days("2026-01-01", 53, 7));
      for (const { due } of year) expect(`${due.toZonedDateTimeISO(timeZone).toPlainTime()}`).toBe("08:00:00");
    });

    test("each day once with premium, at eight", () => {
      const year = yearOf(rhythm({ timeZone, cadence: "daily", tier: "premium" }));
      expect(year.map(({ period }) => period)).toEqual(days("2026-01-01", 365, 1));
      for (const { due } of year) expect(`${due.toZonedDateTimeISO(timeZone).toPlainTime()}`).toBe("08:00:00");
    });

    test.each([
      ["its hour", "2026-03-26T05:00:00Z", "2026-03-26T10:00:00Z"],
      ["the night of the change to summer time", "2026-03-28T22:00:00Z", "2026-03-29T12:00:00Z"],
      ["the night of the change back", "2026-10-24T22:00:00Z", "2026-10-25T12:00:00Z"],
    ])("a planner stopped over %s loses no digest", (_, from, to) => {
      const weekly = yearOf(rhythm({ timeZone }), [[from, to]]);
      expect(weekly.map(({ period }) => period)).toEqual(days("2026-01-01", 53, 7));
      const daily = yearOf(rhythm({ timeZone, cadence: "daily", tier: "premium" }), [[from, to]]);
      expect(daily.map(({ period }) => period)).toEqual(days("2026-01-01", 365, 1));
      for (const { skip } of [...weekly, ...daily]) expect(skip).toBeNull();
    });

    test("after a stop of days one digest comes, not one for each, and none of more than three before", () => {
      const daily = rhythm({ timeZone, cadence: "daily", tier: "premium" });
      const around = (stop: readonly [string, string]) =>
        yearOf(daily, [stop])
          .filter(({ period }) => period >= "2026-03-26" && period <= "2026-04-02")
          .map(({ period, skip }) => `${period} ${skip ?? "mail"}`);
      expect(around(["2026-03-27T00:00:00Z", "2026-03-29T12:00:00Z"])).toEqual(
        ["26", "27", "30", "31"].map((day) => `2026-03-${day} mail`).concat("2026-04-01 mail", "2026-04-02 mail"),
      );
      expect(around(["2026-03-27T00:00:00Z", "2026-03-31T12:00:00Z"])).toEqual([
        "2026-03-26 mail",
        "2026-03-29 mail",
        "2026-04-01 mail",
        "2026-04-02 mail",
      ]);
    });
  },
);
