import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

vi.hoisted(() => {
  // Production with placeholder keys: only what the routes below need is real.
  Object.assign(process.env, {
    NODE_ENV: "production",
    PUBLIC_URL: "https://jobping.example",
    EMAIL_DOMAIN: "jobping.example",
    ADMIN_API_KEY: "the-admin-key-of-this-test-file-only",
    NEXT_ADMIN_API_KEY: "the-next-admin-key-of-this-test-file",
    METRICS_TOKEN: "the-metrics-token-of-this-test-file",
    SUPABASE_JWT_SECRET: "the-jwt-secret-of-this-test-file-only",
    QUEUES_READ_ONLY: "1",
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
import { operatorsGate } from "../gates.ts";
import { openIngress, type TestIngress } from "../test-ingress.ts";
import { table } from "./table.ts";

let ingress: TestIngress;
let supabase: Server;
const pair = await generateKeyPair("ES256", { extractable: true });
beforeAll(async () => {
  const keys = [{ ...(await exportJWK(pair.publicKey)), kid: "one", alg: "ES256", use: "sig" }];
  supabase = createServer((request, response) => {
    const found = request.url === "/auth/v1/.well-known/jwks.json";
    response.writeHead(found ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => supabase.listen(0, "127.0.0.1", resolve));
  play("database", `http://127.0.0.1:${(supabase.address() as AddressInfo).port}`);
  ingress = await openIngress();
});
afterAll(async () => {
  await ingress.close();
  supabase.closeAllConnections();
  supabase.close();
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const basic = (key: string) => ({ authorization: `Basic ${btoa(`operator:${key}`)}` });

const closed = table.filter((route) => operatorsGate(route));
const under = (path: string) => path.replace("/*", "");
/** The paths of each closed route, and some of Bull Board's. */
const requests: [string, string][] = [
  ...closed.map(({ method, path }): [string, string] => [method, under(path)]),
  ["GET", "/admin/queues/"],
  ["GET", "/admin/queues/queue/email"],
  ["GET", "/admin/queues/static/favicon-32x32.png"],
  ["GET", "/admin/queues/api/queues?activeQueue=email"],
  ["GET", "/admin/queues/api/queues/email/1"],
  ["GET", "/admin/queues/api/redis/stats"],
  ["PUT", "/admin/queues/api/queues/pause"],
  ["PUT", "/admin/queues/api/queues/email/1/retry"],
  ["POST", "/admin/queues/api/queues/email/add"],
  ["PATCH", "/admin/queues/api/queues/email/1/update-data"],
  ["DELETE", "/admin/queues/api/queues/email"],
];

/** Other spellings of the address that a proxy or a router might accept. */
const disguises: ((path: string) => string)[] = [
  (path) => `/${path}`,
  (path) => `${path}/`,
  (path) => path.toUpperCase(),
  (path) => path.replace(/^\/(.)/, (_, letter: string) => `/%${letter.charCodeAt(0).toString(16)}`),
  (path) => path.replace(/^\/(.)/, (_, letter: string) => `/%25${letter.charCodeAt(0).toString(16)}`),
  (path) => path.replace(/(.)\//, "$1%2f"),
  (path) => `/.${path}`,
  (path) => `/%2e${path}`,
  (path) => `/assets/..${path}`,
  (path) => `/assets/%2e%2e${path}`,
  (path) => `${path};a=b`,
  (path) => path.replace(/(.)\//, "$1;a=b/"),
  (path) => path.replace(/(.)\//, "$1\\"),
  (path) => path.replace(/(.)\//, "$1//"),
];

let networks = 0;

/** Sends the path unchanged, which fetch would normalise first; each time from another network. */
function raw(method: string, path: string): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(ingress.url);
  const from = `X-Forwarded-For: 10.9.${networks >> 8}.${networks++ & 255}`;
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), hostname, () =>
      socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n${from}\r\n\r\n`,
      ),
    );
    socket.on("data", (data) => {
      text += data.toString("latin1");
    });
    socket.on("end", () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text }));
    socket.on("error", reject);
  });
}

describe("a stranger", () => {
  test.each(requests)("is nobody at %s %s", async (method, path) => {
    const { status, text } = await raw(method, path);
    expect(status).toBe(401);
    expect(text).toMatch(/www-authenticate: Basic /i);
    expect(text).not.toMatch(/bull|waiting|http_request/i);
  });

  test("is nobody however the address is spelled", async () => {
    const spelled = [...new Set(requests.map(([, path]) => path))].flatMap((path) =>
      disguises.map((disguise) => disguise(path)),
    );
    const answers = await Promise.all(spelled.map((path) => raw("GET", path)));
    // With a backslash it is not even a valid address.
    const right = (path: string) => (path.includes("\\") ? 400 : 401);
    expect(spelled.filter((path, at) => answers[at]?.status !== right(path))).toEqual([]);
    expect(answers.filter(({ text }) => /bull board|static\/js/i.test(text))).toEqual([]);
  });
});

describe("whoever has a key", () => {
  test.each(["/openapi.json", "/docs", "/metrics"])("or not, at %s", async (path) => {
    const status = async (headers = {}) => (await ingress.get(path, headers)).status;
    expect(await status(bearer("wrong"))).toBe(403);
    expect(await status(basic("wrong"))).toBe(401);
    expect(await status(bearer(env.SYSTEM_API_KEY))).toBe(403);
    expect(await status(bearer(env.ADMIN_API_KEY))).toBe(200);
    expect(await status(basic(env.ADMIN_API_KEY))).toBe(200);
    expect(await status(bearer(env.NEXT_ADMIN_API_KEY ?? ""))).toBe(200);
  });

  test("of the scraper opens the metrics and nothing else", async () => {
    const response = await ingress.get("/metrics", bearer(env.METRICS_TOKEN));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/plain");
    expect(await response.text()).toMatch(
      /http_request_seconds_count\{method="GET",route="\/metrics",status="401"\} \d/,
    );
    expect((await ingress.get("/docs", bearer(env.METRICS_TOKEN))).status).toBe(403);
  });

  test("sees the queues, which this environment does not let them change", async () => {
    const act = (path: string) =>
      fetch(`${ingress.url}/admin/queues/api/queues/${path}`, { method: "PUT", headers: bearer(env.ADMIN_API_KEY) });
    expect((await ingress.get("/admin/queues", bearer(env.ADMIN_API_KEY))).status).toBe(200);
    expect((await act("email/pause")).status).toBe(405);
    expect((await act("email/1/retry")).status).toBe(405);
  });
});

describe("a Supabase access token", () => {
  const claims = { app_metadata: { role: "operator" } };
  const token = (over: object = {}, { aud = "authenticated", iss = "", exp = "1h" } = {}) =>
    new SignJWT({ ...claims, ...over })
      .setSubject("0195c2a0-0000-7000-8000-000000000001")
      .setIssuer(iss || `${env.SUPABASE_URL}/auth/v1`)
      .setAudience(aud)
      .setIssuedAt()
      .setExpirationTime(exp);
  const byKey = (draft: SignJWT) => draft.setProtectedHeader({ alg: "ES256", kid: "one" }).sign(pair.privateKey);
  const secret = new TextEncoder().encode(env.SUPABASE_JWT_SECRET);
  const bySecret = (draft: SignJWT) => draft.setProtectedHeader({ alg: "HS256" }).sign(secret);
  const status = async (jwt: string) => (await ingress.get("/docs", bearer(jwt))).status;

  test("of an operator opens, signed either way", async () => {
    expect(await status(await byKey(token()))).toBe(200);
    expect(await status(await bySecret(token()))).toBe(200);
  });

  test("of anybody else, of another project, expired or forged does not", async () => {
    const stranger = await generateKeyPair("ES256");
    const unsigned = `${btoa('{"alg":"none"}')}.${(await byKey(token())).split(".")[1]}.`;
    const others = [
      await byKey(token({ app_metadata: { role: "viewer" } })),
      await byKey(token({ app_metadata: {}, user_metadata: { role: "operator" }, role: "operator" })),
      await byKey(token({}, { aud: "anon" })),
      await bySecret(token({}, { iss: "https://evil.example/auth/v1" })),
      await byKey(token({}, { exp: "-1s" })),
      await token().setProtectedHeader({ alg: "ES256", kid: "one" }).sign(stranger.privateKey),
      await token().setProtectedHeader({ alg: "ES256", kid: "two" }).sign(stranger.privateKey),
      unsigned.replaceAll("=", ""),
    ];
    expect(await Promise.all(others.map(status))).toEqual(others.map(() => 403));
  });

  test("signs in, as whom it names", async () => {
    const response = await ingress.json("/login", { accessToken: await byKey(token()) });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ operator: "0195c2a0-0000-7000-8000-000000000001" });
    expect((await ingress.json("/login", { accessToken: await byKey(token({ app_metadata: {} })) })).status).toBe(401);
  });
});

describe("in production", () => {
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
