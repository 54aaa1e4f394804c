import { day } from "../../lib/time.ts";
import type { DeliveryRow, Due, Entry } from "./history.ts";
import { accepted, answeredAt, hasLeft, type PersonView, type View } from "./view.ts";

/** Something that an answer or the clock promised to a person. */
export interface Promised {
  what: "verification" | "already subscribed" | "welcome" | "due digest" | "asked digest" | "unsubscription";
  person: number;
  madeAt: number;
  /** Null: not kept. */
  keptAt: number | null;
  /** The evidence. */
  evidence: Entry[];
}

/** Why a mail of unknown fate is given up although its key is still valid: its reader has unsubscribed. */
export const leftMeanwhile = "left or suppressed before the sending was settled";

export function promisesOf(view: View): Promised[] {
  return view.people.flatMap((person) => [
    ...verification(person),
    ...alreadySubscribed(person),
    ...welcome(view, person),
    ...asked(view, person),
    ...person.dues.map((due) => dueDigest(view, person, due)),
    ...unsubscription(person),
  ]);
}

/** From the end of the faults (or the promise, if later) until it was kept; null: not kept. */
export function lateness({ madeAt, keptAt }: Promised, calmAt: number): number | null {
  return keptAt === null ? null : Math.max(0, keptAt - Math.max(madeAt, calmAt));
}

function verification(person: PersonView): Promised[] {
  const [first] = accepted(person, "signup");
  if (!first) return [];
  const mail = person.mails.find(({ kind }) => kind === "verification");
  const made = { what: "verification" as const, person: person.person, madeAt: answeredAt(first) };
  return [{ ...made, keptAt: mail?.at ?? null, evidence: [first, ...(mail ? [mail] : [])] }];
}

function alreadySubscribed(person: PersonView): Promised[] {
  const [first] = accepted(person, "again");
  if (!first) return [];
  const mail = person.mails.find(({ kind }) => kind === "already_subscribed");
  const made = { what: "already subscribed" as const, person: person.person, madeAt: answeredAt(first) };
  return [{ ...made, keptAt: mail?.at ?? null, evidence: [first, ...(mail ? [mail] : [])] }];
}

function welcome(view: View, person: PersonView): Promised[] {
  const [first] = accepted(person, "verify");
  if (!first) return [];
  const delivery = digestOf(person, (period) => period === "welcome");
  const made = { what: "welcome" as const, person: person.person, madeAt: answeredAt(first) };
  return [{ ...made, keptAt: keptAt(view, person, delivery), evidence: [first] }];
}

function asked(view: View, person: PersonView): Promised[] {
  const [first] = accepted(person, "match");
  if (!first) return [];
  const delivery = digestOf(person, (period) => period.startsWith("on-demand:"));
  const made = { what: "asked digest" as const, person: person.person, madeAt: answeredAt(first) };
  return [{ ...made, keptAt: keptAt(view, person, delivery), evidence: [first] }];
}

function dueDigest(view: View, person: PersonView, due: Due): Promised {
  const delivery = digestOf(person, (period) => period === due.period);
  const passedOver = isTooLate(due) && delivery?.reason === "too_late";
  const kept = passedOver ? delivery.settledAt : keptAt(view, person, delivery);
  return { what: "due digest", person: person.person, madeAt: due.tickAt, keptAt: kept, evidence: [due] };
}

function unsubscription(person: PersonView): Promised[] {
  const [first] = accepted(person, "unsubscribe");
  if (!first) return [];
  const made = { what: "unsubscription" as const, person: person.person, madeAt: answeredAt(first) };
  return [{ ...made, keptAt: leftAt(person), evidence: [first] }];
}

const digestOf = ({ deliveries }: PersonView, is: (period: string) => boolean) =>
  deliveries.find(({ kind, period }) => kind === "digest" && is(period));

export const leftAt = ({ rows }: PersonView) =>
  rows.find(({ status }) => status === "unsubscribed")?.unsubscribedAt ?? null;

/** When a digest's promise was kept: by the mail, or by another legitimate end. */
function keptAt(view: View, person: PersonView, delivery: DeliveryRow | undefined): number | null {
  const left = hasLeft(person);
  // Somebody who unsubscribed before it was promised gets no row.
  if (!delivery) return left ? leftAt(person) : null;
  if (delivery.status === "sent") return person.mails.find((mail) => view.deliveryOf(mail) === delivery)?.at ?? null;
  return mayEndSo(delivery, left) ? delivery.settledAt : null;
}

/** Whether a digest may end without a mail. In a drill, wishes are wide enough that no welcome is empty. */
export function mayEndSo({ kind, period, status, reason }: DeliveryRow, left: boolean): boolean {
  if (kind !== "digest") return false;
  if (status === "skipped" && (reason === "no_new" || reason === "too_few")) return period !== "welcome";
  if (!left) return false;
  return (status === "skipped" && reason === "unsubscribed") || (status === "unknown" && reason === leftMeanwhile);
}

/** A digest three days late is dropped. */
export const isTooLate = ({ at, dueAt }: Due) => at - dueAt > 3 * day;
