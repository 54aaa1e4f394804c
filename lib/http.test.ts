import { createServer, type RequestListener, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../test/until.ts";
import { OutsideError, request } from "./http.ts";
import { registry } from "./metrics.ts";
import { minute, second } from "./time.ts";

const seen: string[] = [];
let server: Server;
let url: string;
let other: Server;
let otherUrl: string;

const routes: Record<string, RequestListener> = {
  "/plain": (req, res) => res.setHeader("x-method", req.method ?? "").end("hello"),
  "/echo": (req, res) => void req.pipe(res),
  "/latin": (_, res) =>
    void res.setHeader("content-type", "text/html; charset=ISO-8859-1").end(Buffer.from("Z\xfcrich", "latin1")),
  "/xml": (_, res) =>
    void res
      .setHeader("content-type", "text/xml")
      .end(Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>Z\xfcrich</a>', "latin1")),
  "/marked": (_, res) => void res.end(Buffer.from("\ufeffZürich", "utf16le")),
  "/odd-charset": (_, res) => void res.setHeader("content-type", "text/html; charset=klingon").end("Zürich"),
  "/busy": (_, res) => void res.writeHead(429, { "retry-after": "7" }).end("slow down"),
  "/silent": () => {},
  "/drip": (_, res) => {
    res.write("a");
    const drip = setInterval(() => res.write("b"), 20);
    res.on("close", () => clearInterval(drip));
  },
  "/endless": (_, res) => {
    const more = () => {
      while (res.write(Buffer.alloc(64 * 1024))) {}
    };
    res.on("drain", more).on("close", () => seen.push("endless closed"));
    more();
  },
  "/bomb": (_, res) => void res.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(5_000_000))),
  "/cut": (_, res) => {
    res.writeHead(200, { "content-length": "100" }).write("only this");
    setImmediate(() => res.destroy());
  },
  "/home": (_, res) => void res.writeHead(302, { location: "/plain" }).end("moved"),
  "/away": (_, res) => void res.writeHead(301, { location: `${otherUrl}/plain` }).end(),
  "/loop": (_, res) => void res.writeHead(302, { location: "/loop" }).end(),
};

function listen(): Promise<Server> {
  const opened = createServer((req, res) => {
    const path = new URL(req.url ?? "/", "http://x").pathname;
    seen.push(path);
    routes[path]?.(req, res);
  });
  return new Promise((resolve) => opened.listen(0, "127.0.0.1", () => resolve(opened)));
}
const urlOf = (listening: Server) => `http://127.0.0.1:${(listening.address() as { port: number }).port}`;

beforeAll(async () => {
  [server, other] = await Promise.all([listen(), listen()]);
  [url, otherUrl] = [urlOf(server), urlOf(other)];
});
afterAll(() => {
  for (const one of [server, other]) one.close().closeAllConnections();
});

const failure = async (promise: Promise<unknown>): Promise<OutsideError> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(OutsideError);
  return error as OutsideError;
};

test("an answer is status, headers and text, whatever the status", async () => {
  expect(await request(`${url}/plain`)).toMatchObject({ status: 200, text: "hello" });
  const busy = await request(`${url}/busy`);
  expect([busy.status, busy.headers.get("retry-after"), busy.text]).toEqual([429, "7", "slow down"]);
  const echo = await request(`${url}/echo`, { method: "POST", body: "Grüße", headers: { "x-a": "b" } });
  expect(echo.text).toBe("Grüße");
});

test("text is decoded as its mark, the server or its XML says, or else as UTF-8", async () => {
  expect((await request(`${url}/latin`)).text).toBe("Zürich");
  expect((await request(`${url}/odd-charset`)).text).toBe("Zürich");
  expect((await request(`${url}/xml`)).text).toContain("<a>Zürich</a>");
  expect((await request(`${url}/marked`)).text).toBe("Zürich");
});

test.each(["/silent", "/drip"])("the time limit covers the answer's beginning and its whole body: %s", async (path) => {
  const error = await failure(request(`${url}${path}?token=secret`, { timeoutMs: 100 }));
  expect(error.kind).toBe("timeout");
  expect(error.message).toBe(`${new URL(url).host} did not answer in full within 100 ms`);
});

test("a body without end is cut off at the limit, and the server notices", async () => {
  const error = await failure(request(`${url}/endless`, { maxBytes: 1_000_000 }));
  expect(error.kind).toBe("too-large");
  await until("the connection is closed", () => seen.includes("endless closed"));
});

test("the limit counts what was unpacked, not what was sent", async () => {
  expect((await failure(request(`${url}/bomb`, { maxBytes: 1_000_000 }))).kind).toBe("too-large");
  expect((await request(`${url}/bomb`, { maxBytes: 5_000_000 })).text).toHaveLength(5_000_000);
});

test("a connection refused or cut is a network failure that names the reason", async () => {
  const closed = await listen();
  const gone = urlOf(closed);
  await new Promise((resolve) => closed.close(resolve));
  expect(await failure(request(gone))).toMatchObject({
    kind: "network",
    message: expect.stringContaining("ECONNREFUSED"),
  });
  expect((await failure(request(`${url}/cut`))).kind).toBe("network");
});

test("the caller's own abort passes through as it is", async () => {
  const reason = new Error("the process stops");
  const controller = new AbortController();
  const asked = request(`${url}/silent`, { signal: controller.signal, timeoutMs: 1 * minute });
  setImmediate(() => controller.abort(reason));
  await expect(asked).rejects.toBe(reason);
  await expect(request(`${url}/plain`, { signal: controller.signal })).rejects.toBe(reason);
});

test("redirects fail, or are followed within their origin, up to five", async () => {
  expect((await failure(request(`${url}/home`))).kind).toBe("redirect");
  expect((await request(`${url}/home`, { redirects: "same-origin" })).text).toBe("hello");
  const before = seen.length;
  expect((await failure(request(`${url}/away`, { redirects: "same-origin" }))).kind).toBe("redirect");
  expect((await failure(request(`${url}/loop`, { redirects: "same-origin" }))).kind).toBe("redirect");
  expect(seen.slice(before)).toEqual(["/away", ...Array.from({ length: 6 }, () => "/loop")]);
  const post = request(`${url}/home`, { redirects: "same-origin", method: "POST", body: "x" });
  expect((await failure(post)).kind).toBe("redirect");
});

test("calls are counted by service and outcome", async () => {
  await request(`${url}/plain`, { service: "vendor" });
  await failure(request(`${url}/silent`, { service: "vendor", timeoutMs: 0.05 * second }));
  const body = await registry.metrics();
  expect(body).toContain('jobping_outside_calls_total{service="vendor",outcome="200"} 1');
  expect(body).toContain('jobping_outside_calls_total{service="vendor",outcome="timeout"} 1');
  expect(body).toContain('jobping_outside_call_seconds_count{service="vendor"} 2');
});
