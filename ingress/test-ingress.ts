import { afterAll, beforeAll } from "vitest";
import { closeChannels } from "../lib/channels.ts";
import { resolveCity } from "../lib/postings/places.ts";
import { closeQueues } from "../lib/queue.ts";
import { closeRedis, producer, redisKey, redisReady } from "../lib/redis.ts";
import { second } from "../lib/time.ts";
import { startIngress } from "./server.ts";
import { expectDocumented } from "./test-document.ts";

export interface TestIngress {
  url: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  json(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  form(
    path: string,
    fields: Record<string, string | readonly string[]>,
    headers?: Record<string, string>,
  ): Promise<Response>;
  close(): Promise<void>;
}

/** What browsers send. */
export const asBrowser = { accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" };

/**
 * The real server on a free port, for tests over HTTP. Redirects are not followed, and every answer must match the
 * OpenAPI document.
 */
export async function openIngress({ withRedis = true } = {}): Promise<TestIngress> {
  if (withRedis) await redisReady(5 * second);
  // As main.ts does: loading the gazetteer takes longer than a request may.
  resolveCity("Berlin");
  const ingress = await startIngress({ port: 0, host: "127.0.0.1" });
  const send = async (path: string, init: RequestInit) => {
    const answer = await fetch(ingress.url + path, { redirect: "manual", ...init });
    await expectDocumented(init.method ?? "GET", ingress.url + path, answer);
    return answer;
  };
  return {
    url: ingress.url,
    get: (path, headers = {}) => send(path, { headers }),
    json: (path, body, headers = {}) =>
      send(path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    form(path, fields, headers = {}) {
      const body = new URLSearchParams();
      for (const [name, value] of Object.entries(fields)) for (const each of [value].flat()) body.append(name, each);
      return send(path, { method: "POST", headers, body });
    },
    async close() {
      ingress.server.closeAllConnections();
      await ingress.close();
      await closeChannels();
      await closeQueues();
      await closeRedis();
    },
  };
}

/** The server of a test file, open from before its first test until after its last. */
export function ingressOfFile(): TestIngress {
  const ingress = {} as TestIngress;
  beforeAll(async () => void Object.assign(ingress, await openIngress()));
  afterAll(() => ingress.close());
  return ingress;
}

/** How many jobs of this name wait: no worker takes them in these tests. */
export const waiting = (job: string) => producer().llen(redisKey(job, "wait"));

/** A signup body as JSON callers send it. */
export function signupJson(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    email: `person-${crypto.randomUUID()}@example.org`,
    name: "Zoë Ångström",
    cities: ["Berlin"],
    careerPaths: ["data-analytics"],
    consent: true,
    ...over,
  };
}

/** The minimum that the form sends. */
export function signupFields(over: Record<string, string | readonly string[]> = {}) {
  return {
    email: `person-${crypto.randomUUID()}@example.org`,
    cities: "Berlin, London",
    careerPaths: ["data-analytics", "unsure"],
    consent: "on",
    ...over,
  };
}
