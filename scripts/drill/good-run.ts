import { minute, second } from "../../lib/time.ts";
import type {
  Answer,
  BatchRow,
  DeliveryRow,
  Due,
  Entry,
  Gone,
  Ledger,
  Mail,
  PolarReading,
  Purchase,
  SubscriberRow,
  Visit,
} from "./history.ts";

/** The run's first moment: 2026-11-23, a Monday, 10:00:00 UTC. */
export const t0 = Date.UTC(2026, 10, 23, 10);

const answer = (person: number, ask: Answer["ask"], at: number, over: Partial<Answer> = {}): Answer => ({
  ...{ type: "answer", at: t0 + at, person, ask, status: ask === "unsubscribe" ? 200 : 202, ms: 20 },
  ...over,
});
const mail = (id: string, person: number, kind: Mail["kind"], issued: number, over: Partial<Mail> = {}): Mail => ({
  ...{ type: "mail", at: t0 + issued + 400, id, person, kind, key: `batch/${id}`, subscriber: `s${person}` },
  ...{ issuedAt: t0 + Math.floor(issued / second) * second, request: null, postings: [] },
  ...over,
});
const delivery = (id: string, subscriber: string, kind: DeliveryRow["kind"], period: string, at: number) => ({
  ...{ id, subscriber, kind, period, status: "sent", reason: null as string | null, request: null as string | null },
  ...{ providerId: `m-${id}` as string | null, batch: `b-${id}`, createdAt: t0 + at },
  settledAt: (t0 + at + 450) as number | null,
});
const subscriber = (person: number, status: string, verified: number | null, left?: number): SubscriberRow => ({
  ...{ id: `s${person}`, person, status, tier: "free", verifiedAt: verified === null ? null : t0 + verified },
  unsubscribedAt: left === undefined ? null : t0 + left,
});
const batch = (id: string, at: number): BatchRow => ({ id: `b-${id}`, status: "sent", claimedAt: t0 + at + 50 });

interface Sample {
  drill: string;
  answers: Answer[];
  dues: Due[];
  gone: Gone[];
  faults: Entry[];
  mails: Mail[];
  subscribers: SubscriberRow[];
  deliveries: DeliveryRow[];
  batches: BatchRow[];
  /** Observations of pages and of Polar. */
  premium: (Purchase | Visit | PolarReading)[];
}

/**
 * A run that kept all promises. Person 0 signed up twice at once, confirmed, had a digest become due and signed up
 * again; person 1 unsubscribed while a digest was on its way; person 2 never confirmed.
 */
export function goodRun() {
  const run = {
    drill: "redis",
    answers: [
      answer(0, "signup", 1_000),
      answer(0, "signup", 1_010),
      answer(0, "verify", 3_000),
      answer(0, "again", 20_000),
      answer(1, "signup", 2_000, { status: 503 }),
      answer(1, "signup", 4_000),
      answer(1, "verify", 6_000),
      answer(1, "match", 10_000),
      answer(1, "unsubscribe", 10_100),
      answer(2, "signup", 5_000),
    ],
    dues: [{ type: "due", at: t0 + 9_000, person: 0, dueAt: t0 + 8_000, period: "2026-11-23", tickAt: t0 + minute }],
    gone: [] as Gone[],
    faults: [
      { type: "fault", at: t0 + 5_000, fault: "Redis: kill" },
      { type: "healed", at: t0 + 30_000, fault: "Redis" },
    ] as Entry[],
    mails: [
      mail("m-v0", 0, "verification", 1_100, { request: "r0" }),
      mail("m-w0", 0, "digest", 3_100, { postings: ["p1", "p2"] }),
      mail("m-k0", 0, "already_subscribed", 20_100),
      mail("m-d0", 0, "digest", 60_100, { postings: ["p3"] }),
      mail("m-v1", 1, "verification", 4_100, { request: "r1" }),
      mail("m-w1", 1, "digest", 6_100, { postings: ["p1"] }),
      mail("m-o1", 1, "digest", 10_050, { postings: ["p2"] }),
      mail("m-v2", 2, "verification", 5_100, { request: "r2" }),
    ],
    subscribers: [
      subscriber(0, "active", 3_050),
      subscriber(1, "unsubscribed", 6_050, 10_200),
      subscriber(2, "unverified", null),
    ],
    deliveries: [
      { ...delivery("v0", "s0", "verification", "x", 1_100), request: "r0" },
      delivery("w0", "s0", "digest", "welcome", 3_100),
      delivery("k0", "s0", "already_subscribed", "y", 20_100),
      delivery("d0", "s0", "digest", "2026-11-23", 60_100),
      { ...delivery("v1", "s1", "verification", "z", 4_100), request: "r1" },
      delivery("w1", "s1", "digest", "welcome", 6_100),
      delivery("o1", "s1", "digest", "on-demand:2026-11-23", 10_050),
      { ...delivery("v2", "s2", "verification", "u", 5_100), request: "r2" },
    ],
    batches: ["v0", "w0", "k0", "d0", "v1", "w1", "o1", "v2"].map((id) =>
      batch(id, { v0: 1_100, w0: 3_100, k0: 20_100, d0: 60_100, v1: 4_100, w1: 6_100, o1: 10_050 }[id] ?? 5_100),
    ),
    premium: [] as (Purchase | Visit | PolarReading)[],
  } satisfies Sample;
  return { answer, mail, delivery, batch, ...run };
}

export type Run = ReturnType<typeof goodRun>;

export function historyOf({
  drill,
  answers,
  dues,
  gone,
  faults,
  mails,
  subscribers,
  deliveries,
  batches,
  premium,
}: Run): Entry[] {
  const ledger: Ledger = { type: "ledger", at: t0 + 70_000, subscribers, deliveries, batches };
  const start: Entry = { type: "run", at: t0, drill, seed: 1, people: 3 };
  const happened = [...answers, ...dues, ...gone, ...faults, ...mails, ...premium] as Entry[];
  return [start, ...happened.sort((a, b) => a.at - b.at), ledger];
}

/** The item, which must exist. */
export function the<Item>(items: readonly Item[], is: (item: Item) => boolean): Item {
  const found = items.find(is);
  if (!found) throw new Error("the sample has no such item");
  return found;
}
export const byId = <Item extends { id: string }>(items: readonly Item[], id: string) =>
  the(items, (item) => item.id === id);
/** Widens a sample row to its type: its literals are narrower. */
export const change = <Row extends object>(row: Row, over: { [Key in keyof Row]?: unknown }) =>
  void Object.assign(row, over);
export const drop = <Item>(items: Item[], item: Item) => void items.splice(items.indexOf(item), 1);
