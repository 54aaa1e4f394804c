import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import { Resend, type Response } from "resend";
import { env } from "../env.ts";
import { calling } from "../outside.ts";
import { second } from "../time.ts";
import { heedRate, noteDeparture, patienceMs, turnToSend } from "./rate.ts";

// After that we ask again with the same key.
const timeoutMs = 10 * second;
const { host } = new URL(env.RESEND_BASE_URL);

/** Certainly not sent: there was no turn, or the process is stopping. */
export class NotSent extends Error {
  readonly ms: number;

  constructor(ms: number, reason: string) {
    super(reason);
    this.ms = ms;
  }
}

/**
 * What to do when the current request has been written out, which fetch tells only through this channel; its promise
 * resolves much later. The channel for the headers comes too early: they leave with the first piece of the body, which a
 * busy process writes tens of ms later.
 */
const departing = new AsyncLocalStorage<() => void>();
subscribe("undici:request:bodySent", () => departing.getStore()?.());

/** The vendor's client, which waits for its turn last, when the request is complete and only has to be sent. */
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
    // At departure: the answer may come only after the next turns, which have to know.
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
