import { createHash } from "node:crypto";
import pRetry from "p-retry";
import { breakerPause, noteAnswer, noteFailure } from "../breaker.ts";
import { env } from "../env.ts";
import { log } from "../log.ts";
import { connected, redisKey } from "../redis.ts";
import { day } from "../time.ts";
import { checked } from "./ai-answer.ts";
import { costOf, reserve, settle } from "./ai-budget.ts";
import { countOutcome } from "./ai-outcomes.ts";
import {
  type Answer,
  answerJson,
  type Candidate,
  maxAnswerTokens,
  mostCandidates,
  type Profile,
  requestFor,
  shown,
} from "./ai-prompt.ts";
import { type Completed, complete, type Fallback, ModelError, pauseMs } from "./openai.ts";

export type { Candidate, Profile } from "./ai-prompt.ts";

export interface Reranked {
  /** The candidates' ids in the new order, each once; those that the model left out follow in code's order. */
  order: string[];
  /** One sentence for some of them, by id. */
  sentences: ReadonlyMap<string, string>;
  provenance: { by: "rerank"; model: string } | { by: "code"; fallback: Fallback };
}

export interface RerankOptions {
  /** Names the subscriber's own budget; it is never sent. */
  subscriber: string;
  signal: AbortSignal;
}

type Request = ReturnType<typeof requestFor>;

const service = "openai";
/** Answers are reused for a second welcome or a repeated digest; by tomorrow the postings are others. */
const keptMs = 1 * day;
/** An answer that was kept in another shape does not count. */
const keptAnswer = answerJson.nullable().catch(null);

/**
 * Orders the best candidates as the subscriber would, within AI_TIMEOUT_MS. Throws on abort only: whatever else fails,
 * code's order stands at once, and the provenance says why.
 */
export async function rerank(
  profile: Profile,
  candidates: readonly Candidate[],
  options: RerankOptions,
): Promise<Reranked> {
  options.signal.throwIfAborted();
  try {
    if (env.OPENAI_API_KEY === undefined || candidates.length === 0) throw new ModelError("off", "nothing to ask");
    return await byModel(profile, candidates, options);
  } catch (error) {
    options.signal.throwIfAborted();
    // Redis is down, or something unforeseen.
    if (!(error instanceof ModelError)) log.warn({ err: error }, "digest not ordered by the model");
    const fallback = error instanceof ModelError ? error.fallback : "down";
    countOutcome(fallback);
    const order = candidates.map(({ postingId }) => postingId);
    return { order, sentences: new Map(), provenance: { by: "code", fallback } };
  }
}

async function byModel(profile: Profile, candidates: readonly Candidate[], options: RerankOptions): Promise<Reranked> {
  const postings = shown(candidates.slice(0, mostCandidates));
  const request = requestFor(profile, postings, env.OPENAI_MODEL);
  const redis = await connected();
  // The request holds all that matters: wishes, language, candidates, model, prompt. Its hash reveals none of it.
  const key = redisKey("ai-answer", createHash("sha256").update(JSON.stringify(request)).digest("base64url"));
  const kept = keptAnswer.parse(await redis.get(key));
  const answer = kept ?? (await ask(request, options));
  const { order, sentences } = checked(answer, postings, profile.locale);
  if (order.length === 0) throw new ModelError("invalid", "none of the postings is picked");
  if (!kept) await redis.set(key, JSON.stringify(answer), "PX", keptMs);
  countOutcome(kept ? "cache" : "rerank");
  const ids = candidates.map(({ postingId }) => postingId);
  const idOf = (at: number) => ids[at] ?? "";
  return {
    order: [...new Set([...order.map(idOf), ...ids])],
    sentences: new Map([...sentences].map(([at, sentence]) => [idOf(at), sentence])),
    provenance: { by: "rerank", model: env.OPENAI_MODEL },
  };
}

/** Two attempts within the time limit. The breaker counts what the vendor does, not what the model says. */
async function ask(request: Request, { subscriber, signal }: RerankOptions): Promise<Answer> {
  if ((await breakerPause(service)) > 0) throw new ModelError("breaker", "the vendor rests");
  const deadline = performance.now() + env.AI_TIMEOUT_MS;
  const leftMs = () => deadline - performance.now();
  let completed: Completed;
  try {
    completed = await pRetry(() => attempt(request, subscriber, { timeoutMs: leftMs(), signal }), {
      ...{ retries: 1, minTimeout: pauseMs, factor: 1, signal },
      shouldRetry: ({ error }) => error instanceof ModelError && error.again && leftMs() > 2 * pauseMs,
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ModelError && error.fallback !== "budget") await noteFailure(service, error.message);
    throw error;
  }
  await noteAnswer(service);
  return answerOf(completed);
}

/** One call. Its highest possible price is set aside before, and the rest given back after. */
async function attempt(request: Request, subscriber: string, options: { timeoutMs: number; signal: AbortSignal }) {
  // No token is shorter than a byte, so the vendor cannot count more.
  const most = costOf({ input: Buffer.byteLength(JSON.stringify(request)), cached: 0, output: maxAnswerTokens });
  const reserved = await reserve(subscriber, most);
  if (!reserved) throw new ModelError("budget", "used up for today");
  let dollars: number | null = null;
  try {
    const completed = await complete(request, options);
    dollars = completed.dollars;
    return completed;
  } catch (error) {
    if (error instanceof ModelError) dollars = error.dollars;
    throw error;
  } finally {
    if (dollars !== null) await settle(reserved, dollars);
  }
}

/** Servers that only speak the protocol may answer in prose where JSON was asked for. */
function answerOf({ content, refused }: Completed): Answer {
  const parsed = answerJson.safeParse(content);
  if (refused || !parsed.success) throw new ModelError(refused ? "refused" : "invalid", "no answer to be used");
  return parsed.data;
}
