import { randomUUID } from "node:crypto";
import type { Journal } from "./journal.ts";
import type { Mail } from "./mail.ts";

/** What a mail came to: for ordinary addresses delivered, for the vendor's test addresses what they stand for. */
export type LastEvent = "delivered" | "bounced" | "complained";

/** An accepted mail. */
export interface Message extends Mail {
  id: string;
  idempotencyKey: string | null;
  at: Date;
  lastEvent: LastEvent;
}

/** What became of one API request, for checkers that judge a run from outside. */
export interface Outcome {
  at: string;
  path: string;
  /** null: the connection was closed without an answer. `messageIds` still says what was accepted. */
  status: number | null;
  idempotencyKey: string | null;
  messageIds: string[];
  /** The reply to an earlier request was given again and nothing was sent. */
  replayed: boolean;
}

/** A drill makes some thousands of requests; 100,000 outcomes are about 30 MB. */
const maxOutcomes = 100_000;

/** The mails, also of earlier runs if they are written down, and the outcomes of this one. */
export class Store {
  readonly #messages = new Map<string, Message>();
  readonly #outcomes: Outcome[] = [];
  readonly #maxMessages: number;
  readonly #journal: Journal<Message>;

  constructor(maxMessages: number, journal: Journal<Message>) {
    this.#maxMessages = maxMessages;
    this.#journal = journal;
    let read = 0;
    for (const message of journal.read()) {
      this.#keep({ ...message, at: new Date(message.at) });
      read++;
    }
    if (read > this.#messages.size) journal.rewrite(this.#messages.values());
  }

  add(mail: Mail, details: Pick<Message, "idempotencyKey" | "at" | "lastEvent">): Message {
    const message = { ...mail, ...details, id: randomUUID() };
    this.#keep(message);
    this.#journal.append(message);
    return message;
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
    this.#messages.clear();
    this.#journal.rewrite([]);
  }

  record(outcome: Outcome): void {
    this.#outcomes.push(outcome);
    if (this.#outcomes.length > maxOutcomes) this.#outcomes.shift();
  }

  outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }
}
