import { describe, expect, test } from "vitest";
import { buildApp } from "./app.ts";
import { openApiDocument } from "./openapi.ts";
import { table } from "./routes/table.ts";
import { expectDocumented } from "./test-document.ts";
import { asBrowser, ingressOfFile } from "./test-ingress.ts";

const ingress = ingressOfFile();

describe("the table", () => {
  test("holds every route of the router, and the router every route of the table", () => {
    const routed = buildApp().routes.map(({ method, path }) => `${method} ${path}`);
    const own = table.filter(({ servedBy }) => servedBy === undefined);
    expect(routed.toSorted()).toEqual(own.map(({ method, path }) => `${method} ${path}`).toSorted());
    expect(new Set(routed).size).toBe(routed.length);
  });

  test("is the document, both ways", () => {
    const { paths = {} } = openApiDocument(table);
    const documented = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    expect(documented.toSorted()).toEqual(table.map(({ method, path }) => `${method} ${path}`).toSorted());
  });

  test("gives every route of the document a name of its own, for clients that are made of it", () => {
    const operations = Object.values(openApiDocument(table).paths ?? {}).flatMap((item) => Object.values(item));
    const names = operations.map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(table.length);
    expect(names).toContain("getSignupsIdEvents");
  });

  test.each([
    // who-are-you is for keys, signatures and operators; webhooks' senders are not told what is wrong in an event
    ["/feedback", "202 400 403 404 410 413 415 422 429 503"],
    ["/preferences", "202 303 400 403 409 410 413 415 422 429 503"],
    ["/scrapes", "202 400 401 403 409 413 415 422 429 503"],
    ["/webhooks/polar", "200 202 401 403 413 429 503"],
  ])("tells in the document what POST %s answers", (path, statuses) => {
    const { responses } = openApiDocument(table).paths?.[path]?.post ?? {};
    expect(Object.keys(responses ?? {}).join(" ")).toBe(statuses);
  });

  test("says of all that acts what it reads and how much of it", () => {
    for (const { method, path, body, caller } of table) {
      const kib = caller === "signature" ? 256 : 32;
      if (method === "GET") expect(body, path).toBeUndefined();
      else expect(body?.capBytes, path).toBeLessThanOrEqual(kib * 1024);
    }
  });

  test("has no page that changes something by GET: only POST routes are given a job", async () => {
    for (const { method, path, caller } of table) {
      if (method !== "GET" || caller !== "mail link") continue;
      const response = await ingress.get(`${path}?token=x`);
      expect([403, 410, 422], path).toContain(response.status);
    }
  });
});

/** Requests for every route, and some for none. */
const requests: [string, string, RequestInit][] = [
  ...table.map(({ method, path }): [string, string, RequestInit] => [
    `${method} ${path}`,
    path.replace(/:(\w+)/g, "none"),
    { method },
  ]),
  ["404", "/nowhere", {}],
  ["404 page", "/nowhere", { headers: asBrowser }],
  ["405", "/signups", { method: "DELETE" }],
  ["OPTIONS without CORS", "/scrapes", { method: "OPTIONS" }],
  ["preflight of a stranger", "/signups", { method: "OPTIONS", headers: { origin: "https://evil.example" } }],
  ["HEAD", "/", { method: "HEAD" }],
  ["413", "/signups", { method: "POST", body: "x".repeat(33 * 1024), headers: { "content-type": "application/json" } }],
  ["415", "/signups", { method: "POST", body: "x", headers: { "content-type": "text/plain" } }],
  ["422", "/signups", { method: "POST", body: "{}", headers: { "content-type": "application/json" } }],
  ["an encoded slash", "/signups/%2e%2e%2f", {}],
  ["broken percent", "/signups/%E0%A4%A", {}],
  ["no path that a link may have as it is", "/a%20b/%C3%BC%22%2F[x]", {}],
];

describe("every answer", () => {
  test.each(requests)("%s has its request id and the security headers", async (_, path, init) => {
    const response = await fetch(ingress.url + path, { redirect: "manual", ...init });
    await expectDocumented(init.method ?? "GET", ingress.url + path, response);
    const header = (name: string) => response.headers.get(name) ?? "";
    expect(header("x-request-id")).toMatch(/^[\w.-]{8,64}$/);
    const policy = header("content-security-policy");
    for (const rule of [
      "default-src 'none'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "object-src 'none'",
      "form-action 'self'",
    ])
      expect(policy).toContain(rule);
    // The only exception.
    if (path !== "/docs") expect(policy).not.toMatch(/unsafe|http/);
    expect(header("x-content-type-options")).toBe("nosniff");
    expect(header("referrer-policy")).toBe("no-referrer");
    expect(header("permissions-policy")).toContain("geolocation=()");
    expect(header("cross-origin-opener-policy")).toBe("same-origin");
    expect(header("set-cookie")).toBe("");
    expect(header("x-powered-by") + header("server")).toBe("");
    const kept = path.startsWith("/assets") ? /immutable/ : /^\/(cities|preview)/.test(path) ? /^public/ : /no-store/;
    expect(header("cache-control")).toMatch(response.ok ? kept : /no-store/);
    if (init.method !== "HEAD" && ![204, 303].includes(response.status))
      expect(header("content-type")).toMatch(/charset=utf-8/i);
    if (response.status >= 400) await expectProblem(response, path, init);
    else await response.body?.cancel();
  });
});

async function expectProblem(response: Response, path: string, init: RequestInit): Promise<void> {
  expect(response.status).toBeLessThan(500);
  if (init.headers === asBrowser) {
    expect(await response.text()).toContain("<title>Error: ");
    return;
  }
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem).toMatchObject({
    type: expect.stringMatching(/^urn:/),
    title: expect.any(String),
    detail: expect.any(String),
    status: response.status,
    requestId: response.headers.get("x-request-id"),
  });
  expect(response.headers.get("content-type")).toContain("application/problem+json");
  // A URI reference (RFC 9457, 3.1.5), without the query that may hold a token.
  expect(problem.instance).toMatch(/^\/(?:[\w.~!$&'()*+,;=:@/-]|%[0-9a-f]{2})*$/i);
  expect(path.includes("%E0%A4%A") || decodeURI(path).startsWith(decodeURI(String(problem.instance)))).toBe(true);
  const owed = { 401: "www-authenticate", 405: "allow", 429: "retry-after", 503: "retry-after" }[response.status];
  if (owed !== undefined) expect(response.headers.get(owed)).toMatch(/./);
  if (response.status !== 422) return;
  expect(problem.errors).not.toEqual([]);
  for (const error of problem.errors as object[])
    expect(error).toEqual({ pointer: expect.any(String), message: expect.any(String) });
}
