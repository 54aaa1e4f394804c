import { minute, second } from "../../lib/time.ts";
import { wronglyGone } from "./gone.ts";
import type { Answer, Ask, Entry, Mail } from "./history.ts";
import { isTooLate, lateness, leftAt, mayEndSo, promisesOf } from "./promises.ts";
import { premiumAwaited, premiumRules } from "./rules-premium.ts";
import { accepted, hasLeft, nameOf, type PersonView, type View, viewOf } from "./view.ts";

export interface Broken {
  rule: string;
  about: string;
  /** The lines of the history that prove it. */
  entries: Entry[];
}

/** As the issue and the contract promise. */
export const limits = { answerMs: 2 * second, recoveryMs: 60 * second };

/** Signups this close together count as one burst, whenever their jobs run. */
const burstMs = 1 * minute;

export type Found = Omit<Broken, "rule">;

/** Judges a finished run by what was seen from outside. Empty = all promises were kept. */
export function check(history: readonly Entry[]): Broken[] {
  const view = viewOf(history);
  return Object.entries(rules).flatMap(([rule, find]) => find(view).map((found) => ({ rule, ...found })));
}

/** A row's time is the start of its transaction: two this close may or may not have seen each other. */
const overlapMs = 1 * second;

const waitedFor = ["every promise is kept", "every delivery is settled", ...premiumAwaited] as const;

const allowed: Record<Ask, readonly number[]> = {
  signup: [202, 429, 503],
  again: [202, 429, 503],
  verify: [202, 503],
  unsubscribe: [200, 503],
  match: [202, 503],
  email: [202, 503],
  checkout: [303, 503],
  night: [202, 503],
};

export const rules = {
  "answers are the promised ones": ({ answers }) =>
    answers
      .filter(({ ask, status }) => !allowed[ask].includes(status))
      .map((answer) => ({ about: `${answer.ask} was answered ${answer.status}`, entries: [answer] })),

  "a rolling restart refuses nobody": ({ entries, answers }) =>
    entries.some((entry) => entry.type === "run" && entry.drill === "roll")
      ? answers
          .filter(({ status }) => status === 503)
          .map((answer) => ({ about: `${answer.ask} was refused`, entries: [answer] }))
      : [],

  "a program ends only when it is told to": ({ entries }) =>
    // On a cluster an outage may wedge a worker: lib/liveness then ends it.
    entries.some((entry) => entry.type === "run" && entry.drill === "cluster")
      ? []
      : entries
          .filter((entry) => entry.type === "death")
          .map((entry) => ({ about: `${entry.name} ended: ${entry.how}`, entries: [entry] })),

  "answers come within 2 s": ({ answers }) =>
    answers
      .filter(({ ms }) => ms > limits.answerMs)
      .map((answer) => ({ about: `${answer.ask} took ${Math.round(answer.ms)} ms`, entries: [answer] })),

  "every promise is kept": (view) =>
    promisesOf(view)
      .filter(({ keptAt }) => keptAt === null)
      .map(({ what, person, evidence }) => ({ about: `person ${person} was promised: ${what}`, entries: evidence })),

  "only what Redis alone had may be gone with its data": (view) =>
    view.people.flatMap((person) => wronglyGone(view, person)),

  "recovery takes at most 60 s": (view) => [
    ...promisesOf(view).flatMap((promise) => {
      const ms = lateness(promise, view.calmAt) ?? 0;
      if (ms <= limits.recoveryMs) return [];
      return [{ about: `${promise.what} of person ${promise.person} took ${ms} ms`, entries: promise.evidence }];
    }),
    ...view.answers
      .filter((answer) => answer.status === 503 && answer.at > view.calmAt + limits.recoveryMs)
      .map((answer) => ({ about: `${answer.ask} was still refused`, entries: [answer] })),
  ],

  "no mail twice": ({ mails }) =>
    [...Map.groupBy(mails, nameOf)]
      .filter(([, same]) => same.length > 1)
      .map(([name, same]) => ({ about: `${name} was mailed ${same.length} times`, entries: same })),

  "one mailbox, one subscriber": ({ people, ledger }) =>
    people
      .filter(({ rows }) => rows.length > 1)
      .map(({ person }) => ({ about: `person ${person} has several rows`, entries: ledger ? [ledger] : [] })),

  "a burst of signups makes one verification mail": ({ people }) =>
    people.flatMap((person) => {
      const mails = mailsOf(person.mails, "verification");
      const requests = new Set(mails.map(nameOf)).size;
      const bursts = burstsOf(person);
      if (requests <= bursts) return [];
      return [
        { about: `person ${person.person}: ${bursts} burst, asked to confirm ${requests} times`, entries: mails },
      ];
    }),

  "who is known is told so once, and not asked to confirm": ({ people }) => people.flatMap(toldTwice),

  "one welcome": (view) =>
    view.people.flatMap((person) => {
      const welcomes = person.mails.filter((mail) => view.deliveryOf(mail)?.period.startsWith("welcome"));
      if (welcomes.length < 2) return [];
      return [{ about: `person ${person.person} was welcomed ${welcomes.length} times`, entries: welcomes }];
    }),

  "no more digests than were promised": ({ people }) =>
    people.flatMap((person) => {
      const digests = mailsOf(person.mails, "digest");
      const periods = new Set(person.dues.map(({ period }) => period)).size;
      const most = Math.min(1, asked(person, "verify")) + Math.min(1, asked(person, "match")) + periods;
      if (digests.length <= most) return [];
      return [{ about: `person ${person.person} got ${digests.length} digests instead of ${most}`, entries: digests }];
    }),

  "no digest before a confirmation": ({ people }) =>
    people.flatMap(({ person, mails, answers }) => {
      const pressedAt = Math.min(...answers.filter(({ ask }) => ask === "verify").map(({ at }) => at));
      const early = mailsOf(mails, "digest").filter(({ at }) => !(at > pressedAt));
      return early.map((mail) => ({ about: `person ${person} had not confirmed`, entries: [mail] }));
    }),

  "no digest claimed after its reader left": (view) =>
    view.people.flatMap((person) => {
      const left = leftAt(person);
      if (left === null) return [];
      const late = mailsOf(person.mails, "digest").filter((mail) => {
        const claimedAt = view.batch(view.deliveryOf(mail)?.batch ?? null)?.claimedAt;
        return claimedAt !== undefined && claimedAt > left + overlapMs;
      });
      return late.map((mail) => ({ about: `person ${person.person} had left at ${left}`, entries: [mail] }));
    }),

  "no posting twice": ({ people }) =>
    people.flatMap(({ person, mails }) => {
      // Another rule covers duplicates of one mail.
      const digests = [...Map.groupBy(mailsOf(mails, "digest"), nameOf).values()].flatMap(([first]) => first ?? []);
      const shown = digests.flatMap((mail) => [...new Set(mail.postings)].map((posting) => ({ posting, mail })));
      return [...Map.groupBy(shown, ({ posting }) => posting)]
        .filter(([, same]) => same.length > 1)
        .map(([posting, same]) => ({ about: `${posting} to person ${person}`, entries: same.map(({ mail }) => mail) }));
    }),

  "every delivery is settled": ({ ledger, people }) => {
    if (!ledger) return [{ about: "the ledger was never read", entries: [] }];
    const leavers = new Set(people.filter(hasLeft).flatMap(({ rows }) => rows.map(({ id }) => id)));
    const late = new Set(people.flatMap(periodsTooLate));
    const open = ledger.deliveries.filter((delivery) => {
      const { subscriber, period, kind, status, reason } = delivery;
      if (status === "sent" || mayEndSo(delivery, leavers.has(subscriber))) return false;
      if (kind === "verification" && reason === "already_confirmed") return false;
      return !(reason === "too_late" && late.has(`${subscriber}/${period}`));
    });
    const batches = ledger.batches.filter(({ status }) => status === "open");
    return [
      ...open.map(({ id, kind, status, reason }) => ({ about: `${kind} ${id}: ${status}, ${reason}`, entries: [] })),
      ...batches.map(({ id }) => ({ about: `batch ${id} is open`, entries: [] })),
    ];
  },

  "ledger and outbox agree": (view) => {
    const ids = new Map(view.mails.map((mail) => [mail.id, mail]));
    const unsent = (view.ledger?.deliveries ?? [])
      .filter(({ status, providerId }) => status === "sent" && !ids.has(providerId ?? ""))
      .map(({ id, kind }) => ({ about: `${kind} ${id} counts as sent, but there is no such mail`, entries: [] }));
    const unasked = view.mails
      .filter((mail) => !["sent", "unknown"].includes(view.deliveryOf(mail)?.status ?? ""))
      .map((mail) => ({ about: `nobody owed the mail ${mail.id}`, entries: [mail] }));
    return [...unsent, ...unasked];
  },

  ...premiumRules,
} satisfies Record<string, (view: View) => Found[]>;

const mailsOf = (mails: readonly Mail[], wanted: Mail["kind"]) => mails.filter(({ kind }) => kind === wanted);
const asked = (person: PersonView, ask: Ask) => accepted(person, ask).length + unanswered(person, ask);

/** A request may have had its effect even if its answer was lost or 503. */
const unanswered = ({ answers }: PersonView, ask: Ask) =>
  answers.filter((answer: Answer) => answer.ask === ask && (answer.status === 0 || answer.status === 503)).length;

function burstsOf({ answers }: PersonView): number {
  const times = answers.filter(({ ask }) => ask === "signup").map(({ at }) => at);
  let bursts = 0;
  let openUntil = Number.NEGATIVE_INFINITY;
  for (const at of times.sort((a, b) => a - b)) {
    if (at < openUntil) continue;
    bursts++;
    openUntil = at + burstMs;
  }
  return bursts;
}

function toldTwice(person: PersonView): Found[] {
  const notices = mailsOf(person.mails, "already_subscribed");
  const knownAt = Math.min(...person.rows.map(({ verifiedAt }) => verifiedAt ?? Number.POSITIVE_INFINITY));
  const verifications = mailsOf(person.mails, "verification").filter(({ issuedAt }) => (issuedAt ?? 0) > knownAt);
  return [
    ...(new Set(notices.map(nameOf)).size > 1
      ? [{ about: `person ${person.person} was told ${notices.length} times`, entries: notices }]
      : []),
    ...verifications.map((mail) => ({ about: `person ${person.person} was known already`, entries: [mail] })),
  ];
}

const periodsTooLate = ({ dues, rows }: PersonView) =>
  dues.filter(isTooLate).flatMap(({ period }) => rows.map(({ id }) => `${id}/${period}`));

/** What a running drill is still waiting for. */
export function unfinished(history: readonly Entry[]): Broken[] {
  const view = viewOf(history);
  return waitedFor.flatMap((rule) => rules[rule](view).map((found) => ({ rule, ...found })));
}
