import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { play } from "../test/services.ts";
import { buildApp } from "./app.ts";
import { openApiDocument } from "./openapi.ts";
import type { Route } from "./route.ts";
import { table } from "./routes/table.ts";
import { startIngress } from "./server.ts";
import { asBrowser, openIngress, signupJson, type TestIngress } from "./test-ingress.ts";

let ingress: TestIngress;
beforeAll(async () => {
  ingress = await openIngress();
});
afterAll(() => ingress.close());

describe("the table", () => {
  test("holds every route of the router, and the router every route of the table", () => {
    const routed = buildApp().routes.map(({ method, path }) => `${method} ${path}`);
    expect(routed.toSorted()).toEqual(table.map(({ method, path }) => `${method} ${path}`).toSorted());
    expect(new Set(routed).size).toBe(routed.length);
  });

  test("is the document, both ways", () => {
    const { paths = {} } = openApiDocument(table);
    const documented = Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
    );
    expect(documented.toSorted()).toEqual(table.map(({ method, path }) => `${method} ${path}`).toSorted());
  });

  test("says of every POST what it reads and how much of it", () => {
    for (const { method, path, body } of table) {
      if (method === "POST") expect(body?.capBytes, path).toBeLessThanOrEqual(32 * 1024);
      else expect(body, path).toBeUndefined();
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

/** Something for every route, and what no route answers. */
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
];

describe("every answer", () => {
  test.each(requests)("%s has its request id and the security headers", async (_, path, init) => {
    const response = await fetch(ingress.url + path, { redirect: "manual", ...init });
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
    // The one named exception.
    if (path !== "/docs") expect(policy).not.toMatch(/unsafe|http/);
    expect(header("x-content-type-options")).toBe("nosniff");
    expect(header("referrer-policy")).toBe("no-referrer");
    expect(header("permissions-policy")).toContain("geolocation=()");
    expect(header("cross-origin-opener-policy")).toBe("same-origin");
    expect(header("set-cookie")).toBe("");
    expect(header("x-powered-by") + header("server")).toBe("");
    expect(header("cache-control")).toMatch(path.startsWith("/assets") && response.ok ? /immutable/ : /no-store/);
    if (init.method !== "HEAD" && response.status !== 204) expect(header("content-type")).toMatch(/charset=utf-8/i);
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
  expect(path.startsWith(String(problem.instance)) || path.includes("%")).toBe(true);
}

test("405 says what is allowed, and a method nobody knows is no fault of ours", async () => {
  const head = async (path: string, method: string) => {
    const response = await fetch(ingress.url + path, { method });
    return [response.status, response.headers.get("allow")];
  };
  expect(await head("/signups", "PUT")).toEqual([405, "POST"]);
  expect(await head("/verify", "DELETE")).toEqual([405, "GET, HEAD, POST"]);
  expect(await head("/healthz", "PROPFIND")).toEqual([405, "GET, HEAD"]);
  expect(await head("/nowhere", "PUT")).toEqual([404, null]);
});

test("JSON for programs, pages for browsers", async () => {
  const type = async (accept?: string) =>
    (await ingress.get("/nowhere", accept ? { accept } : {})).headers.get("content-type")?.split(";")[0];
  expect(await type()).toBe("application/problem+json");
  expect(await type("*/*")).toBe("application/problem+json");
  expect(await type("application/json, text/html")).toBe("application/problem+json");
  expect(await type(asBrowser.accept)).toBe("text/html");
});

test("X-Request-Id comes from us unless a proxy of ours sends it", async () => {
  const response = await ingress.get("/healthz", { "x-request-id": "chosen-by-a-stranger" });
  expect(response.headers.get("x-request-id")).not.toBe("chosen-by-a-stranger");
});

test("a form is not read past its cap, with or without a Content-Length", async () => {
  const huge = JSON.stringify(signupJson({ name: "x".repeat(1024 * 1024) }));
  expect((await ingress.json("/signups", huge)).status).toBe(413);
  const chunked = new ReadableStream({
    start(controller) {
      for (let part = 0; part < 64; part++) controller.enqueue(Buffer.from(" ".repeat(1024)));
      controller.close();
    },
  });
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: chunked, duplex: "half" };
  expect((await fetch(`${ingress.url}/signups`, init as RequestInit)).status).toBe(413);
});

test("an error of ours is a 500 that says nothing about us, with all headers, as JSON and as a page", async () => {
  const broken: Route = {
    method: "GET",
    path: "/broken",
    summary: "",
    caller: "all",
    limit: "page",
    answers: {},
    handle() {
      throw new Error("secret detail at /work/main/ingress");
    },
  };
  const server = await startIngress({ port: 0, host: "127.0.0.1" }, buildApp([broken]));
  for (const headers of [{}, asBrowser]) {
    const response = await fetch(`${server.url}/broken`, { headers });
    expect(response.status).toBe(500);
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
    const text = await response.text();
    expect(text).toContain(response.headers.get("x-request-id"));
    expect(text).not.toContain("secret");
  }
  server.server.closeAllConnections();
  await server.close();
});

test("what is no HTTP gets the headers too", async () => {
  const { hostname, port } = new URL(ingress.url);
  const raw = (text: string) =>
    new Promise<string>((resolve) => {
      let answer = "";
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text));
      socket.on("data", (chunk) => {
        answer += chunk;
      });
      socket.on("close", () => resolve(answer));
    });
  for (const text of ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n"]) {
    const answer = await raw(text);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
    expect(answer).toMatch(/x-request-id: /i);
    expect(answer).toContain("urn:problem-type:jobping:not-readable");
  }
});

test("alive asks nobody: not even a Data API that is gone", async () => {
  play("database", null);
  for (const path of ["/healthz", "/api/health"]) expect((await ingress.get(path)).status).toBe(200);
});
