import { parseArgs } from "node:util";
import { second, wait } from "../../lib/time.ts";
import { readStackFile } from "../../local/stack-file.ts";

/** A running product, and what we may see of it. */
export interface Target {
  /** Address of the ingress, without a trailing slash. */
  url: string;
  /** Where its mails can be read. Without it, a probe's mail is followed only by the vendor's events. */
  outbox: string | null;
  /** The key to the operators' routes. */
  adminKey: string | null;
  /** Allows a checkout even where real money moves. */
  live: boolean;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  /** Until the whole answer had arrived. */
  ms: number;
}

interface Ask {
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  json?: unknown;
  form?: Record<string, string>;
}

/** Our answers take at most 2 s; the rest is for the network. */
const answerWithinMs = 10 * second;
const pollMs = 250;

/** An error shown to people as a sentence and advice, without a stack. */
export class Trouble extends Error {
  readonly todo: string;

  constructor(message: string, todo = "Is the address right, and does the ingress run?") {
    super(message);
    this.todo = todo;
  }
}

/** @throws {Trouble} if the product's address is unknown, or keys would travel unencrypted */
export function readTarget(args: string[], env: NodeJS.ProcessEnv): { target: Target; asJson: boolean } {
  const options = {
    url: { type: "string" },
    outbox: { type: "string" },
    live: { type: "boolean" },
    json: { type: "boolean" },
  } as const;
  const { values } = parseArgs({ args, options });
  const stack = readStackFile(".local");
  const given = values.url ?? (env.PUBLIC_URL || stack?.ingress);
  if (!given) throw new Trouble("Where is the product? Give --url, set PUBLIC_URL, or run `npm start` here.");
  const parsed = URL.canParse(given) ? new URL(given) : null;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw new Trouble(`${given} is not an address of http or https.`);
  const url = parsed.href.replace(/\/+$/, "");
  // The local stack's keys are only for the local stack.
  const ours = stack?.ingress === url ? stack : null;
  const adminKey = env.ADMIN_API_KEY || ours?.adminKey || null;
  if (adminKey && parsed.protocol === "http:" && !isLocal(url)) {
    throw new Trouble(`${url} is not encrypted: the operator's key is not sent there. Use its https address.`);
  }
  const outbox = values.outbox?.replace(/\/+$/, "") ?? ours?.outbox ?? null;
  const target = { url, outbox, adminKey, live: values.live ?? false };
  return { target, asJson: values.json ?? false };
}

/** Whether it is on this machine, so that nothing travels over a network. */
export function isLocal(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

/** @throws {Trouble} without an answer in time; any status is an answer. Redirects are not followed. */
export async function ask(url: string, { method, headers, json, form }: Ask = {}): Promise<Reply> {
  const body = json !== undefined ? JSON.stringify(json) : form ? new URLSearchParams(form) : null;
  const startedAt = performance.now();
  try {
    const response = await fetch(url, {
      method: method ?? (body === null ? "GET" : "POST"),
      headers: { ...(json !== undefined && { "content-type": "application/json" }), ...headers },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, ms: performance.now() - startedAt };
  } catch (error) {
    const { cause = error } = error as Error;
    throw new Trouble(`No answer: ${(cause as Error).message || (cause as { code?: string }).code}`);
  }
}

export const askOperator = ({ url, adminKey }: Target, path: string): Promise<Reply> =>
  ask(url + path, { headers: adminKey ? { authorization: `Bearer ${adminKey}` } : {} });

/** Polls until there is something, or the time is over. */
export async function patience<T>(ms: number, look: () => Promise<T>): Promise<T | null> {
  for (const until = performance.now() + ms; ; await wait(pollMs)) {
    const found = await look();
    if (found) return found;
    if (performance.now() > until) return null;
  }
}
