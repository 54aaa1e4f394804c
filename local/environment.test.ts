import { expect, test } from "vitest";
import { parseEnv } from "../lib/env.ts";
import { testFolder } from "../test/services.ts";
import { type Environment, mailsForReal, programEnvironment, sellsForReal } from "./environment.ts";
import { productIds } from "./polar/catalogue.ts";
import { loadSecrets } from "./secrets.ts";

const secrets = await loadSecrets(testFolder());
const at = {
  host: "127.0.0.1",
  port: 3000,
  ingress: "http://127.0.0.1:3000",
  redis: "redis://127.0.0.1:1",
  supabase: "http://127.0.0.1:2",
  outbox: "http://127.0.0.1:3",
  boards: "http://127.0.0.1:4",
  polar: "http://127.0.0.1:5",
};
const forUser = (user: Environment) => programEnvironment(user, at, secrets);

test("ingress and workers can start with it, in production too", () => {
  for (const NODE_ENV of ["development", "production"]) {
    const { ingress, workers } = forUser({ NODE_ENV });
    expect(parseEnv(ingress)).toHaveProperty("env");
    expect(parseEnv(workers)).toHaveProperty("env");
  }
});

test("the ingress has no key that writes or calls out", () => {
  const { ingress, workers } = forUser({ OPENAI_API_KEY: "sk-user", REED_API_KEY: "reed" });
  expect(workers).toMatchObject({ SUPABASE_SERVICE_ROLE_KEY: secrets.SUPABASE_SERVICE_ROLE_KEY, REED_API_KEY: "reed" });
  const values = Object.values(ingress);
  for (const secret of [secrets.SUPABASE_SERVICE_ROLE_KEY, secrets.RESEND_API_KEY, "sk-user", "reed"]) {
    expect(values).not.toContain(secret);
  }
  for (const secret of [secrets.POSTGRES_PASSWORD, secrets.SUPABASE_JWT_SECRET]) {
    expect([...values, ...Object.values(workers)]).not.toContain(secret);
  }
});

test("what the user set wins, but for the services that are started here", () => {
  const { workers } = forUser({
    SOURCES: "arbeitnow",
    CORS_ORIGINS: "https://example.org",
    SYSTEM_API_KEY: "mine",
    EMAIL_DOMAIN: "",
    REDIS_URL: "redis://elsewhere:6379",
    SUPABASE_URL: "https://elsewhere.supabase.co",
    SUPABASE_SERVICE_ROLE_KEY: "of the real project",
    npm_config_registry: "https://registry.example",
  });
  expect(workers).toMatchObject({
    SOURCES: "arbeitnow",
    CORS_ORIGINS: "https://example.org",
    SYSTEM_API_KEY: "mine",
    REDIS_URL: at.redis,
    SUPABASE_URL: at.supabase,
    SUPABASE_SERVICE_ROLE_KEY: secrets.SUPABASE_SERVICE_ROLE_KEY,
  });
  expect(workers.EMAIL_DOMAIN).toBe("jobping.example");
  expect(workers).not.toHaveProperty("npm_config_registry");
});

test("the local boards play four sources, with keys that only they take and no quota", () => {
  const { ingress, workers } = forUser({});
  expect(workers.SOURCES?.split(",").map((source) => source.split("|")[0])).toEqual(
    ["greenhouse", "arbeitnow", "jsearch", "theirstack"].map((name) => `${name}=${at.boards}/${name}`),
  );
  expect(workers).toHaveProperty("RAPID_API_KEY");
  expect(workers).toHaveProperty("THEIRSTACK_API_KEY");
  expect(workers.SCRAPER_RATE_LIMITS).toContain("jsearch:1000000/month");
  expect(ingress).not.toHaveProperty("RAPID_API_KEY");
  // A real vendor must get neither a wrong key nor more requests than it allows.
  const { workers: own } = forUser({ SOURCES: "jsearch", THEIRSTACK_API_KEY: "of-the-user" });
  for (const name of ["RAPID_API_KEY", "SCRAPER_RATE_LIMITS"]) expect(own).not.toHaveProperty(name);
  expect(own.THEIRSTACK_API_KEY).toBe("of-the-user");
});

test("premium is sold by the Polar that is played here, unless the user brought a token", () => {
  const { ingress, workers } = forUser({ POLAR_PRODUCT_MONTHLY: "of another", POLAR_BASE_URL: "https://elsewhere" });
  const products = { POLAR_PRODUCT_MONTHLY: productIds.monthly, POLAR_PRODUCT_QUARTERLY: productIds.quarterly };
  const { POLAR_ACCESS_TOKEN, POLAR_WEBHOOK_SECRET } = secrets;
  expect(workers).toMatchObject({ ...products, POLAR_ACCESS_TOKEN, POLAR_WEBHOOK_SECRET, POLAR_BASE_URL: at.polar });
  expect(ingress).toMatchObject({ ...products, POLAR_WEBHOOK_SECRET });
  for (const name of ["POLAR_ACCESS_TOKEN", "POLAR_BASE_URL"]) expect(ingress).not.toHaveProperty(name);
  const real = programEnvironment({ POLAR_ACCESS_TOKEN: "polar_oat_of_the_user" }, { ...at, polar: null }, secrets);
  expect(real.workers.POLAR_ACCESS_TOKEN).toBe("polar_oat_of_the_user");
  for (const name of ["POLAR_BASE_URL", "POLAR_WEBHOOK_SECRET"]) expect(real.workers).not.toHaveProperty(name);
  expect([sellsForReal({}), sellsForReal({ POLAR_ACCESS_TOKEN: "polar_oat_of_the_user" })]).toEqual([false, true]);
});

test("mail leaves only with the user's own key and no other server in its way", () => {
  expect(forUser({}).workers.RESEND_BASE_URL).toBe(at.outbox);
  expect(forUser({ RESEND_API_KEY: "re_user_key" }).workers).not.toHaveProperty("RESEND_BASE_URL");
  expect(forUser({ RESEND_API_KEY: "re_user_key", RESEND_BASE_URL: "http://play" }).workers.RESEND_BASE_URL).toBe(
    "http://play",
  );
  expect(mailsForReal({})).toBe(false);
  expect(mailsForReal({ RESEND_API_KEY: "re_user_key" })).toBe(true);
});
