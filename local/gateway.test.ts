import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../test/until.ts";
import { type Gateway, startGateway } from "./gateway.ts";

let answer: RequestListener;
let behind: Server;
let gateway: Gateway;

beforeEach(async () => {
  behind = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => behind.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`;
  gateway = await startGateway((path) => (path.startsWith("/rest/v1/") ? url + path.slice("/rest/v1".length) : null));
});
afterEach(async () => {
  await gateway.close();
  behind.closeAllConnections();
  await new Promise((resolve) => behind.close(resolve));
});

test("method, query, headers and body go through, and the answer comes back", async () => {
  answer = async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    response.writeHead(206, { "content-range": "0-9/*" });
    response.end(`${request.method} ${request.url} ${request.headers.apikey} ${body}`);
  };
  const got = await fetch(`${gateway.url}/rest/v1/rpc/thing?a=1%2C2`, {
    ...{ method: "POST", headers: { apikey: "key" }, body: "x".repeat(200_000) },
  });
  expect(got.status).toBe(206);
  expect(got.headers.get("content-range")).toBe("0-9/*");
  expect(await got.text()).toBe(`POST /rpc/thing?a=1%2C2 key ${"x".repeat(200_000)}`);
});

test("other paths lead nowhere", async () => {
  expect((await fetch(`${gateway.url}/auth/v1/token`)).status).toBe(404);
});

test("502 while nothing answers behind it", async () => {
  answer = (request) => request.socket.destroy();
  const got = await fetch(`${gateway.url}/rest/v1/thing`);
  expect(got.status).toBe(502);
  expect(await got.json()).toHaveProperty("message");
});

test("a caller that gives up ends the request behind it", async () => {
  let closed = false;
  let asked = false;
  answer = (request) => {
    asked = true;
    request.on("close", () => {
      closed = true;
    });
  };
  const controller = new AbortController();
  const got = fetch(`${gateway.url}/rest/v1/thing`, { signal: controller.signal });
  const failed = expect(got).rejects.toThrow("aborted");
  await until("the request behind", () => asked);
  controller.abort();
  await failed;
  await until("its end", () => closed);
});
