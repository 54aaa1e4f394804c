import { expect, test } from "vitest";
import { runChild } from "../test/child.ts";
import { asError, LaterError, PermanentError } from "./errors.ts";
import { createLog } from "./log.ts";
import { scrub } from "./scrub.ts";

const written: string[] = [];
const log = createLog({ write: (line: string) => void written.push(line) }, "info");

function lineOf(write: () => void): Record<string, unknown> {
  written.length = 0;
  write();
  expect(written).toHaveLength(1);
  return JSON.parse(written[0] ?? "");
}

test("what stands under a telling key never gets out, however deep", () => {
  const line = lineOf(() =>
    log.info({
      email: "ada@example.com",
      subscriber: { Mailbox: "ada@example.com", fullName: "Ada", list: [{ accessToken: "t", id: 7 }] },
      headers: { authorization: "Bearer x", Cookie: "c", "x-api-key": "k", accept: "text/html" },
      name: "Ada Lovelace",
      emails: 3,
      tokenExpired: true,
    }),
  );
  expect(line).toMatchObject({
    email: "[redacted]",
    subscriber: { Mailbox: "[redacted]", fullName: "[redacted]", list: [{ accessToken: "[redacted]", id: 7 }] },
    headers: { authorization: "[redacted]", Cookie: "[redacted]", "x-api-key": "[redacted]", accept: "text/html" },
    name: "[redacted]",
    emails: 3,
    tokenExpired: true,
  });
});

test("a child's own fields are redacted too", () => {
  const line = lineOf(() => log.child({ job: "signup" }).child({ email: "ada@example.com" }).info("x"));
  expect(line).toMatchObject({ email: "[redacted]", job: "signup" });
});

test("mailboxes and link credentials are taken out of messages, errors and stacks", () => {
  const cause = new Error("to=ada@example.com");
  const line = lineOf(() =>
    log.error({ err: new Error("no row for Ada.L+x@mail.example.co.uk", { cause }) }, "to ada@example.com"),
  );
  expect(JSON.stringify(line)).not.toMatch(/ada/i);
  expect(line).toMatchObject({
    msg: "to [mailbox]",
    err: { message: expect.stringContaining("no row for [mailbox]") },
  });
  expect(scrub("GET /verify?token=abc.def&x=1 ada%40example.com")).toBe("GET /verify?token=[redacted]&x=1 [mailbox]");
  expect(scrub("at file:///app/node_modules/@hono/node-server/dist/index.js:1:2")).toContain(
    "@hono/node-server/dist/index.js",
  );
  // As it stands in a line of JSON, which stays one.
  for (const end of ["\n", "\t", "\u001b", "\u00e9 "]) {
    const line = scrub(JSON.stringify({ text: `no to${end}ada@example.com` }));
    expect(JSON.parse(line)).toEqual({ text: `no to${end}[mailbox]` });
  }
  expect(scrub("grüße@müller.example und 多@例え.jp")).toBe("[mailbox] und [mailbox]");
});

test("of an error nothing is logged but what it says, where, and its code", () => {
  const refused = Object.assign(new Error("duplicate key"), { code: "23505", details: "Key (name)=(Ada Lovelace)" });
  const line = lineOf(() => log.error({ err: refused }, "x"));
  expect(Object.keys(line.err as object).sort()).toEqual(["code", "message", "stack", "type"]);
  expect(JSON.stringify(line)).not.toContain("Lovelace");
});

test("requests are logged by method and path, without what stands behind the question mark", () => {
  const line = lineOf(() =>
    log.info({ req: { method: "GET", url: "/verify?token=abc", headers: { a: 1 } }, url: "/x?q=1" }),
  );
  expect(line).toMatchObject({ req: { method: "GET", path: "/verify" }, url: "/x" });
  expect(written[0]).not.toContain("abc");
});

test("an object that contains itself is cut, not followed for ever", () => {
  const loop: Record<string, unknown> = { n: 1 };
  loop.self = loop;
  expect(lineOf(() => log.info({ loop })).loop).toMatchObject({ n: 1, self: { n: 1 } });
});

test("nothing is lost when the process ends at once", async () => {
  const child = runChild(`
    import { log } from "./lib/log.ts";
    for (let n = 0; n < 2000; n++) log.info({ n }, "line");
    process.exit(0);
  `);
  expect(await child.ended).toBe(0);
  expect(child.lines()).toHaveLength(2000);
  expect(child.lines().at(-1)).toMatchObject({ level: "info", n: 1999, pid: child.pid });
});

test("lines keep their order up to the end, also when all threads are busy", async () => {
  const child = runChild(`
    import { pbkdf2 } from "node:crypto";
    import { log } from "./lib/log.ts";
    for (let n = 0; n < 8; n++) pbkdf2("", "", 300_000, 64, "sha512", () => {});
    log.info("first");
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    log.info("second");
    log.fatal("third");
    process.exit(1);
  `);
  expect(await child.ended).toBe(1);
  expect(child.lines().map(({ msg }) => msg)).toEqual(["first", "second", "third"]);
});

test("errors name nobody, also those whose message cannot be assigned", () => {
  const error = asError(new DOMException("ada@example.com gave up", "AbortError"));
  expect([error.message, error.name]).toEqual(["[mailbox] gave up", "AbortError"]);
  expect(asError("ada@example.com").message).toBe("[mailbox]");
  expect(asError(new Error("for ada@example.com")).stack).not.toContain("ada@");
  expect(asError(null).message).toBe("null");
  const permanent = new PermanentError("gone", { cause: error });
  expect(asError(permanent)).toBe(permanent);
  expect(permanent.cause).toBe(error);
  expect(new LaterError(Number.NaN, "soon").ms).toBe(60_000);
  expect(new LaterError(-5.4, "ada@example.com is busy")).toMatchObject({ ms: 0, reason: "[mailbox] is busy" });
});
