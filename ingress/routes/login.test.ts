import { SignJWT } from "jose";
import { describe, expect, test, vi } from "vitest";
import { env } from "../../lib/env.ts";
import { log } from "../../lib/log.ts";
import { limits } from "../limits.ts";
import { asBrowser, ingressOfFile } from "../test-ingress.ts";

const ingress = ingressOfFile();

test("a stranger with a browser gets the form, whose way back is the page asked for, and no pop-up", async () => {
  const response = await ingress.get("/admin/queues/queue/email?status=failed", asBrowser);
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).toMatch(/^Bearer /);
  const page = await response.text();
  expect(page).toContain('name="next" value="/admin/queues/queue/email?status=failed"');
  expect(page).toContain("<title>Sign in – JobPing</title>");
  const script = await ingress.get("/admin/queues/api/queues", { "sec-fetch-site": "same-origin" });
  expect(script.headers.get("www-authenticate")).toMatch(/^Bearer /);
});

describe("a session", () => {
  let networks = 0;
  const somebody = () => ({ "x-forwarded-for": `203.0.113.${++networks}` });
  const signIn = (key: string, next?: string) =>
    ingress.form("/login", { key, ...(next !== undefined && { next }) }, { ...asBrowser, ...somebody() });
  const cookieOf = (response: Response) => response.headers.get("set-cookie")?.split(";", 1)[0] ?? "";

  test("begins with the key, opens every page, and ends", async () => {
    const said = vi.spyOn(log, "info");
    const response = await signIn(env.ADMIN_API_KEY, "/admin/queues");
    const line = { audit: true, act: "login", operator: "key", requestId: response.headers.get("x-request-id") };
    expect(said).toHaveBeenCalledWith(line, "audit: signed in");
    said.mockRestore();
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/admin/queues");
    const set = response.headers.get("set-cookie") ?? "";
    for (const part of [/^__Host-jobping-operator=/, /; Path=\/;/, /; Secure;/, /; HttpOnly;/, /; SameSite=Strict$/])
      expect(set).toMatch(part);
    expect(set).toMatch(/Max-Age=43200;/);
    const cookie = cookieOf(response);
    for (const path of ["/metrics", "/admin/queues", "/admin/queues/api/queues"])
      expect((await ingress.get(path, { cookie })).status, path).toBe(200);
    expect(await (await ingress.get("/login", { cookie })).text()).toContain("You are signed in.");
    const out = await ingress.form("/logout", {}, { cookie });
    expect(out.headers.get("set-cookie")).toMatch(/^__Host-jobping-operator=; Max-Age=0;/);
    const stranger = { cookie, origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await ingress.form("/logout", {}, stranger)).status).toBe(403);
  });

  test("does not begin with another key, whose form says so and keeps the way back", async () => {
    const response = await signIn("wrong", "/docs");
    expect(response.status).toBe(401);
    expect(response.headers.get("set-cookie")).toBeNull();
    const page = await response.text();
    expect(page).toContain("This key does not open that.");
    expect(page).toContain('name="next" value="/docs"');
    expect((await ingress.json("/login", { key: "wrong" })).status).toBe(401);
    expect((await ingress.json("/login", { key: env.METRICS_TOKEN })).status).toBe(401);
    expect((await ingress.json("/login", {})).status).toBe(422);
  });

  test("that is forged, of another key or over opens nothing", async () => {
    const cookie = cookieOf(await signIn(env.ADMIN_API_KEY));
    const [head = "", payload = "", signature = ""] = cookie.split(".");
    const { exp: _, ...claims } = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    const forged = await new SignJWT({ ...claims, sub: "me" })
      .setProtectedHeader({ alg: "HS256" })
      .setExpirationTime("1h")
      .sign(new TextEncoder().encode(env.ADMIN_API_KEY));
    for (const bad of [
      `${head}.${payload}.${signature.slice(0, -2)}AA`,
      `__Host-jobping-operator=${forged}`,
      "__Host-jobping-operator=x",
      cookie.replace("__Host-", ""),
    ])
      expect((await ingress.get("/metrics", { cookie: bad })).status, bad).toBe(401);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 12 * 3600 * 1000 });
    expect((await ingress.get("/metrics", { cookie })).status).toBe(401);
    vi.useRealTimers();
  });

  test.each([
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "/%2fevil.example",
    "/%5cevil.example",
    "/admin/queues\\..\\evil",
    "/dashboard\r\nX: y",
    "/dashboardx",
    "/login",
    "javascript:alert(1)",
    "",
  ])("never leads to another site: %j", async (next) => {
    expect((await signIn(env.ADMIN_API_KEY, next)).headers.get("location")).toBe("/dashboard");
  });

  test("is asked for only so often from one network", async () => {
    const from = somebody();
    const tries = limits.login.ip.points;
    for (let at = 0; at < tries; at++) expect((await ingress.json("/login", { key: "wrong" }, from)).status).toBe(401);
    const refused = await ingress.json("/login", { key: env.ADMIN_API_KEY }, from);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});
