import type {
  Answer,
  Ask,
  BatchRow,
  DeliveryRow,
  Due,
  Entry,
  Gone,
  Ledger,
  Mail,
  MailKind,
  PolarReading,
  Purchase,
  SubscriberRow,
  Visit,
} from "./history.ts";

/** What one person did and received, and their rows in the ledger. */
export interface PersonView {
  person: number;
  answers: Answer[];
  dues: Due[];
  gone: Gone[];
  mails: Mail[];
  rows: SubscriberRow[];
  deliveries: DeliveryRow[];
}

/** A history, grouped by person. */
export interface View {
  entries: readonly Entry[];
  people: PersonView[];
  answers: Answer[];
  mails: Mail[];
  ledger: Ledger | undefined;
  purchases: Purchase[];
  visits: Visit[];
  polar: PolarReading | undefined;
  /** When Redis lost its data. */
  forgotAt: number[];
  /** When the last fault ended; 0 without faults. Polar being away does not count: it excuses nothing. */
  calmAt: number;
  /** Each time Polar was back. */
  polarBackAt: number[];
  endedAt: number;
  batch(id: string | null): BatchRow | undefined;
  /** The promise that a mail keeps, according to its links. */
  deliveryOf(mail: Mail): DeliveryRow | undefined;
}

const ofType = <Type extends Entry["type"]>(entries: readonly Entry[], type: Type) =>
  entries.filter((entry): entry is Extract<Entry, { type: Type }> => entry.type === type);

export function viewOf(entries: readonly Entry[]): View {
  const answers = ofType(entries, "answer");
  const mails = ofType(entries, "mail");
  const dues = ofType(entries, "due");
  const ledger = ofType(entries, "ledger").at(-1);
  const healed = ofType(entries, "healed");
  const people = new Map<number, PersonView>();
  const personOf = (person: number) => {
    const known = people.get(person) ?? {
      person,
      answers: [],
      dues: [],
      gone: [],
      mails: [],
      rows: [],
      deliveries: [],
    };
    people.set(person, known);
    return known;
  };
  for (const answer of answers) if (answer.person !== null) personOf(answer.person).answers.push(answer);
  for (const mail of mails) if (mail.person !== null) personOf(mail.person).mails.push(mail);
  for (const due of dues) personOf(due.person).dues.push(due);
  for (const gone of ofType(entries, "gone")) personOf(gone.person).gone.push(gone);
  const owners = new Map<string, PersonView>();
  for (const row of ledger?.subscribers ?? []) {
    if (row.person === null) continue;
    const owner = personOf(row.person);
    owner.rows.push(row);
    owners.set(row.id, owner);
  }
  for (const delivery of ledger?.deliveries ?? []) owners.get(delivery.subscriber)?.deliveries.push(delivery);
  const batches = new Map(ledger?.batches.map((batch) => [batch.id, batch]));
  const byName = new Map(ledger?.deliveries.flatMap((delivery) => namesOf(delivery).map((name) => [name, delivery])));
  return {
    entries,
    people: [...people.values()],
    answers,
    mails,
    ledger,
    forgotAt: ofType(entries, "fault").flatMap(({ at, forgets }) => (forgets ? [at] : [])),
    purchases: ofType(entries, "purchase"),
    visits: ofType(entries, "visit"),
    polar: ofType(entries, "polar").at(-1),
    calmAt: Math.max(0, ...healed.filter(({ fault }) => fault !== "Polar").map(({ at }) => at)),
    polarBackAt: healed.filter(({ fault }) => fault === "Polar").map(({ at }) => at),
    endedAt: entries.at(-1)?.at ?? 0,
    batch: (id) => (id === null ? undefined : batches.get(id)),
    deliveryOf: (mail) => byName.get(nameOf(mail)),
  };
}

/** A mail's identity: two mails with the same name are one promise kept twice. */
export function nameOf({ id, kind, subscriber, issuedAt, request }: Mail): string {
  if (request !== null) return `request/${request}`;
  // Without a token, every mail is its own.
  return subscriber === null || issuedAt === null ? `mail/${id}` : promiseName(kind, subscriber, issuedAt);
}

function namesOf({ kind, subscriber, request, createdAt }: DeliveryRow): string[] {
  const issuedAt = Math.floor(createdAt / 1000) * 1000;
  return [...(request === null ? [] : [`request/${request}`]), promiseName(kind, subscriber, issuedAt)];
}

function promiseName(kind: MailKind | null, subscriber: string, issuedAt: number): string {
  return `${kind}/${subscriber}/${issuedAt}`;
}

export const answeredAt = ({ at, ms }: Answer) => at + ms;

/** The accepting answers to one kind of request, in order, without those lost with Redis's data. */
export function accepted(person: PersonView, ask: Ask): Answer[] {
  const goneAt = Math.max(...person.gone.filter((gone) => gone.ask === ask).map(({ at }) => at));
  return promising(person, ask).filter(({ at }) => !(at < goneAt));
}

/** Including those whose promise was lost with Redis's data. */
export function promising({ answers }: PersonView, ask: Ask): Answer[] {
  const status = ask === "unsubscribe" ? 200 : 202;
  return answers
    .filter((answer) => answer.ask === ask && answer.status === status)
    .sort((a, b) => answeredAt(a) - answeredAt(b));
}

export const hasLeft = (person: PersonView) => accepted(person, "unsubscribe").length > 0;
