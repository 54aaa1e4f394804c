import OpenAI from "openai";
import { z } from "zod";
import { env } from "../env.ts";
import { aiCost, aiTokens, outsideCalls } from "../metrics.ts";
import { calling } from "../outside.ts";
import { costOf, type Usage } from "./ai-budget.ts";

/** Why the order is code's: what the model's vendor did, or why it was not asked. */
export type Fallback = "off" | "timeout" | "down" | "quota" | "budget" | "breaker" | "refused" | "invalid";

/** The model was not asked, or what came was no answer. */
export class ModelError extends Error {
  readonly fallback: Fallback;
  /** Whether a second try in a moment may help. */
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

/** The model's turn is over, with whatever it said. */
export interface Completed {
  content: string;
  /** The model would not, or the vendor's filter. */
  refused: boolean;
  /** null = the vendor did not count. */
  dollars: number | null;
}

/** Before a second try. */
export const pauseMs = 300;

/** Servers that speak the protocol leave out what they do not have. */
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

/** An answer has a few kilobytes. A server that sends without end must not fill the memory until its time is over. */
const mostBytes = 256 * 1024;

const { host } = new URL(env.OPENAI_BASE_URL);
let client: OpenAI | undefined;

/** One call. @throws {ModelError} for whatever vendor and network do; the signal's own reason when it aborts */
export async function complete(
  body: OpenAI.ChatCompletionCreateParamsNonStreaming,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Completed> {
  client ??= new OpenAI({
    apiKey: env.OPENAI_API_KEY,
    baseURL: env.OPENAI_BASE_URL,
    maxRetries: 0,
    fetch: boundedFetch,
    // Left to itself it would read them from the environment, and write to the console.
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
  // One that is cut off is no JSON, as its reader finds.
  return { content: content ?? "", refused: Boolean(refused), dollars };
}

/** Counts what a call used. */
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

/** A status is a refusal that costs nothing; what was lost on the way may have been worked on and billed. */
function failureOf(thrown: unknown): ModelError {
  if (thrown instanceof OpenAI.APIConnectionTimeoutError)
    return new ModelError("timeout", "too slow", { dollars: null });
  if (!(thrown instanceof OpenAI.APIError) || thrown.status === undefined) {
    const unreadable = thrown instanceof SyntaxError;
    return new ModelError(unreadable ? "invalid" : "down", String(thrown), { again: !unreadable, dollars: null });
  }
  const { status, code } = thrown;
  const message = `${status} ${code ?? ""}`.trim();
  // Over its limit for seconds or for the month: a second try in a moment would be refused too.
  if (status === 429) return new ModelError("quota", message);
  const passing = status >= 500 || status === 408 || status === 409;
  return new ModelError(passing ? "down" : "refused", message, { again: passing });
}
