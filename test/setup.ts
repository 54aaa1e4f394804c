import { randomBytes } from "node:crypto";
import { afterAll, inject } from "vitest";
import { earlierMonthlyId, productIds } from "../local/polar/catalogue.ts";
import { endChildren, leftOpen } from "./leaks.ts";
import { openOutside } from "./outside.ts";
import { forgetKeys } from "./redis-keys.ts";
import { until } from "./until.ts";

// Runs before the modules of a test file, and so sets the environment that lib/env reads at import.
const services = inject("services");
const outside = await openOutside();
const redisPrefix = process.env.REDIS_PREFIX ?? `{t${randomBytes(6).toString("hex")}}`;

Object.assign(process.env, {
  NODE_ENV: "test",
  LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? "silent",
  HOST: "127.0.0.1",
  PORT: "0",
  // Tests speak for people of many networks: each is what X-Forwarded-For says, and who says nothing is 127.0.0.1.
  TRUSTED_PROXIES: "127.0.0.1/32",
  REDIS_URL: services.redisUrl,
  // Processes share one Redis and must not see each other; each file of a process begins with nothing.
  REDIS_PREFIX: redisPrefix,
  SUPABASE_URL: outside.urlOf("database"),
  SUPABASE_ANON_KEY: services.anonKey,
  SUPABASE_SERVICE_ROLE_KEY: services.serviceKey,
  RESEND_BASE_URL: outside.urlOf("outbox"),
  RESEND_API_KEY: "re_test_key_of_this_run",
  RESEND_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString("base64")}`,
  NEXT_RESEND_WEBHOOK_SECRET: randomBytes(32).toString("base64"),
  POLAR_BASE_URL: outside.urlOf("polar"),
  POLAR_ACCESS_TOKEN: "polar_oat_test_token_of_this_run",
  POLAR_PRODUCT_MONTHLY: `${productIds.monthly},${earlierMonthlyId}`,
  POLAR_PRODUCT_QUARTERLY: productIds.quarterly,
  POLAR_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString("base64")}`,
  NEXT_POLAR_WEBHOOK_SECRET: `polar_whs_${randomBytes(32).toString("hex")}`,
  NEXT_SEAL_SECRET: "the-next-secret-to-seal-with-of-all-tests-of-a-run",
  NEXT_SYSTEM_API_KEY: "the-next-system-key-of-all-tests-of-a-run",
  NEXT_INTERNAL_API_HMAC_SECRET: "the-next-hmac-secret-of-all-tests-of-a-run",
  CORS_ORIGINS: "https://campus.example,https://blog.example",
  // A developer's own key would be charged for tests; those that want a model simulate it.
  OPENAI_API_KEY: "",
  SOURCES: `greenhouse=${outside.urlOf("boards")}/greenhouse|fjordbyte|havelwerk,arbeitnow=${outside.urlOf("boards")}/arbeitnow`,
});

// Registered first, so it runs after all other hooks of the file.
afterAll(async () => {
  const unexpected = outside.forget();
  await forgetKeys(services.redisUrl, redisPrefix);
  const open = () => leftOpen(services.redisUrl, outside.urlOf("database"));
  await until("everything closed", () => open().length === 0, 2000).catch(() => {});
  const faults = [
    ...unexpected.map((path) => `${path} was asked for, and nobody plays it`),
    ...open().map((what) => `${what} was left open`),
  ];
  endChildren();
  if (faults.length > 0) throw new Error(`In this file, or one before it in its process: ${faults.join("; ")}`);
});
