import { setTimeout as wait } from "node:timers/promises";
import { minute } from "../../lib/time.ts";
import { readStackFile } from "../../local/stack-file.ts";
import { Refusal } from "./refusals.ts";

interface System {
  /** Address of the ingress. */
  url: string;
  key: string;
}

/** A job's state, as GET /jobs shows it. */
export interface Outcome {
  id: string;
  state: string;
  outcome?: "done" | "failed";
  /** Its progress while it runs. */
  progress?: unknown;
  result?: unknown;
  error?: string;
}

const answerMs = 10_000;
const pollMs = 200;

/** The running system: of the environment or, on a developer's machine, of `npm start`. */
function system(): System {
  const stack = readStackFile(".local");
  const [url, key] = [process.env.INGRESS || stack?.ingress, process.env.SYSTEM_API_KEY || stack?.systemKey];
  if (url && key) return { url: url.replace(/\/+$/, ""), key };
  throw new Refusal("Where is the system? Set INGRESS (its address) and SYSTEM_API_KEY, or run `npm start` here.");
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const { url, key } = system();
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  let response: Response;
  try {
    response = await fetch(url + path, { ...init, headers, redirect: "error", signal: AbortSignal.timeout(answerMs) });
  } catch (error) {
    const { cause = error } = error as Error;
    throw new Refusal(`${url} does not answer: ${(cause as Error).message}`);
  }
  const answer: unknown = await response.json().catch(() => ({}));
  if (response.ok) return answer as T;
  const { title = "", detail = "" } = answer as { title?: string; detail?: string };
  throw new Refusal(`${url}${path} refuses with ${response.status}: ${title}. ${detail}`);
}

export interface Following {
  /** Called with the job's progress at each poll. */
  onProgress?: (progress: unknown) => void;
  patienceMs?: number;
}

/** Asks a system route for a job and waits for its end. @throws Refusal if it is refused or fails */
export async function act(path: string, body: object, following?: Following): Promise<Outcome> {
  const { status } = await ask<{ status: string }>(path, body);
  return follow(status, following);
}

/** Waits for a job's end, where `status` shows it. @throws Refusal if it fails, or is not there */
export async function follow(
  status: string,
  { onProgress, patienceMs = 15 * minute }: Following = {},
): Promise<Outcome> {
  for (const since = performance.now(); ; await wait(pollMs)) {
    const outcome = await ask<Outcome>(status);
    if (outcome.outcome === "done") return outcome;
    if (outcome.outcome === "failed") throw new Refusal(`The job failed: ${outcome.error} (GET ${status})`);
    if (outcome.progress !== undefined) onProgress?.(outcome.progress);
    if (performance.now() - since > patienceMs)
      throw new Refusal(`The job is still ${outcome.state}; ask GET ${status}`);
  }
}
