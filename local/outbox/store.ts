import { randomUUID } from "node:crypto";
import type { Journal } from "./journal.ts";
import type { Mail } from "./mail.ts";

/** What became of a mail: delivered for ordinary addresses, for the vendor's test addresses what they stand for. */
export type LastEvent = "delivered" | "bounced" | "complained";

/** An accepted mail. */
export interface Message extends Mail {
  id: string;
  idempotencyKey: string | null;
  at: Date;
  lastEvent: LastEvent;
}

/** The outcome of an API request, for drills that judge a run from outside. */
export interface Outcome {
  at: string;
  path: string;
  /** null: the connection was closed without an answer. `messageIds` still says what was accepted. */
  status: number | null;
  idempotencyKey: string | null;
  messageIds: string[];
  /** The reply to an earlier request was repeated, and nothing was sent. */
  replayed: boolean;
}

/** A drill makes a few thousand requests; 100,000 outcomes are about 30 MB. */
const maxOutcomes = 100_000;

/** The mails, also of earlier runs if they are stored, and the outcomes of this run. */
export class Store {
  readonly #messages = new Map<string, Message>();
  readonly #outcomes: Outcome[] = [];
  readonly #maxMessages: number;
  readonly #journal: Journal<Message>;
  /** Rows of the journal, including those of mails no longer kept. */
  #written = 0;

  constructor(maxMessages: number, journal: Journal<Message>) {
    this.#maxMessages = maxMessages;
    this.#journal = journal;
    for (const message of journal.read()) {
      this.#keep({ ...message, at: new Date(message.at) });
      this.#written++;
    }
    if (this.#written > this.#messages.size) this.#trim();
  }

  #trim(): void {
    this.#journal.rewrite(this.#messages.values());
    this.#written = this.#messages.size;
  }

  /** Keeps all of them or, if they cannot be stored, none. */
  add(mails: readonly Omit<Message, "id">[]): Message[] {
    const messages = mails.map((mail) => ({ ...mail, id: randomUUID() }));
    if (this.#written + messages.length > 2 * this.#maxMessages) this.#trim();
    this.#journal.append(...messages);
    for (const message of messages) this.#keep(message);
    this.#written += messages.length;
    return messages;
  }

  #keep(message: Message): void {
    this.#messages.set(message.id, message);
    const oldest = this.#messages.keys().next();
    if (this.#messages.size > this.#maxMessages && !oldest.done) this.#messages.delete(oldest.value);
  }

  get(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  newestFirst(): Message[] {
    return [...this.#messages.values()].reverse();
  }

  clear(): void {
    this.#journal.rewrite([]);
    this.#messages.clear();
    this.#written = 0;
  }

  record(outcome: Outcome): void {
    this.#outcomes.push(outcome);
    if (this.#outcomes.length > maxOutcomes) this.#outcomes.shift();
  }

  outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }
}
