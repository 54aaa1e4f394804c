import { second, wait } from "../../lib/time.ts";
import type { Dice } from "../../local/boards/dice.ts";
import type { Ask, History } from "./history.ts";

export interface Request {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

interface Answered {
  status: number;
  json: unknown;
  text: string;
  /** Of a redirect. */
  location: string | null;
}

/** Far above the promised 2 s, to learn how late an answer comes. */
const givenUpMs = 15 * second;

/** A stopping ingress closes its connections: a request without an answer may go to another one, as balancers do. */
const elsewhere = /ECONNREFUSED|ECONNRESET|EPIPE|UND_ERR_SOCKET/;

/** Sends requests to the ingresses in turn, as a balancer does, and records each answer. */
export class Client {
  readonly #ingresses: readonly string[];
  #turn = 0;
  readonly #history: History;
  readonly #signal: AbortSignal;

  constructor(ingresses: readonly string[], history: History, signal: AbortSignal) {
    this.#ingresses = ingresses;
    this.#history = history;
    this.#signal = signal;
  }

  /** @returns the status, 0 without an answer, and the answer's content */
  async post(ask: Ask, person: number | null, request: Request): Promise<Omit<Answered, "text">> {
    const at = Date.now();
    const startedAt = performance.now();
    const write = (status: number, more: { error?: string; retried?: number }) => {
      const ms = Math.round(performance.now() - startedAt);
      this.#history.add({ type: "answer", at, person, ask, status, ms, ...more });
    };
    try {
      const { status, json, location, retried } = await this.#send("POST", request, addressOf(person));
      write(status, retried > 0 ? { retried } : {});
      return { status, json, location };
    } catch (error) {
      this.#signal.throwIfAborted();
      write(0, { error: String(error instanceof Error ? (error.cause ?? error) : error) });
      return { status: 0, json: null, location: null };
    }
  }

  /** Retries until it is accepted, as a person would when asked to try again in a moment. */
  async postUntilTaken(ask: Ask, person: number | null, request: Request, dice: Dice): Promise<boolean> {
    for (;;) {
      const { status } = await this.post(ask, person, request);
      if (status === 200 || status === 202) return true;
      // They give up if told to wait for an hour, or if the answer makes no sense.
      if (status !== 503) return false;
      await wait(dice.between(1.5 * second, 3 * second), this.#signal);
    }
  }

  async get(path: string, headers: Record<string, string>, person: number | null = null): Promise<Answered> {
    return this.#send("GET", { path, headers }, addressOf(person));
  }

  async #send(method: string, request: Request, from: string) {
    const turn = this.#turn++;
    for (let retried = 0; ; retried++) {
      const ingress = this.#ingresses[(turn + retried) % this.#ingresses.length] ?? "";
      try {
        return { ...(await this.#ask(ingress, method, request, from)), retried };
      } catch (error) {
        const code =
          error instanceof Error && error.cause instanceof Error && "code" in error.cause && error.cause.code;
        if (retried + 1 >= this.#ingresses.length || !elsewhere.test(String(code))) throw error;
      }
    }
  }

  async #ask(ingress: string, method: string, { path, body, headers }: Request, from: string): Promise<Answered> {
    const answer = await fetch(ingress + path, {
      method,
      headers: {
        accept: "application/json",
        "x-forwarded-for": from,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "manual",
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(givenUpMs)]),
    });
    const text = await answer.text();
    return { status: answer.status, json: parsed(text), text, location: answer.headers.get("location") };
  }
}

/** Everybody has their own address: limits by address are not what is drilled. */
function addressOf(person: number | null): string {
  return person === null ? "10.255.0.1" : `10.${person >> 8}.${person & 255}.1`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
