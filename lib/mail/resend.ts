import { Resend } from "resend";
import { z } from "zod";
import { env } from "../env.ts";
import { outsideCalls, outsideMs } from "../metrics.ts";
import { minute, second } from "../time.ts";
import type { RenderedMail } from "./delivery.ts";
import { resultOfError, type SendResult } from "./outcomes.ts";
import { turnToSend } from "./rate.ts";

export type { SendResult } from "./outcomes.ts";

/** The vendor takes a hundred mails a request. */
export const maxBatch = 100;

// An answer that takes longer is as good as none: the same key asks again.
const timeoutMs = 10 * second;
// Beyond this the job goes back into its queue and leaves its place to others.
const patienceMs = 3 * second;

const accepted = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });

let client: Resend | undefined;

/**
 * Sends the mails in one request, all or none. Never throws for what the vendor or the network does.
 * @param idempotencyKey stands for exactly these mails for 24 hours; a repetition sends nothing anew
 */
export async function sendBatch(
  mails: readonly RenderedMail[],
  idempotencyKey: string,
  signal: AbortSignal,
): Promise<SendResult> {
  if (mails.length === 0) return { outcome: "accepted", ids: [] };
  if (mails.length > maxBatch)
    throw new RangeError(`${mails.length} mails in one request; the vendor takes ${maxBatch}`);
  const result = await attempt(mails, idempotencyKey, signal);
  outsideCalls.inc({ service: "resend", outcome: result.outcome });
  return result;
}

/** Whether the allow-list, where there is one (staging), lets mail go to this address. */
export function allowedRecipient(email: string, allowlist: readonly string[] = env.EMAIL_ALLOWLIST): boolean {
  if (allowlist.length === 0) return true;
  const address = email.toLowerCase();
  return allowlist.some((entry) => {
    const allowed = entry.toLowerCase();
    return allowed.startsWith("@") ? address.endsWith(allowed) : address === allowed;
  });
}

async function attempt(
  mails: readonly RenderedMail[],
  idempotencyKey: string,
  signal: AbortSignal,
): Promise<SendResult> {
  if (env.RESEND_API_KEY === undefined) return { outcome: "later", ms: 5 * minute, name: "missing_api_key" };
  try {
    const ms = await turnToSend(patienceMs, signal);
    if (ms > 0) return { outcome: "later", ms, name: "rate_limit" };
    signal.throwIfAborted();
  } catch {
    return { outcome: "later", ms: 1 * second, name: "aborted" };
  }
  client ??= new Resend(env.RESEND_API_KEY, { baseUrl: env.RESEND_BASE_URL });
  return post(client, mails, idempotencyKey, signal);
}

async function post(
  resend: Resend,
  mails: readonly RenderedMail[],
  idempotencyKey: string,
  signal: AbortSignal,
): Promise<SendResult> {
  const startedAt = performance.now();
  const { data, error, headers } = await resend.batch.send([...mails], {
    idempotencyKey,
    batchValidation: "strict",
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  });
  outsideMs.observe({ service: "resend" }, performance.now() - startedAt);
  if (error !== null) return resultOfError(error, headers?.["retry-after"], Date.now());
  const parsed = accepted.safeParse(data);
  if (parsed.success && parsed.data.data.length === mails.length)
    return { outcome: "accepted", ids: parsed.data.data.map(({ id }) => id) };
  return {
    outcome: "unknown",
    name: "unreadable_answer",
    message: "the vendor accepted, but did not give an id for each mail",
  };
}
