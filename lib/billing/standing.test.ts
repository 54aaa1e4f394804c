import { describe, expect, test } from "vitest";
import type { Customer } from "./customers.ts";
import { type Before, standingOf } from "./standing.ts";
import type { Subscription } from "./state.ts";

const now = new Date("2026-11-22T12:00:00Z");
const soon = "2026-12-01T00:00:00.000Z";
const past = "2026-11-20T00:00:00.000Z";
const customerId = "c";
const bought = (over: Partial<Subscription> = {}): Subscription => ({
  ...{ id: "s", customerId, plan: "monthly", status: "active", periodEnd: soon, endsAt: null, pastDueAt: null },
  ...over,
});
const customer = (...subscriptions: Subscription[]): Customer => ({ customerId, email: null, subscriptions });
const nobody: Customer = { customerId: null, email: null, subscriptions: [] };
const stranger: Before = { tier: "free", known: null };
const payer = (over: Partial<NonNullable<Before["known"]>> = {}): Before => ({
  tier: "premium",
  known: {
    ...{ customerId, subscriptionId: "s", plan: "monthly", status: "active", periodEnd: soon, endsAt: null },
    ...{ pastDueSince: null, graceUntil: null, customerDeleted: false },
    ...over,
  },
});
const pastDue = (pastDueAt: string | null) => bought({ status: "past_due", pastDueAt });

describe("where somebody stands", () => {
  test.each<[string, Customer, Before, "free" | "premium", string | null]>([
    ["nobody's customer", nobody, stranger, "free", null],
    ["bought", customer(bought()), stranger, "premium", "2026-12-01T01:00:00.000Z"],
    ["on trial", customer(bought({ status: "trialing" })), stranger, "premium", "2026-12-01T01:00:00.000Z"],
    ["cancelled, paid to its end", customer(bought({ endsAt: soon })), payer(), "premium", "2026-12-01T01:00:00.000Z"],
    ["late to renew", customer(bought({ periodEnd: past })), payer(), "premium", "2026-11-22T13:00:00.000Z"],
    ["over", customer(bought({ status: "canceled", endsAt: past })), payer(), "free", null],
    ["not paid since Friday", customer(pastDue(past)), payer(), "premium", "2026-11-27T00:00:00.000Z"],
    ["not paid for a week", customer(pastDue("2026-11-15T12:00:00.000Z")), payer(), "free", null],
    ["not paid, since when is not said", customer(pastDue(null)), payer(), "premium", "2026-11-29T12:00:00.000Z"],
    [
      "not paid, since when we know",
      customer(pastDue(null)),
      payer({ status: "past_due", pastDueSince: past }),
      "premium",
      "2026-11-27T00:00:00.000Z",
    ],
    ...["unpaid", "paused", "incomplete", "a status of next year"].map(
      (status) =>
        [status, customer(bought({ status })), payer(), "free", null] as [string, Customer, Before, "free", null],
    ),
    [
      "one that runs beside one that is over",
      customer(bought({ id: "old", status: "canceled", periodEnd: "2027-01-01T00:00:00Z" }), bought()),
      stranger,
      "premium",
      "2026-12-01T01:00:00.000Z",
    ],
    ["unknown to Polar, paid to December", nobody, payer(), "premium", soon],
    [
      "unknown to Polar, in grace",
      nobody,
      payer({ graceUntil: "2026-11-25T00:00:00Z" }),
      "premium",
      "2026-11-25T00:00:00Z",
    ],
    ["unknown to Polar, and what was paid for is over", nobody, payer({ periodEnd: past }), "free", null],
    ["unknown to Polar, which said so", nobody, payer({ customerDeleted: true }), "free", null],
  ])("%s", (_, told, before, tier, recheckAt) => {
    const { standing, doubted } = standingOf(told, before, now);
    expect(standing).toMatchObject({ tier, recheckAt });
    expect(doubted).toBe(told === nobody && tier === "premium");
    if (doubted) expect(standing).toMatchObject({ subscriptionId: "s", status: "active", periodEnd: soon });
    if (recheckAt !== null) expect(Date.parse(recheckAt)).toBeGreaterThan(now.getTime());
  });

  test("of a product that we do not know any more they have what they had, and it is said; of another nothing", () => {
    const lost = bought({ plan: null });
    const kept = { tier: "premium", plan: "monthly", status: "active" };
    expect(standingOf(customer(lost), payer(), now)).toMatchObject({ standing: kept, doubted: true });
    const over = { ...lost, status: "canceled", endsAt: past };
    expect(standingOf(customer(over), payer(), now)).toMatchObject({ standing: { tier: "free" }, doubted: false });
    const donation = bought({ id: "donation", plan: null });
    expect(standingOf(customer(donation), stranger, now)).toMatchObject({ standing: { tier: "free" }, doubted: false });
    expect(standingOf(customer(donation), payer(), now).standing.tier).toBe("free");
  });

  test("the last subscription is told when none runs: mails and operators name it", () => {
    const ends = { status: "canceled", endsAt: past };
    const older = bought({ ...ends, id: "older", periodEnd: "2026-10-01T00:00:00Z" });
    const newest = bought({ ...ends, plan: "quarterly" });
    const { standing } = standingOf(customer(older, newest), payer(), now);
    expect(standing).toMatchObject({ tier: "free", subscriptionId: "s", plan: "quarterly", status: "canceled" });
    const told = (...others: Subscription[]) => standingOf(customer(newest, ...others), payer(), now).standing.status;
    // What can be paid or goes on is more than that, however old it is.
    const late = { ...older, endsAt: null };
    for (const status of ["unpaid", "paused"]) expect(told({ ...late, status })).toBe(status);
    expect(told({ ...late, status: "past_due", pastDueAt: "2026-11-01T00:00:00Z" })).toBe("past_due");
  });
});
