import type { Entry } from "./history.ts";
import { lateness, leftMeanwhile, promisesOf } from "./promises.ts";
import { accepted, answeredAt, nameOf, viewOf } from "./view.ts";

/** A run in numbers. */
export interface Figures {
  people: number;
  faults: number;
  /** Programs that ended without a fault of the drill. */
  deaths: number;
  /** The longest wait for something promised, counted from the end of the faults. */
  recoveryMs: number;
  /** How long after the faults somebody was last told to try again. */
  refusingMs: number;
  /** The number of faults of each kind. */
  promises: Record<string, number>;
  /** Promises that were not kept. */
  lost: number;
  /** Accepted requests that were in Redis alone when it lost its data, and were made again. */
  gone: number;
  /** Requests answered by a second process, because the first was stopping. */
  retried: number;
  mails: number;
  /** Surplus mails. */
  doubled: number;
  /** Mails of which the ledger does not know whether they went out. */
  unknown: number;
  /** Those of them given up because their reader had unsubscribed. */
  unknownToLeavers: number;
  /** Digests that were on their way when their reader unsubscribed. */
  crossedLeaving: number;
  digests: number;
  /** Requests to the vendor, and how many of them only the key kept from sending again. */
  attempts: number;
  replayed: number;
  answers: Record<string, number>;
  /** In drills with premium: pages on the way to Polar, how many said that it does not answer, and the outcomes. */
  premium: { visits: number; slow: number; purchases: number; subscriptions: number; paying: number };
  p50Ms: number;
  p99Ms: number;
  ms: number;
}

export function figuresOf(history: readonly Entry[]): Figures {
  const view = viewOf(history);
  const { mails, answers, ledger, calmAt } = view;
  const promises = promisesOf(view);
  const attempts = history.filter((entry) => entry.type === "attempt");
  const unknown = (ledger?.deliveries ?? []).filter(({ status }) => status === "unknown");
  const ms = answers.map((answer) => answer.ms).sort((a, b) => a - b);
  const at = (part: number) => ms[Math.min(ms.length - 1, Math.floor(ms.length * part))] ?? 0;
  const crossed = view.people.flatMap((person) => {
    const [left] = accepted(person, "unsubscribe");
    return left ? person.mails.filter((mail) => mail.kind === "digest" && mail.at > answeredAt(left)) : [];
  });
  return {
    people: view.people.length,
    faults: history.filter(({ type }) => type === "fault").length,
    deaths: history.filter(({ type }) => type === "death").length,
    recoveryMs: Math.round(Math.max(0, ...promises.map((promise) => lateness(promise, calmAt) ?? 0))),
    refusingMs: Math.max(
      0,
      ...answers.filter(({ status }) => status === 503).map((refusal) => answeredAt(refusal) - calmAt),
    ),
    promises: counted(promises, ({ what }) => what),
    lost: promises.filter(({ keptAt }) => keptAt === null).length,
    gone: history.filter(({ type }) => type === "gone").length,
    retried: answers.filter((answer) => (answer.retried ?? 0) > 0).length,
    mails: mails.length,
    doubled: mails.length - new Set(mails.map(nameOf)).size,
    unknown: unknown.length,
    unknownToLeavers: unknown.filter(({ reason }) => reason === leftMeanwhile).length,
    crossedLeaving: crossed.length,
    digests: mails.filter(({ kind }) => kind === "digest").length,
    attempts: attempts.length,
    replayed: attempts.filter(({ replayed }) => replayed).length,
    answers: counted(answers, ({ ask, status }) => `${ask} ${status}`),
    premium: {
      visits: new Set(view.visits.map(({ id }) => id)).size,
      slow: new Set(view.visits.flatMap(({ id, state }) => (state === "slow" ? id : []))).size,
      purchases: view.purchases.filter(({ done }) => done).length,
      subscriptions: view.polar?.subscriptions.length ?? 0,
      paying: (ledger?.subscribers ?? []).filter(({ tier }) => tier === "premium").length,
    },
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    ms: (history.at(-1)?.at ?? 0) - (history[0]?.at ?? 0),
  };
}

function counted<Item>(items: readonly Item[], nameOf: (item: Item) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(items, nameOf)].map(([name, same]) => [name, same.length]));
}
