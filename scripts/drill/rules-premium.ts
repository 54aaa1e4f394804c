import { second } from "../../lib/time.ts";
import type { Fault, PolarReading, Visit } from "./history.ts";
import type { Found } from "./rules.ts";
import type { View } from "./view.ts";

const limits = {
  /** Polar has 15 s to make a checkout (lib/billing/ways.ts); soon after, the page says what it is waiting for. */
  saidMs: 20 * second,
  /** The longest wait between two tries is 20 s, plus Polar's 15 s. */
  openMs: 40 * second,
};

/** Past due is still within the grace period: nothing is older than the drill. */
const premium = ["active", "trialing", "past_due"];
const tierAt = (polar: PolarReading, id: string) =>
  polar.subscriptions.some(({ subscriber, status }) => subscriber === id && premium.includes(status))
    ? ("premium" as const)
    : ("free" as const);

const visitsOf = ({ visits }: View): Visit[][] => [...Map.groupBy(visits, ({ id }) => id).values()];
const absencesOf = ({ entries }: View): Fault[] =>
  entries.filter((entry): entry is Fault => entry.type === "fault" && entry.fault.startsWith("Polar"));

export const premiumRules = {
  "every tier is Polar's": ({ polar, ledger }) =>
    (polar ? (ledger?.subscribers ?? []) : [])
      .filter(({ id, tier }) => polar && tier !== tierAt(polar, id))
      .map(({ person, tier }) => ({ about: `person ${person} has ${tier}`, entries: polar ? [polar] : [] })),

  "every way to Polar opens in the end": (view) =>
    visitsOf(view).flatMap((visit) => {
      const last = visit.at(-1);
      const tier = view.ledger?.subscribers.find(({ person }) => person === last?.person)?.tier;
      // Nobody was told of premium so short that we never learned of it.
      const good = tier === "premium" ? ["started", "unneeded"] : ["ready", "paid", "started", "unneeded"];
      if (last && good.includes(last.state)) return [];
      return [{ about: `a visit of person ${last?.person} ended ${last?.state}`, entries: visit }];
    }),

  "who wants premium can buy it": ({ purchases }) =>
    [...Map.groupBy(purchases, ({ person }) => person)]
      .filter(([, theirs]) => theirs.filter(({ done }) => done).length * 2 < theirs.length)
      .map(([person, theirs]) => ({ about: `person ${person} could not`, entries: theirs })),

  "a page says that Polar does not answer": (view) =>
    visitsOf(view).flatMap((visit) => [
      ...visit
        .filter(({ state, said }) => state === "slow" && !said)
        .map((entry) => ({ about: "the page did not say so", entries: [entry] })),
      ...visit.flatMap(({ state, at }, index) => {
        const ms = (visit[index + 1]?.at ?? view.endedAt) - at;
        if (state !== "waiting" || ms <= limits.saidMs) return [];
        return [{ about: `a page waited ${ms} ms and did not say for what`, entries: visit }];
      }),
    ]),

  "when Polar is back its pages open": (view) =>
    visitsOf(view).flatMap((visit) => {
      const slow = visit.findLast(({ state }) => state === "slow");
      const next = visit.find(({ at }) => at > (slow?.at ?? Number.POSITIVE_INFINITY));
      if (!slow || !next) return [];
      // Since Polar was last back before the page went on.
      const backAt = Math.max(slow.at, ...view.polarBackAt.filter((at) => at < next.at));
      const away = absencesOf(view).some(({ at }) => at >= backAt && at < next.at);
      const ms = next.at - backAt;
      return away || ms <= limits.openMs ? [] : [{ about: `it took ${ms} ms`, entries: visit }];
    }),

  "nobody has two subscriptions at a time": ({ polar }) =>
    [...Map.groupBy(polar?.subscriptions ?? [], ({ subscriber }) => subscriber)]
      .filter(([, theirs]) => theirs.filter(({ status }) => premium.includes(status)).length > 1)
      .map(([subscriber, theirs]) => ({
        about: `${subscriber} pays ${theirs.length} times`,
        entries: polar ? [polar] : [],
      })),

  "each change of premium is mailed once": ({ people, ledger }) =>
    people.flatMap(({ person, mails }) => {
      const count = (wanted: string) => mails.filter(({ kind }) => kind === wanted).length;
      const tier = ledger?.subscribers.find((row) => row.person === person)?.tier;
      const balance = count("premium_started") - count("premium_ended");
      const due = tier === "premium" ? 1 : 0;
      // If our first reading showed a failed payment, that was told instead.
      if (balance === due || (balance === due - 1 && count("payment_failed") > 0)) return [];
      return [
        {
          about: `person ${person} has ${tier} after ${count("premium_started")} beginnings and ${count("premium_ended")} ends`,
          entries: mails,
        },
      ];
    }),
} satisfies Record<string, (view: View) => Found[]>;

export const premiumAwaited = ["every tier is Polar's", "every way to Polar opens in the end"] as const;
