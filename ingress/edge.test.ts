import { once } from "node:events";
import { connect } from "node:net";
import { expect, test, vi } from "vitest";

// No proxy in front of this ingress.
vi.hoisted(() => {
  delete process.env.TRUSTED_PROXIES;
});

import { play } from "../test/services.ts";
import { buildApp } from "./app.ts";
import type { Route } from "./route.ts";
import { startIngress } from "./server.ts";
import { asBrowser, ingressOfFile, signupJson } from "./test-ingress.ts";

const ingress = ingressOfFile();

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

test("thousands of fields are not read, and thousands of faults not told", async () => {
  const fields = (count: number, name: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => `${name(at)}=1`).join("&");
  for (const name of [() => "a", (at: number) => `a${at}`]) {
    expect((await ingress.get(`/login?${fields(300, name)}`)).status).toBe(200);
    expect((await ingress.get(`/login?${fields(301, name)}`)).status).toBe(400);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await ingress.json("/signups", fields(300, name), form)).status).toBe(422);
    expect((await ingress.json("/signups", fields(301, name), form)).status).toBe(400);
  }
  const parts = new FormData();
  for (let at = 0; at < 301; at++) parts.append(`a${at}`, "1");
  expect((await fetch(`${ingress.url}/signups`, { method: "POST", body: parts })).status).toBe(400);
  const strange = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`a${at}`, 1]));
  const wrong = signupJson({ cities: Array(3000).fill([]) });
  for (const body of [strange, wrong]) {
    const { errors } = (await (await ingress.json("/signups", body)).json()) as { errors: unknown[] };
    expect(errors.length).toBeLessThanOrEqual(100);
  }
});

test.each([
  ["thrown", () => Promise.reject(new Error("secret detail at /srv/jobping/ingress"))],
  ["a header that HTTP does not carry", () => ({ status: 303, headers: { Location: "/secret\n" }, body: null })],
])(
  "an error of ours (%s) is a 500 that says nothing about us, with all headers, as JSON and as a page",
  async (_, handle) => {
    const broken: Route = {
      ...{ method: "GET", path: "/broken", summary: "", caller: "all", limit: "page", answers: {} },
      handle,
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
  },
);

test("a client that goes away in the middle of its body harms nobody", async () => {
  const { hostname, port } = new URL(ingress.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.write("POST /signups HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{");
  // Answered only after half of the request was read.
  await ingress.get("/healthz");
  socket.destroy();
  expect((await ingress.json("/signups", signupJson())).status).toBe(202);
});

test("a client that leaves at once is counted with its network, like everybody", async () => {
  const { server, url, close } = await startIngress({ port: 0, host: "127.0.0.1" });
  const ask = () => fetch(`${url}/verify/resend`, { method: "POST" });
  const left = async () => Number(/r=(\d+)/.exec((await ask()).headers.get("ratelimit") ?? "")?.[1]);
  const before = await left();
  server.once("request", (incoming) => incoming.socket.destroy());
  await expect(ask()).rejects.toThrow();
  expect(await left()).toBe(before - 2);
  server.closeAllConnections();
  await close();
});

const raw = (text: string, url = ingress.url) =>
  new Promise<string>((resolve) => {
    const { hostname, port } = new URL(url);
    let answer = "";
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer));
  });

test.each([
  ["nonsense", "nonsense\r\n\r\n"],
  ["an impossible Host", "GET / HTTP/1.1\r\nHost: [\r\nConnection: close\r\n\r\n"],
  ["no Host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"],
  ["a tunnel", "CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n"],
  ["two Hosts", "GET / HTTP/1.1\r\nHost: x\r\nhost: x\r\n\r\n"],
  ["two Hosts and an expectation", "GET / HTTP/1.1\r\nHost: x\r\nhost: x\r\nExpect: x\r\n\r\n"],
  ["a line of HTTP/2", "GET / HTTP/2.0\r\nHost: x\r\n\r\n"],
  [
    "a coding that we do not undo",
    "POST /links HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
  ],
  ["chunks before there were any", "POST /links HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
  [
    "two lengths",
    "POST /links HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  ["a folded header", "GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n 2\r\n\r\n"],
  [
    "a trailer that is none",
    "POST /links HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: y\r\nContent-Length: 1\r\n\r\n",
  ],
])(
  "what is no HTTP, or is it in two ways (%s), gets the headers too, and nothing after it is read",
  async (_, text) => {
    const app = buildApp();
    const asked = vi.spyOn(app, "fetch");
    const { url, close } = await startIngress({ port: 0, host: "127.0.0.1" }, app);
    const answer = await raw(`${text}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`, url);
    await close();
    expect(asked.mock.calls.map(([{ url }]) => new URL(url).pathname)).not.toContain("/healthz");
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
    expect(answer).toMatch(/x-request-id: /i);
    expect(answer).toMatch(/^date: .* GMT\r$/im);
    expect(answer).toContain("urn:problem-type:jobping:not-readable");
  },
);

test("who asks for a tunnel and hangs up harms nobody", async () => {
  const { server, url, close } = await startIngress({ port: 0, host: "127.0.0.1" });
  const { hostname, port } = new URL(url);
  for (let at = 0; at < 20; at++) {
    const asked = once(server, "connect");
    const hasty = connect(Number(port), hostname);
    hasty.write("CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", () => hasty.resetAndDestroy());
    await asked;
  }
  await close();
});

test.each([
  ["asks for a tunnel", "CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n", /^HTTP\/1.1 400 /],
  ["asks nonsense", "nonsense\r\n\r\n", /^HTTP\/1.1 400 /],
  ["does not come to the end of a head", "GET / HTTP/1.1\r\n", /^HTTP\/1.1 400 [\s\S]*did not come to its end/],
  ["says nothing", "", /^$/],
])("who %s and never hangs up is left", async (_, text, expected) => {
  const { server, url, close } = await startIngress({ port: 0, host: "127.0.0.1" });
  expect(server.headersTimeout).toBeGreaterThan(0);
  server.headersTimeout = 1;
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  const [ours] = await once(server, "connection");
  const left = once(ours, "close");
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  const ended = once(socket, "end");
  socket.write(text);
  await Promise.all([left, ended]);
  expect(answer).toMatch(expected);
  await close();
  socket.destroy();
});

test("what is no HTTP behind a request is not answered in the middle of its answer", async () => {
  const { promise: asked, resolve: begin } = Promise.withResolvers<void>();
  const endless: Route = {
    ...{ method: "GET", path: "/endless", summary: "", caller: "all", limit: "page", answers: {} },
    handle: () => ({
      status: 200,
      body: new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from("begun")) }),
    }),
  };
  const { server, url, close } = await startIngress({ port: 0, host: "127.0.0.1" }, buildApp([endless]));
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
    if (answer.includes("begun")) begin();
  });
  socket.write("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n");
  await asked;
  socket.write("nonsense\r\n\r\n");
  await once(socket, "close");
  expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1);
  server.closeAllConnections();
  await close();
});

test("who does not read its answer is left, and so is who comes when too many are here", async () => {
  const large: Route = {
    ...{ method: "GET", path: "/large", summary: "", caller: "all", limit: "page", answers: {} },
    handle: () => ({ status: 200, body: Buffer.alloc(32 * 1024 * 1024) }),
  };
  const { server, url, close } = await startIngress({ port: 0, host: "127.0.0.1" }, buildApp([large]));
  server.timeout = Math.min(server.timeout, 100);
  server.maxConnections = Math.min(server.maxConnections, 1);
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).pause();
  const [ours] = await once(server, "connection");
  const left = once(ours, "close");
  socket.write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  await once(connect(Number(port), hostname).resume(), "close");
  await left;
  socket.destroy();
  await close();
});

test("a load balancer that speaks HTTP/1.0 need not name us", async () => {
  expect(await raw("GET /healthz HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 200 /);
});

test("what a caller expects beside the answer changes nothing about it", async () => {
  const answer = await raw("GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: a-miracle\r\nConnection: close\r\n\r\n");
  expect(answer).toMatch(/^HTTP\/1.1 200 /);
  expect(answer).toMatch(/x-request-id: /i);
});

test("alive asks nobody: not even a Data API that is gone", async () => {
  play("database", null);
  for (const path of ["/healthz", "/api/health"]) expect((await ingress.get(path)).status).toBe(200);
});
