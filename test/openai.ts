import { Hono } from "hono";
import { z } from "zod";
import { type Fault, type FaultEnv, Faults, strike } from "../local/wire/faults.ts";
import { hangUp, listen } from "../local/wire/server.ts";

/** A posting as the request shows it to the model. */
export interface LaidOut {
  number: number;
  title: string;
  company: string;
  facts: string;
  text: string;
}

/** What the simulated model answers: its text, or how else its turn ends. */
export interface Said {
  content?: string | null;
  refusal?: string;
  finish_reason?: "stop" | "length" | "content_filter";
  /** No choice at all. */
  silent?: boolean;
  /** A page of something in between, instead of the vendor's reply. */
  page?: string;
  /** Some servers do not count tokens. */
  uncounted?: boolean;
}

type Model = (postings: readonly LaidOut[]) => Said;

export interface PlayedOpenai {
  url: string;
  /** The requests that came, the oldest first. */
  requests: { headers: Record<string, string>; text: string; body: z.output<typeof completionBody> }[];
  faults: Faults;
  /** How it answers unless told otherwise: the postings in reverse order. */
  model: Model;
  /** Dollars that it bills at gpt-4o-mini's prices. */
  billed(): number;
  /** Forgets requests, bills and faults, and answers as usual again. */
  reset(): void;
  close(): Promise<void>;
}

/** What strict structured output takes: every property required, and no others. */
const strictSchema: z.ZodType = z.lazy(() =>
  z.union([
    z
      .strictObject({
        type: z.literal("object"),
        properties: z.record(z.string(), strictSchema),
        required: z.array(z.string()),
        additionalProperties: z.literal(false),
      })
      .refine(({ properties, required }) => Object.keys(properties).every((name) => required.includes(name))),
    z.strictObject({ type: z.literal("array"), items: strictSchema }),
    z.strictObject({ type: z.enum(["string", "number", "integer", "boolean"]) }),
  ]),
);

/** The part of the vendor's request that we use; anything else is refused, so that a typing error of ours shows. */
const completionBody = z.strictObject({
  model: z.string().min(1),
  messages: z.array(z.strictObject({ role: z.enum(["system", "user"]), content: z.string().min(1) })).min(1),
  response_format: z.strictObject({
    type: z.literal("json_schema"),
    json_schema: z.strictObject({
      name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
      strict: z.literal(true),
      schema: strictSchema,
    }),
  }),
  max_completion_tokens: z.int().positive(),
  store: z.boolean().optional(),
});

const laidOut = z.tuple([z.int(), z.string(), z.string(), z.string(), z.string()]);

/** Reads the postings as the model would: one JSON array a line, after their heading. */
function postingsOf(body: z.output<typeof completionBody>): LaidOut[] {
  const [, lines = ""] = body.messages.at(-1)?.content.split("\nPOSTINGS\n") ?? [];
  return lines.split("\n").map((line) => {
    const [number, title, company, facts, text] = laidOut.parse(JSON.parse(line));
    return { number, title, company, facts, text };
  });
}

/** An answer that picks these postings, with these sentences. */
export function picking(picks: readonly { number: number; why?: string }[]): Said {
  return { content: JSON.stringify({ picks: picks.map(({ number, why = "" }) => ({ number, why })) }) };
}

const reversed: Model = (postings) =>
  picking(postings.toReversed().map(({ number }) => ({ number, why: "The work that you asked for." })));

/** Simulates the vendor: chat completions with structured output, with equally strict requests. */
export async function startOpenai(): Promise<PlayedOpenai> {
  const stop = new AbortController();
  let dollars = 0;
  const app = new Hono<FaultEnv>();
  // A delay that ends as we abort is no error.
  app.onError((error, c) => (stop.signal.aborted ? hangUp(c) : c.text(`${error.stack}`, 500)));
  app.post(
    "/v1/chat/completions",
    async (c, next) => {
      const text = await c.req.text();
      const { data: body, error } = completionBody.safeParse(JSON.parse(text));
      if (!c.req.header("authorization")?.startsWith("Bearer ")) return refuse(401, "invalid_api_key");
      if (!body) return refuse(400, "invalid_request_error", z.prettifyError(error));
      played.requests.push({ headers: c.req.header(), text, body });
      await next();
    },
    (c, next) => strike<FaultEnv>(played.faults, (_, fault) => faultReply(fault), stop.signal)(c, next),
    (c) => {
      const { body } = played.requests.at(-1) ?? {};
      if (!body) throw new Error("no request");
      const said = played.model(postingsOf(body));
      if (said.page) return c.html(said.page);
      // About four characters a token, as in English; the benchmark really counts.
      const usage = { prompt_tokens: count(JSON.stringify(body)), completion_tokens: count(said.content ?? "") };
      dollars += (usage.prompt_tokens * 0.15 + usage.completion_tokens * 0.6) / 1e6;
      return c.json(completion(body.model, said, usage));
    },
  );
  const { url, close } = await listen(app, { port: 0, host: "127.0.0.1" });
  const played: PlayedOpenai = {
    url: `${url}/v1`,
    requests: [],
    faults: new Faults(),
    model: reversed,
    billed: () => dollars,
    reset() {
      dollars = 0;
      played.requests.length = 0;
      played.faults.set({});
      played.model = reversed;
    },
    async close() {
      stop.abort(new Error("the played vendor closes"));
      await close();
    },
  };
  return played;
}

const count = (text: string) => Math.ceil(text.length / 4);

function completion(model: string, said: Said, usage: { prompt_tokens: number; completion_tokens: number }) {
  const { content = null, refusal = null, finish_reason = "stop", silent, uncounted } = said;
  const choice = { index: 0, finish_reason, logprobs: null, message: { role: "assistant", content, refusal } };
  const total_tokens = usage.prompt_tokens + usage.completion_tokens;
  return {
    ...{ id: "chatcmpl-played", object: "chat.completion", created: 1_795_000_000, model },
    choices: silent ? [] : [choice],
    ...(!uncounted && { usage: { ...usage, total_tokens, prompt_tokens_details: { cached_tokens: 0 } } }),
  };
}

/** The vendor's own words for a status; `name` is its error code. */
function faultReply({ status, name }: Fault & { status: number }): Response {
  return refuse(status, name ?? (status === 429 ? "rate_limit_exceeded" : null));
}

function refuse(status: number, code: string | null, message = "played"): Response {
  const type = status >= 500 ? "server_error" : "invalid_request_error";
  const headers = status === 429 ? { "retry-after": "20" } : {};
  return Response.json({ error: { message, type, param: null, code } }, { status, headers });
}
