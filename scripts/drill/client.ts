import { second, wait } from "../../lib/time.ts";
import type { Dice } from "../../local/boards/dice.ts";
import type { Ask, History } from "./history.ts";

export interface Request {
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Far above the 2 s in which an answer is promised: how late it came is worth knowing. */
const givenUpMs = 15 * second;

/** Asks the ingress as the world outside does, and writes down each answer. */
export class Client {
  readonly #ingress: string;
  readonly #history: History;
  readonly #signal: AbortSignal;

  constructor(ingress: string, history: History, signal: AbortSignal) {
    this.#ingress = ingress;
    this.#history = history;
    this.#signal = signal;
  }

  /** @returns the status, 0 without an answer, and what the answer said */
  async post(ask: Ask, person: number | null, request: Request): Promise<{ status: number; json: unknown }> {
    const at = Date.now();
    const startedAt = performance.now();
    const write = (status: number, error?: string) => {
      const ms = Math.round(performance.now() - startedAt);
      this.#history.add({ type: "answer", at, person, ask, status, ms, ...(error !== undefined && { error }) });
    };
    try {
      const { status, json } = await this.#send("POST", request, addressOf(person));
      write(status);
      return { status, json };
    } catch (error) {
      this.#signal.throwIfAborted();
      write(0, String(error instanceof Error ? (error.cause ?? error) : error));
      return { status: 0, json: null };
    }
  }

  /** Tries until it is accepted, as a person would who was asked to try again in a moment. */
  async postUntilTaken(ask: Ask, person: number | null, request: Request, dice: Dice): Promise<boolean> {
    for (;;) {
      const { status } = await this.post(ask, person, request);
      if (status === 200 || status === 202) return true;
      // Told to wait for an hour, they give up; so they do if the answer makes no sense.
      if (status !== 503) return false;
      await wait(dice.between(1.5 * second, 3 * second), this.#signal);
    }
  }

  async get(path: string, headers: Record<string, string>): Promise<{ status: number; json: unknown }> {
    return this.#send("GET", { path, headers }, addressOf(null));
  }

  async #send(method: string, { path, body, headers }: Request, from: string) {
    const answer = await fetch(this.#ingress + path, {
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
    return { status: answer.status, json: parsed(text) };
  }
}

/** Everybody comes from a place of their own: the limits by address are not what is drilled. */
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
