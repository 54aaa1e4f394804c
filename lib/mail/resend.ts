import { z } from "zod";
import { outsideCalls } from "../metrics.ts";
import { minute } from "../time.ts";
import { NotSent, resendClient } from "./client.ts";
import type { RenderedMail } from "./delivery.ts";
import { resultOfError, type SendResult } from "./outcomes.ts";
import { pauseSending } from "./rate.ts";
import { noteRefused } from "./refused.ts";

/** The vendor's limit of mails per request. */
export const maxBatch = 100;

const accepted = z.object({ data: z.array(z.object({ id: z.string().min(1) })) });

/**
 * Sends the mails in one request, all or none. Never throws for errors of the vendor or the network.
 * @param idempotencyKey for exactly these mails, valid for 24 hours; a repetition sends nothing again
 * @param onTurn is called when it is our turn among all senders and the request leaves
 */
export async function sendBatch(
  mails: readonly RenderedMail[],
  idempotencyKey: string,
  signal: AbortSignal,
  onTurn?: () => void,
): Promise<SendResult> {
  if (mails.length === 0) return { outcome: "accepted", ids: [] };
  if (mails.length > maxBatch)
    throw new RangeError(`${mails.length} mails in one request; the vendor takes ${maxBatch}`);
  const result = await attempt(mails, idempotencyKey, signal, onTurn);
  outsideCalls.inc({ service: "resend", outcome: result.outcome });
  if (result.outcome === "later" && result.forAll) await pauseSending(result.ms, result.name);
  if (result.outcome === "later" && result.refused) await noteRefused(result.name);
  if (result.outcome === "accepted") await noteRefused(null);
  return result;
}

async function attempt(
  mails: readonly RenderedMail[],
  idempotencyKey: string,
  signal: AbortSignal,
  onTurn?: () => void,
): Promise<SendResult> {
  const resend = resendClient();
  if (!resend) return { outcome: "later", ms: 5 * minute, name: "missing_api_key", refused: true };
  try {
    const options = { idempotencyKey, batchValidation: "strict", signal, onTurn } as const;
    const { data, error, headers } = await resend.batch.send([...mails], options);
    return error === null
      ? resultOfData(data, mails.length)
      : resultOfError(error, headers?.["retry-after"], Date.now());
  } catch (error) {
    if (error instanceof NotSent) return { outcome: "later", ms: error.ms, name: error.message };
    throw error;
  }
}

function resultOfData(data: unknown, mails: number): SendResult {
  const parsed = accepted.safeParse(data);
  if (parsed.success && parsed.data.data.length === mails)
    return { outcome: "accepted", ids: parsed.data.data.map(({ id }) => id) };
  return {
    outcome: "unknown",
    name: "unreadable_answer",
    message: "the vendor accepted, but did not give an id for each mail",
  };
}
