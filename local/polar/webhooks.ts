import { randomUUID } from "node:crypto";
import type { models } from "@polar-sh/sdk/2026-04";
import { z } from "zod";
import { minute, second, wait } from "../../lib/time.ts";
import type { Books, PolarEvent } from "./books.ts";
import { type EndpointAsked, newEndpoint, signed } from "./endpoint.ts";
import { invalid } from "./refusals.ts";

/** The body of PUT /webhooks; absent fields stay as they are. */
export const webhookFaults = z.strictObject({
  /** How many times each event is sent again after it was accepted, under the same id. */
  duplicate: z.int().min(0).max(100).optional(),
  /** Events of the same moment are sent in reverse order. */
  reorder: z.boolean().optional(),
  /** This many of the next events are never sent. */
  lose: z.int().min(0).optional(),
  /** Events wait until this is false again. */
  hold: z.boolean().optional(),
  /** The endpoint's switch, which ten failures turn off. */
  enabled: z.boolean().optional(),
});

export type WebhookFaults = z.output<typeof webhookFaults>;

export interface WebhookOptions {
  /** Waits between attempts; default: the vendor's, for ten attempts. */
  retryMs?: readonly number[] | undefined;
}

/** Ten attempts, each wait twice as long as the last, at most 20 minutes (server/polar/webhook/tasks.py). */
const vendorRetryMs = Array.from({ length: 9 }, (_, index) => Math.min(2 * second * 2 ** index, 20 * minute));
const answerWithinMs = 10 * second;
const failuresThatDisable = 10;

/** Signed events on their way to the endpoint. */
export class Webhooks {
  readonly #books: Books;
  readonly #clock: () => number;
  readonly #stopped: AbortSignal;
  readonly #options: WebhookOptions;
  readonly #underway = new Set<Promise<void>>();
  #queue: PolarEvent[] = [];
  #faults = { duplicate: 0, reorder: false, lose: 0, hold: false };
  #down = false;
  #pumping = false;

  constructor(books: Books, clock: () => number, stopped: AbortSignal, options: WebhookOptions) {
    this.#books = books;
    this.#clock = clock;
    this.#stopped = stopped;
    this.#options = options;
    this.#push([...books.events.values()].filter(({ state }) => state === "waiting"));
  }

  /** Where events go: a single endpoint. */
  open(asked: EndpointAsked): models.WebhookEndpoint {
    if (this.endpoint) throw invalid(["body", "url"], "The local Polar has one endpoint, and it is set.", asked.url);
    const endpoint = newEndpoint(asked, new Date(this.#clock()).toISOString());
    this.#books.endpoints.set(endpoint.id, endpoint);
    this.#books.changed();
    return endpoint;
  }

  announce(type: models.WebhookEventType, data: unknown): void {
    const at = new Date(this.#clock()).toISOString();
    const body = JSON.stringify({ type, timestamp: at, data });
    const event: PolarEvent = { id: randomUUID(), type, at, body, state: "waiting", attempts: [] };
    this.#books.events.set(event.id, event);
    const isLost = this.#faults.lose > 0;
    if (isLost) this.#faults.lose -= 1;
    if (isLost || !this.endpoint?.enabled) event.state = isLost ? "lost" : "skipped";
    else this.#push([event]);
    this.#books.changed();
  }

  set({ enabled, ...faults }: WebhookFaults): void {
    Object.assign(this.#faults, faults);
    if (this.endpoint && enabled !== undefined) this.endpoint.enabled = enabled;
    this.#books.changed();
    this.#push([]);
  }

  /** While Polar is down, it sends nothing either. */
  setDown(down: boolean): void {
    this.#down = down;
    this.#push([]);
  }

  status() {
    return { ...this.#faults, enabled: this.endpoint?.enabled ?? false, waiting: this.#queue.length };
  }

  /** Sends events again under their ids, whatever became of them. */
  resend(events: readonly PolarEvent[]): void {
    for (const event of events) event.state = "waiting";
    this.#push(events);
  }

  get endpoint(): models.WebhookEndpoint | undefined {
    return this.#books.endpoints.values().next().value;
  }

  /** Resolves when nothing is being sent and no event, except held ones, waits for its first attempt. */
  async settled(): Promise<void> {
    while (this.#underway.size > 0) await Promise.all(this.#underway);
  }

  /** Signed now. */
  headersOf(event: Pick<PolarEvent, "id" | "body">): Record<string, string> {
    return signed(event, this.endpoint, this.#clock());
  }

  #push(events: readonly PolarEvent[]): void {
    this.#queue.push(...events);
    if (this.#pumping || this.#queue.length === 0) return;
    this.#pumping = true;
    this.#track(this.#pump().finally(() => (this.#pumping = false)));
  }

  /** First attempts go one after another, as at the vendor; retries when they are due. */
  async #pump(): Promise<void> {
    // By then, all events of one act are queued.
    await new Promise(setImmediate);
    while (this.#queue.length > 0 && !this.#faults.hold && !this.#down && !this.#stopped.aborted) {
      if (this.#faults.reorder) this.#queue.reverse();
      for (const event of this.#queue.splice(0)) await this.#attempt(event, 0);
    }
  }

  async #attempt(event: PolarEvent, tries: number): Promise<void> {
    const { endpoint } = this;
    if (this.#stopped.aborted) return;
    if (!endpoint?.enabled) return this.#end(event, "skipped");
    const isTaken = await this.#post(endpoint.url, event);
    if (this.#stopped.aborted) return;
    if (isTaken) {
      for (let more = this.#faults.duplicate; more > 0; more--) await this.#post(endpoint.url, event);
      return this.#end(event, "taken");
    }
    const pauseMs = (this.#options.retryMs ?? vendorRetryMs)[tries];
    if (pauseMs === undefined) return this.#end(event, "failed");
    // Not awaited: the next event goes on. A restart begins with the first attempt again.
    const again = wait(pauseMs, this.#stopped).then(() => {
      if (this.#down || this.#faults.hold) this.#push([event]);
      else this.#track(this.#attempt(event, tries + 1));
    });
    again.catch(() => {});
  }

  #end(event: PolarEvent, state: "taken" | "failed" | "skipped"): void {
    event.state = state;
    const newest = [...this.#books.events.values().filter((one) => one.state !== "lost")].slice(-failuresThatDisable);
    const allFailed = newest.length === failuresThatDisable && newest.every((one) => one.state === "failed");
    if (allFailed && this.endpoint) this.endpoint.enabled = false;
    this.#books.changed();
  }

  async #post(url: string, event: PolarEvent): Promise<boolean> {
    const answered = await fetch(url, {
      method: "POST",
      headers: {
        ...{ "content-type": "application/json", "user-agent": "polar.sh webhooks (local)" },
        ...{ ...this.headersOf(event), "webhook-api-version": "2026-04" },
      },
      ...{ body: event.body, redirect: "manual" },
      signal: AbortSignal.any([this.#stopped, AbortSignal.timeout(answerWithinMs)]),
    }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status;
      },
      () => null,
    );
    event.attempts.push({ at: new Date(this.#clock()).toISOString(), status: answered });
    return answered !== null && answered >= 200 && answered < 300;
  }

  #track(work: Promise<void>): void {
    this.#underway.add(work);
    void work.finally(() => this.#underway.delete(work));
  }
}
