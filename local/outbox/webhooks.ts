import { createHmac, randomUUID } from "node:crypto";
import { hour, minute, second, wait } from "../../lib/time.ts";
import { addressOf, recipientsOf } from "./mail.ts";
import type { LastEvent, Message } from "./store.ts";

export interface WebhookTarget {
  url: string;
  /** whsec_ and the key in base64. */
  secret: string;
  /** Waits between attempts; default: the vendor's. */
  retryMs?: readonly number[];
}

const vendorRetryMs = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour];
const answerWithinMs = 15 * second;

/** The vendor's addresses that stand for an outcome; a label may follow: bounced+some-label@resend.dev. */
const testAddress = /^(delivered|bounced|complained)(?:\+[^@]*)?@resend\.dev$/i;

function outcomeOf(address: string): LastEvent | undefined {
  return testAddress.exec(address)?.[1]?.toLowerCase() as LastEvent | undefined;
}

/** The fate of mails to these addresses; ordinary ones are delivered. */
export function lastEventOf(addresses: string[]): LastEvent {
  return addresses.map(outcomeOf).find((outcome) => outcome !== undefined) ?? "delivered";
}

/** Sends the vendor's signed webhooks for mails to its test addresses. */
export class Webhooks {
  readonly #target: WebhookTarget;
  readonly #stopped: AbortSignal;
  readonly #underway = new Set<Promise<void>>();

  constructor(target: WebhookTarget, stopped: AbortSignal) {
    this.#target = target;
    this.#stopped = stopped;
  }

  /** Reports a mail's fate: sent, then what its test address stands for. Other addresses cause no events. */
  announce(message: Message): void {
    for (const mailbox of recipientsOf(message)) {
      const outcome = outcomeOf(addressOf(mailbox) ?? "");
      if (!outcome) continue;
      // A complaint comes after the delivery.
      const fate = outcome === "complained" ? ["delivered", outcome] : [outcome];
      for (const event of ["sent", ...fate]) this.#start(eventBody(event, message, mailbox));
    }
  }

  /** Resolves when no more events are being sent. */
  async settled(): Promise<void> {
    await Promise.all(this.#underway);
  }

  #start(body: string): void {
    // One id for all attempts, by which the receiver dedupes.
    const delivery = this.#deliver(`msg_${randomUUID().replaceAll("-", "")}`, body);
    this.#underway.add(delivery);
    void delivery.finally(() => this.#underway.delete(delivery));
  }

  async #deliver(id: string, body: string): Promise<void> {
    for (const pauseMs of [0, ...(this.#target.retryMs ?? vendorRetryMs)]) {
      try {
        if (pauseMs > 0) await wait(pauseMs, this.#stopped);
        if (await this.#post(id, body)) return;
      } catch {
        if (this.#stopped.aborted) return;
      }
    }
  }

  async #post(id: string, body: string): Promise<boolean> {
    const timestamp = Math.floor(Date.now() / second);
    const response = await fetch(this.#target.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "Svix-Webhooks (local outbox)",
        "svix-id": id,
        "svix-timestamp": String(timestamp),
        "svix-signature": sign(this.#target.secret, id, timestamp, body),
      },
      body,
      redirect: "manual",
      signal: AbortSignal.any([this.#stopped, AbortSignal.timeout(answerWithinMs)]),
    });
    await response.body?.cancel();
    return response.ok;
  }
}

/** `v1,` and the base64 HMAC-SHA256 over `id.timestamp.body`, as Svix signs. */
function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

function eventBody(event: string, message: Message, mailbox: string): string {
  const headers = Object.entries(message.headers).map(([name, value]) => ({ name, value }));
  return JSON.stringify({
    type: `email.${event}`,
    created_at: new Date().toISOString(),
    data: {
      email_id: message.id,
      message_id: `<${message.id}@outbox.local>`,
      created_at: message.at.toISOString(),
      from: message.from,
      to: [mailbox],
      subject: message.subject,
      // The vendor takes an array, but events have an object.
      ...(message.tags.length > 0 && {
        tags: Object.fromEntries(message.tags.map(({ name, value }) => [name, value])),
      }),
      ...(headers.length > 0 && { headers }),
      ...(event === "bounced" && { bounce }),
    },
  });
}

const bounce = {
  type: "Permanent",
  subType: "General",
  message: "The recipient's mail server permanently rejected the mail: there is no such mailbox.",
  diagnosticCode: ["smtp; 550 5.1.1 user unknown"],
};
