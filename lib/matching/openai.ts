import OpenAI from "openai";
import { z } from "zod";
import { env } from "../env.ts";
import { aiCost, aiTokens, outsideCalls } from "../metrics.ts";
import { calling } from "../outside.ts";
import { costOf, type Usage } from "./ai-budget.ts";

/** Why code's order stands: what the model's vendor did, or why it was not asked. */
export type Fallback = "off" | "timeout" | "down" | "quota" | "budget" | "breaker" | "refused" | "invalid";

/** The model was not asked, or gave no usable answer. */
export class ModelError extends Error {
  readonly fallback: Fallback;
  /** Whether an immediate retry may help. */
  readonly again: boolean;
  /** What it cost; null = not known. */
  readonly dollars: number | null;

  constructor(fallback: Fallback, message: string, options: { again?: boolean; dollars?: number | null } = {}) {
    super(message);
    this.name = "ModelError";
    [this.fallback, this.again, this.dollars] = [
      fallback,
      options.again ?? false,
      options.dollars === undefined ? 0 : options.dollars,
    ];
  }
}

/** A call that came back, whatever the model said. */
export interface Completed {
  content: string;
  /** The model refused, or the vendor's filter did. */
  refused: boolean;
  /** null = the vendor reported no usage. */
  dollars: number | null;
}

/** Before a retry. */
export const pauseMs = 300;

/** Lenient: other servers that speak the protocol leave out what they do not have. */
const reply = z.object({
  choices: z.array(
    z.object({
      finish_reason: z.string().nullish(),
      message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
    }),
  ),
  usage: z
    .object({
      prompt_tokens: z.int().min(0),
      completion_tokens: z.int().min(0),
      prompt_tokens_details: z.object({ cached_tokens: z.int().min(0).nullish() }).nullish(),
    })
    .nullish(),
});

/** An answer has a few kilobytes. A server that never stops sending must not fill the memory before the timeout. */
const mostBytes = 256 * 1024;

const { host } = new URL(env.OPENAI_BASE_URL);
let client: OpenAI | undefined;

/** One call. @throws {ModelError} on any failure of vendor or network; the signal's own reason when it aborts */
export async function complete(
  body: OpenAI.ChatCompletionCreateParamsNonStreaming,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Completed> {
  client ??= new OpenAI({
    apiKey: env.OPENAI_API_KEY,
    baseURL: env.OPENAI_BASE_URL,
    maxRetries: 0,
    fetch: boundedFetch,
    // Otherwise the client would read these from the environment, and write to the console.
    ...{ organization: null, project: null, adminAPIKey: null, webhookSecret: null, logLevel: "off" as const },
  });
  const model = client;
  const options = { timeout: Math.max(1, Math.floor(timeoutMs)), signal };
  try {
    const answered = await calling({ service: "openai", method: "POST", host }, () =>
      model.chat.completions.create(body, options),
    );
    outsideCalls.inc({ service: "openai", outcome: 200 });
    return completed(answered);
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof ModelError) throw thrown;
    const status = thrown instanceof OpenAI.APIError ? thrown.status : undefined;
    const error = failureOf(thrown);
    outsideCalls.inc({ service: "openai", outcome: status ?? error.fallback });
    throw error;
  }
}

async function boundedFetch(...asked: Parameters<typeof fetch>): Promise<Response> {
  const { body, status, headers } = await fetch(...asked);
  let bytes = 0;
  const bounded = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, stream) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) stream.error(new ModelError("invalid", "endless", { dollars: null }));
      else stream.enqueue(chunk);
    },
  });
  return new Response(body?.pipeThrough(bounded), { status, headers });
}

function completed(answered: unknown): Completed {
  const parsed = reply.safeParse(answered);
  if (!parsed.success) throw new ModelError("invalid", "no chat completion", { dollars: null });
  const dollars = spent(parsed.data.usage);
  const [choice] = parsed.data.choices;
  const { content, refusal } = choice?.message ?? {};
  const refused = refusal || choice?.finish_reason === "content_filter";
  // An answer that was cut off is not JSON, as its parser finds.
  return { content: content ?? "", refused: Boolean(refused), dollars };
}

/** Counts a call's tokens and dollars. */
function spent(usage: z.output<typeof reply>["usage"]): number | null {
  if (!usage) return null;
  const { prompt_tokens: input, completion_tokens: output } = usage;
  const cached = Math.min(usage.prompt_tokens_details?.cached_tokens ?? 0, input);
  const used: Usage = { input, cached, output };
  for (const [kind, tokens] of Object.entries(used)) aiTokens.inc({ kind }, tokens);
  const dollars = costOf(used);
  aiCost.inc(dollars);
  return dollars;
}

/** An HTTP error is a refusal that costs nothing; a call that was lost may have been worked on and billed. */
function failureOf(thrown: unknown): ModelError {
  if (thrown instanceof OpenAI.APIConnectionTimeoutError)
    return new ModelError("timeout", "too slow", { dollars: null });
  if (!(thrown instanceof OpenAI.APIError) || thrown.status === undefined) {
    const unreadable = thrown instanceof SyntaxError;
    return new ModelError(unreadable ? "invalid" : "down", String(thrown), { again: !unreadable, dollars: null });
  }
  const { status, code } = thrown;
  const message = `${status} ${code ?? ""}`.trim();
  // Over a limit, for seconds or for the month: an immediate retry would be refused too.
  if (status === 429) return new ModelError("quota", message);
  const passing = status >= 500 || status === 408 || status === 409;
  return new ModelError(passing ? "down" : "refused", message, { again: passing });
}
