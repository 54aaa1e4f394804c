import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { Resend, type Response } from "resend";
import { env } from "../env.ts";
import { calling } from "../outside.ts";
import { second } from "../time.ts";
import { heedRate, noteDeparture, patienceMs, turnToSend } from "./rate.ts";

// An answer that takes longer is as good as none: the same key asks again.
const timeoutMs = 10 * second;
const { host } = new URL(env.RESEND_BASE_URL);

/** Nothing has left: there was no turn, or the process stops. */
export class NotSent extends Error {
  readonly ms: number;

  constructor(ms: number, reason: string) {
    super(reason);
    this.ms = ms;
  }
}

/**
 * What to do when the request that is under way has left: fetch tells it here only, and its promise much later. Its head
 * is announced before, but goes out with the first piece of its body, which a busy process writes tens of ms later.
 */
const departing = new AsyncLocalStorage<() => void>();
subscribe("undici:request:bodySent", () => departing.getStore()?.());

/** The vendor's client, which waits for its turn when the request is written down and only has to go. */
class PacedResend extends Resend {
  override async fetchRequest<T>(
    path: string,
    { onTurn, ...options }: { signal?: AbortSignal; body?: string; idempotencyKey?: string; onTurn?: () => void } = {},
  ): Promise<Response<T>> {
    const given = options.signal ?? new AbortController().signal;
    const turn = await turnToSend(patienceMs, given).catch(() => {
      throw new NotSent(1 * second, "aborted");
    });
    if (turn.laterMs > 0) throw new NotSent(turn.laterMs, "rate_limit");
    if (given.aborted) throw new NotSent(1 * second, "aborted");
    onTurn?.();
    // At once: an answer that takes a second would come after the turns that have to know of it.
    const left = () => void noteDeparture(turn, performance.now() - turn.askedAt);
    const signal = AbortSignal.any([given, AbortSignal.timeout(timeoutMs)]);
    const answer = await calling({ service: "resend", method: "POST", host }, async (tell) => {
      const answered = await departing.run(left, () => super.fetchRequest<T>(path, { ...options, signal }));
      const { idempotencyKey: batch = "" } = options;
      tell({
        "http.response.status_code": answered.error ? (answered.error.statusCode ?? 0) : 200,
        "jobping.batch": batch,
      });
      return answered;
    });
    if (answer.headers) await heedRate(answer.headers, turn);
    return answer;
  }
}

let client: PacedResend | undefined;

/** The one client of this process; undefined without a key. */
export function resendClient(): Resend | undefined {
  if (env.RESEND_API_KEY === undefined) return undefined;
  client ??= new PacedResend(env.RESEND_API_KEY, { baseUrl: env.RESEND_BASE_URL });
  return client;
}
