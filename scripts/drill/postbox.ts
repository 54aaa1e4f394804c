import { z } from "zod";
import { second, wait } from "../../lib/time.ts";
import { type History, isAboutPremium, type Mail, type MailKind, mailKinds } from "./history.ts";

const outcomes = z.array(
  z.object({
    at: z.iso.datetime(),
    status: z.number().nullable(),
    idempotencyKey: z.string().nullable(),
    messageIds: z.array(z.string()),
    replayed: z.boolean(),
  }),
);
const message = z.object({
  id: z.string(),
  to: z.union([z.string(), z.array(z.string())]),
  html: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  tags: z.array(z.object({ name: z.string(), value: z.string() })),
  idempotencyKey: z.string().nullable(),
  at: z.iso.datetime(),
});

/** A delivered mail, with its main link. */
export interface Letter {
  mail: Mail;
  token: string | null;
  /** The link to premium. */
  billing: string | null;
}

const everyMs = 150;

export const addressOf = (person: number) => `person-${person}@drill.example`;
export const personOf = (address: string) => {
  const number = /^person-(\d+)@drill\.example$/.exec(address)?.[1];
  return number === undefined ? null : Number(number);
};

/** Watches which mails the vendor accepts, and hands them to people. */
export class Postbox {
  readonly #outbox: string;
  readonly #history: History;
  readonly #signal: AbortSignal;
  readonly #letters = new Map<string, Letter>();
  #seen = 0;

  constructor(outbox: string, history: History, signal: AbortSignal) {
    this.#outbox = outbox;
    this.#history = history;
    this.#signal = signal;
  }

  /** Runs until the signal aborts. */
  async watch(): Promise<void> {
    while (!this.#signal.aborted) {
      await this.look();
      await wait(everyMs, this.#signal).catch(() => {});
    }
  }

  async look(): Promise<void> {
    const all = outcomes.parse(await this.#read("/history"));
    const fresh = all.slice(this.#seen);
    this.#seen = all.length;
    for (const { at, status, idempotencyKey: key, messageIds, replayed } of fresh) {
      const mails = messageIds.length;
      this.#history.add({ type: "attempt", at: Date.parse(at), status, key, mails, replayed });
    }
    const ids = fresh.flatMap(({ messageIds }) => messageIds);
    for (const id of new Set(ids)) {
      if (this.#letters.has(id)) continue;
      const letter = letterOf(message.parse(await this.#read(`/messages/${id}`)));
      this.#letters.set(id, letter);
      this.#history.add(letter.mail);
    }
  }

  /** A person's mails, oldest first. */
  lettersTo(person: number, kind: MailKind): Letter[] {
    const theirs = [...this.#letters.values()].filter(({ mail }) => mail.person === person && mail.kind === kind);
    return theirs.sort((a, b) => a.mail.at - b.mail.at);
  }

  /** Waits for the `count`th mail of a kind. */
  async letterTo(person: number, kind: MailKind, count = 1): Promise<Letter> {
    for (;;) {
      const letter = this.lettersTo(person, kind)[count - 1];
      if (letter) return letter;
      await wait(everyMs, this.#signal);
    }
  }

  async setFaults(faults: unknown): Promise<void> {
    const put = await fetch(`${this.#outbox}/faults`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(faults),
      signal: AbortSignal.timeout(5 * second),
    });
    if (!put.ok) throw new Error(`the outbox refused the faults: ${put.status} ${await put.text()}`);
  }

  async #read(path: string): Promise<unknown> {
    return (await fetch(this.#outbox + path, { signal: AbortSignal.timeout(10 * second) })).json();
  }
}

function letterOf({ id, to, html, headers, tags, idempotencyKey, at }: z.output<typeof message>): Letter {
  const text = html ?? "";
  const tag = tags.find(({ name }) => name === "kind")?.value;
  const kind = mailKinds.find((known) => known === tag) ?? null;
  const token = /[?&]token=([\w.-]+)/.exec(
    kind === "verification" || isAboutPremium(kind) ? text : (headers["List-Unsubscribe"] ?? ""),
  )?.[1];
  const mail: Mail = {
    ...{ type: "mail", at: Date.parse(at), id, person: personOf([to].flat()[0] ?? ""), kind, key: idempotencyKey },
    ...claimsOf(token),
    postings: [...text.matchAll(/<h2[^>]*>\s*<a[^>]*?href="([^"]+)"/g)].map(([, url = ""]) => url),
  };
  const billing = /\/(?:preferences|billing)\?token=([\w.-]+)/.exec(text)?.[1] ?? null;
  return { mail, token: token ?? null, billing };
}

const claims = z.object({ sub: z.string(), iat: z.number(), req: z.string().optional() });

/** A token's content, unverified: verifying is the ingress's task. */
function claimsOf(token: string | undefined): Pick<Mail, "subscriber" | "issuedAt" | "request"> {
  const payload = token?.split(".")[1];
  if (payload === undefined) return { subscriber: null, issuedAt: null, request: null };
  const { sub, iat, req } = claims.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  return { subscriber: sub, issuedAt: iat * second, request: req ?? null };
}
