import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseEnv } from "./env.ts";
import { environmentVariables, secretName, type Variable } from "./env-variables.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A production environment that is right: every secret is another text of letters. */
function production(changes: Record<string, string | undefined> = {}): Record<string, string | undefined> {
  const secrets = ["EMAIL_VERIFICATION_SECRET", "PREFERENCES_SECRET", "SEAL_SECRET", "SYSTEM_API_KEY"];
  secrets.push("INTERNAL_API_HMAC_SECRET", "ADMIN_API_KEY", "METRICS_TOKEN");
  return {
    NODE_ENV: "production",
    PUBLIC_URL: "https://jobping.example/",
    REDIS_URL: "rediss://redis.internal:6379",
    SUPABASE_URL: "https://project.supabase.co",
    SUPABASE_ANON_KEY: "a-key-that-opens-little",
    EMAIL_DOMAIN: "jobping.example",
    ...Object.fromEntries(secrets.map((name, at) => [name, String.fromCharCode(97 + at).repeat(32)])),
    ...changes,
  };
}

function parsed(source: Record<string, string | undefined>) {
  const result = parseEnv(source);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return result.env;
}

function problems(source: Record<string, string | undefined>): string[] {
  const result = parseEnv(source);
  return "problems" in result ? result.problems : [];
}

describe("parseEnv", () => {
  test("needs nothing on a developer's machine", () => {
    expect(parsed({})).toMatchObject({ NODE_ENV: "development", PORT: 3000, HOST: "127.0.0.1", CORS_ORIGINS: [] });
  });

  test("reads a production environment", () => {
    const env = parsed(production({ CORS_ORIGINS: "https://a.example/, https://b.example", PORT: "80" }));
    expect(env).toMatchObject({ HOST: "0.0.0.0", PORT: 80, PUBLIC_URL: "https://jobping.example" });
    expect(env.CORS_ORIGINS).toEqual(["https://a.example", "https://b.example"]);
    expect(env.SUPABASE_SERVICE_ROLE_KEY).toBeUndefined();
  });

  test("takes addresses as their owners show them", () => {
    const shown = { SUPABASE_URL: "https://project.supabase.co/rest/v1/", PUBLIC_URL: "https://JobPing.example/" };
    expect(parsed({ ...shown, EMAIL_DOMAIN: "Mail.JobPing.example" })).toMatchObject({
      ...{ SUPABASE_URL: "https://project.supabase.co", PUBLIC_URL: "https://jobping.example" },
      EMAIL_DOMAIN: "mail.jobping.example",
    });
  });

  test("sells both plans or none, and takes no token without them", () => {
    const [id, token] = ["8cd6f2b6-7c8e-4f4a-9f5e-3d1f2b6c7a10", "polar_oat_of-an-account"];
    expect(problems({ POLAR_ACCESS_TOKEN: token }).map((line) => line.split(":")[0])).toEqual([
      ...["POLAR_PRODUCT_MONTHLY", "POLAR_PRODUCT_QUARTERLY"],
    ]);
    expect(problems({ POLAR_PRODUCT_QUARTERLY: id })).toEqual([
      "POLAR_PRODUCT_MONTHLY: is not set, and POLAR_PRODUCT_QUARTERLY needs it",
    ]);
    // The ingress has no token.
    const [other, earlier] = [id.replace("8", "9"), id.replace("8", "7")];
    const both = { POLAR_PRODUCT_MONTHLY: `${id.toUpperCase()}, ${earlier}`, POLAR_PRODUCT_QUARTERLY: other };
    expect(parsed(both)).toMatchObject({ POLAR_PRODUCT_MONTHLY: [id, earlier], POLAR_PRODUCT_QUARTERLY: [other] });
    const twice = { ...both, POLAR_PRODUCT_QUARTERLY: id };
    expect(problems(twice)).toEqual(["POLAR_PRODUCT_MONTHLY, POLAR_PRODUCT_QUARTERLY: the same product twice"]);
    expect(problems({ ...both, POLAR_PRODUCT_MONTHLY: "," })).toHaveLength(1);
  });

  test("takes an empty text for an absent one", () => {
    expect(parsed({ PORT: "", NEXT_SEAL_SECRET: "" })).toMatchObject({ PORT: 3000, NEXT_SEAL_SECRET: undefined });
  });

  test("wants TLS for people in production, whatever is allowed inside", () => {
    const open = production({ PUBLIC_URL: "http://jobs.example.org", ALLOW_PLAINTEXT_INTERNAL: "1" });
    expect(problems(open)).toEqual(["PUBLIC_URL: is not encrypted; use https://"]);
    expect(problems(production({ PUBLIC_URL: "http://127.0.0.1:3000" }))).toEqual([]);
  });

  test("wants TLS to Redis and the Data API in production, unless they are here or that is allowed", () => {
    const open = { REDIS_URL: "redis://redis:6379", SUPABASE_URL: "http://api:8000" };
    expect(problems(production(open)).map((line) => line.split(":")[0])).toEqual(["REDIS_URL", "SUPABASE_URL"]);
    expect(problems(production({ ...open, ALLOW_PLAINTEXT_INTERNAL: "1" }))).toEqual([]);
    expect(problems(production({ REDIS_URL: "redis://127.0.0.1:6379", SUPABASE_URL: "http://[::1]:8000" }))).toEqual(
      [],
    );
    expect(problems(open)).toEqual([]);
    expect(problems(production({ POLAR_BASE_URL: "http://polar:4003" }))).toHaveLength(1);
    const internal = (url: string) => production({ POLAR_BASE_URL: url, ALLOW_PLAINTEXT_INTERNAL: "1" });
    expect(problems(internal("http://polar:4003"))).toEqual([]);
    expect(problems(internal("http://sandbox-api.polar.sh"))).toHaveLength(1);
    const cluster = { REDIS_URL: "rediss://a:7000,redis://b:7000,rediss://c:7000" };
    expect(problems(production(cluster)).map((line) => line.split(":")[0])).toEqual(["REDIS_URL"]);
    expect(problems(cluster)).toEqual([]);
  });

  test("has no default for a secret in production, and says all that is missing at once", () => {
    const missing = problems({ NODE_ENV: "production" }).map((line) => line.split(":")[0]);
    const needed = Object.entries(environmentVariables).filter(([, { production, development }]) => {
      return development !== undefined && production === undefined;
    });
    expect(missing.sort()).toEqual(needed.map(([name]) => name).sort());
    const secrets = Object.keys(environmentVariables).filter((name) => secretName.test(name));
    for (const name of secrets) expect(environmentVariables[name]?.production, name).toBeUndefined();
  });

  test.each([
    ["PORT", "http"],
    ["PORT", "70000"],
    ["PUBLIC_URL", "ftp://jobping.example"],
    ["REDIS_URL", "localhost:6379"],
    ["REDIS_URL", "redis://a:7000,b:7000"],
    ["REDIS_PREFIX", "jobping"],
    ["CORS_ORIGINS", "https://a.example/path"],
    ["CORS_ORIGINS", "*"],
    ["TRUSTED_PROXIES", "10.0.0.0/33"],
    ["TRUSTED_PROXIES", "proxy.internal"],
    ["EMAIL_ALLOWLIST", "somebody"],
    ["LOG_LEVEL", "loud"],
    ["SOURCES", "greenhouse=ftp://example.org"],
    ["AI_PRICES", "0.15,0.60"],
    ["AI_PRICES", "0.15,0.60,x"],
    ["AI_MAX_DAILY_COST", "-1"],
    ["AI_MAX_DAILY_COST", "5€"],
    ["PUBLIC_URL", "https://jobping.example/signup"],
    ["PUBLIC_URL", "https://somebody:secret@jobping.example"],
    ["EMAIL_DOMAIN", "..example.org"],
    ["NODE_ENV", "production "],
    ["PORT", '"3000"'],
    ["EMAIL_ALLOWLIST", " "],
    ["OPENAI_MODEL", "'gpt-4o-mini'"],
    ["SEAL_SECRET", `${"x".repeat(32)}\n`],
    ["SEAL_SECRET", "short"],
  ])("refuses %s=%s with a sentence that has the purpose and not the value", (name, value) => {
    const [problem, ...others] = problems({ [name]: value });
    expect(others).toEqual([]);
    expect(problem).toMatch(new RegExp(`^${name}: .+ \\(.+\\)$`));
    expect(problem).toContain(environmentVariables[name]?.purpose);
    if (name.endsWith("SECRET")) expect(problem).not.toContain(value);
  });

  test("says every problem at once", () => {
    const names = problems(
      production({ PORT: "x", SEAL_SECRET: "short", ADMIN_API_KEY: undefined, LOG_LEVEL: "loud" }),
    );
    expect(names.map((line) => line.split(":")[0])).toEqual(["PORT", "LOG_LEVEL", "SEAL_SECRET", "ADMIN_API_KEY"]);
  });

  test("refuses in production what every developer knows, and two names for one secret", () => {
    const known = environmentVariables.SEAL_SECRET?.development;
    expect(problems({ SEAL_SECRET: known, ADMIN_API_KEY: known })).toEqual([]);
    expect(problems(production({ SEAL_SECRET: known }))).toEqual([
      "SEAL_SECRET: has the value that every developer knows",
    ]);
    const same = production({ NEXT_METRICS_TOKEN: production().METRICS_TOKEN });
    expect(problems(same)).toEqual(["NEXT_METRICS_TOKEN: has the same value as METRICS_TOKEN"]);
  });
});

/** A key as Supabase's projects, and PostgREST beside our own Postgres, have them; nobody checks its signature here. */
function jwt(claims: Record<string, string>): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2lnbmF0dXJl`;
}

describe("in production", () => {
  test.each([
    ["SUPABASE_ANON_KEY", jwt({ iss: "supabase-demo", role: "anon" })],
    ["SUPABASE_ANON_KEY", "sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH"],
    ["SUPABASE_ANON_KEY", jwt({ iss: "supabase", role: "service_role" })],
    ["SUPABASE_ANON_KEY", "sb_secret_one-that-opens-everything"],
    ["SUPABASE_SERVICE_ROLE_KEY", "sb_secret_N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz"],
    ["SUPABASE_SERVICE_ROLE_KEY", jwt({ iss: "supabase", role: "anon" })],
    ["SUPABASE_JWT_SECRET", "super-secret-jwt-token-with-at-least-32-characters-long"],
    ["RESEND_API_KEY", "re_xxxxxxxxx"],
    ["RESEND_API_KEY", `re_local_${"0".repeat(64)}`],
    ["RESEND_API_KEY", "sk-of-another-vendor"],
    ["OPENAI_API_KEY", "re_of-another-vendor"],
    ["EMAIL_DOMAIN", "resend.dev"],
    ["NODE_TLS_REJECT_UNAUTHORIZED", "0"],
  ])("%s=%s is refused: it is for trying, or opens what it should not", (name, value) => {
    expect(problems(production({ [name]: value })).map((line) => line.split(":")[0])).toEqual([name]);
    expect(problems({ [name]: value })).toEqual([]);
  });

  test.each([
    { SUPABASE_ANON_KEY: "sb_publishable_of-a-project-of-ours", SUPABASE_SERVICE_ROLE_KEY: "sb_secret_of-a-project" },
    {
      SUPABASE_ANON_KEY: jwt({ iss: "supabase", role: "anon" }),
      SUPABASE_SERVICE_ROLE_KEY: jwt({ iss: "supabase", role: "service_role" }),
    },
    { RESEND_API_KEY: "re_of-an-account-of-ours" },
    { RESEND_API_KEY: "re_local_0", RESEND_BASE_URL: "http://127.0.0.1:4000" },
  ])("%o is taken", (changes) => {
    expect(problems(production(changes))).toEqual([]);
  });

  test("who may mail knows on staging whom", () => {
    const staging = (changes: object) => problems(production({ ENVIRONMENT: "Staging-eu", ...changes }));
    const worker = { RESEND_API_KEY: "re_of-an-account-of-ours" };
    for (const nobody of [undefined, "", ","])
      expect(staging({ ...worker, EMAIL_ALLOWLIST: nobody })).toEqual([
        "EMAIL_ALLOWLIST: is not set, and ENVIRONMENT says staging: mail would go to everybody",
      ]);
    expect(staging({ ...worker, EMAIL_ALLOWLIST: "@example.org" })).toEqual([]);
    // The ingress mails nobody.
    expect(staging({})).toEqual([]);
  });
});

describe("a process whose environment is not usable ends with 1", () => {
  function run(script: string, environment: Record<string, string>) {
    const args = ["--import", "./local/runtime.ts", "--input-type=module", "--eval", script];
    const child = spawnSync(process.execPath, args, {
      cwd: root,
      env: { PATH: process.env.PATH, ...environment },
      encoding: "utf8",
    });
    return { code: child.status, said: child.stderr, out: child.stdout };
  }

  test("and every reason", () => {
    const { code, said } = run('import "./lib/env.ts"', { PORT: "x", LOG_LEVEL: "loud" });
    expect(code).toBe(1);
    expect(said).toMatch(/^The environment is not usable:\n {2}PORT: .*\n {2}LOG_LEVEL: .*\nSee \.env\.example\.\n$/);
  });

  test("and every variable that this process needs and does not have, among the others", () => {
    const { code, said } = run('import "./workers/main.ts"', { PORT: "x" });
    expect(code).toBe(1);
    expect(said).toMatch(
      /^The environment is not usable:\n {2}PORT: .*\n {2}SUPABASE_SERVICE_ROLE_KEY: is not set .*\n {2}RESEND_API_KEY: is not set .*\nSee/,
    );
  });

  test("and the names that nobody has", () => {
    const keys = { SUPABASE_SERVICE_ROLE_KEY: "key-of-all-the-workers", RESEND_API_KEY: "re_of-ours" };
    const { code, said } = run('import "./workers/main.ts"', { ...keys, WORKERS: "sign-up", SOURCES: "monster" });
    expect(code).toBe(1);
    expect(said).toMatch(/^The environment is not usable:\n {2}WORKERS: "sign-up" .*\n {2}SOURCES: "monster" /);
    const { said: ofAll } = run('import "./workers/main.ts"', { ...keys, WORKERS: "all", SOURCES: "monster" });
    expect(ofAll).toMatch(/^The environment is not usable:\n {2}SOURCES: "monster" /);
    expect(run('import "./ingress/main.ts"', { SOURCES: "monster" })).toMatchObject({
      code: 1,
      said: expect.stringContaining('SOURCES: "monster" is not a source'),
    });
  });

  test("and whoever needs something says so before the environment is read", () => {
    const late = 'await import("./lib/env.ts"); await import("./workers/needs.ts")';
    expect(run(late, {})).toMatchObject({ code: 1, said: expect.stringContaining("was read before") });
  });
});

/** The files of the product itself; tests and the local stack may name variables that nobody reads. */
function productText(): string {
  const files = ["ingress", "workers", "lib"].flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: "utf8" }).map((file) => `${root}/${folder}/${file}`),
  );
  const sources = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/lib\/env[^/]*\.ts$/.test(file));
  return sources.map((file) => readFileSync(file, "utf8")).join("\n");
}

test("every variable is read by the product", () => {
  const text = productText();
  // A source names its credentials, and lib/sources/credentials.ts reads them for it.
  const reads = (name: string) => new RegExp(`\\benv\\.${name}\\b|\\bcredentials: \\[[^\\]]*"${name}"`);
  // What is only checked is read where it is checked.
  const checks = readFileSync(`${root}/lib/env-production.ts`, "utf8");
  const unread = Object.keys(environmentVariables).filter((name) => !reads(name).test(text));
  expect(unread.filter((name) => !checks.includes(`given.${name}`))).toEqual([]);
});

/** What .env.example says of a variable: purpose and default in a comment, and no value, so that a copy changes nothing. */
function exampleOf(name: string, { purpose, development, production }: Variable): string {
  const elsewhere = production === undefined ? "; required in production" : `; in production ${production}`;
  const note = development === production ? "" : elsewhere;
  const fallback = development === undefined ? "optional" : `default ${development || "empty"}${note}`;
  return `# ${purpose} (${fallback})\n${name}=`;
}

test(".env.example has the same variables, in this order, with purpose and default", () => {
  const text = readFileSync(`${root}/.env.example`, "utf8");
  const variables = text.match(/^# .*\n[A-Z_]+=.*$/gm);
  expect(variables).toEqual(Object.entries(environmentVariables).map(([name, each]) => exampleOf(name, each)));
  expect(text.match(/^[^#\n].*$/gm)).toHaveLength(variables?.length ?? 0);
});
