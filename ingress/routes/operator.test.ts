import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

vi.hoisted(() => {
  // Production without a key of its own for anything: only what the routes below look at is real.
  Object.assign(process.env, {
    NODE_ENV: "production",
    PUBLIC_URL: "https://jobping.example",
    EMAIL_DOMAIN: "jobping.example",
    ADMIN_API_KEY: "the-admin-key-of-this-test-file-only",
    METRICS_TOKEN: "the-metrics-token-of-this-test-file",
  });
  for (const name of [
    "EMAIL_VERIFICATION_SECRET",
    "PREFERENCES_SECRET",
    "SEAL_SECRET",
    "SYSTEM_API_KEY",
    "INTERNAL_API_HMAC_SECRET",
  ])
    process.env[name] = `${name}-of-this-test-file-and-no-other`;
});

import { env } from "../../lib/env.ts";
import { play } from "../../test/services.ts";
import { openIngress, type TestIngress } from "../test-ingress.ts";

let ingress: TestIngress;
beforeAll(async () => {
  // What the metrics ask of it stays without an answer.
  play("database", "http://127.0.0.1:1");
  ingress = await openIngress();
});
afterAll(() => ingress.close());

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const basic = (key: string) => ({ authorization: `Basic ${btoa(`operator:${key}`)}` });

describe("in production", () => {
  test.each(["/openapi.json", "/docs", "/metrics"])("%s is for operators", async (path) => {
    const status = async (headers = {}) => (await ingress.get(path, headers)).status;
    expect(await status()).toBe(401);
    expect((await ingress.get(path)).headers.get("www-authenticate")).toMatch(/^Basic /);
    expect(await status(bearer("wrong"))).toBe(403);
    expect(await status(basic("wrong"))).toBe(401);
    expect(await status(bearer(env.SYSTEM_API_KEY))).toBe(403);
    expect(await status(bearer(env.ADMIN_API_KEY))).toBe(200);
    expect(await status(basic(env.ADMIN_API_KEY))).toBe(200);
  });

  test("the scraper's token opens the metrics and nothing else", async () => {
    const response = await ingress.get("/metrics", bearer(env.METRICS_TOKEN));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/plain");
    expect(await response.text()).toMatch(/http_request_ms_count\{method="GET",route="\/metrics",status="401"\} \d/);
    expect((await ingress.get("/docs", bearer(env.METRICS_TOKEN))).status).toBe(403);
  });

  test("the reference has its named exception, and only there", async () => {
    const response = await ingress.get("/docs", bearer(env.ADMIN_API_KEY));
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/script-src 'nonce-[\w+/=]+' https:\/\/cdn.jsdelivr.net;/);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    const page = await response.text();
    expect(page).toContain(`nonce="${nonce}"`);
    expect(page).toContain("/openapi.json");
    expect(page).toMatch(/@scalar\/api-reference@\d+\.\d+\.\d+/);
  });

  test("https is for ever", async () => {
    const header = (await ingress.get("/nowhere")).headers.get("strict-transport-security") ?? "";
    expect(Number(/max-age=(\d+)/.exec(header)?.[1])).toBeGreaterThanOrEqual(365 * 24 * 3600);
  });
});
