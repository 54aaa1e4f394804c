import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { checkLink } from "./check.ts";
import { type Guard, guardFor, isPublic, publicAndLoopback, publicOnly } from "./guard.ts";

const about = { title: "Junior Data Analyst", company: "Nordlicht", signal: new AbortController().signal };
let seen: string[] = [];
let server: Server;
let port: number;

beforeAll(async () => {
  server = createServer((req, res) => {
    seen.push(`${req.headers.host}${req.url}`);
    if (req.url === "/hop") res.writeHead(302, { location: "/next" }).end();
    else if (req.url?.startsWith("/to?")) res.writeHead(302, { location: decodeURIComponent(req.url.slice(4)) }).end();
    else res.setHeader("content-type", "text/html").end("<h1>Junior Data Analyst</h1>");
  });
  // On every local address: 127.0.0.1 plays the public internet, 127.0.0.2 a host that must not be reached.
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  ({ port } = server.address() as { port: number });
});
afterAll(() => void server.close().closeAllConnections());
beforeEach(() => {
  seen = [];
});

test.each(["8.8.8.8", "93.184.215.14", "2606:4700::6810:84e5", "::ffff:8.8.8.8"])("%s is public", (address) => {
  expect(isPublic(address)).toBe(true);
});

test.each([
  ...["127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"],
  ...["100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16"],
  ...["::", "::1", "::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "fe80::1", "fe80::1%eth0", "fc00::1"],
  ...["fd00:ec2::254", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::", "2001:db8::1"],
  ...["", "localhost", "8.8.8.8.example"],
])("%j is not", (address) => {
  expect(isPublic(address)).toBe(false);
});

test.each([
  "http://127.0.0.1:PORT/",
  "http://localhost:PORT/",
  "http://127.1:PORT/",
  "http://0x7f000001:PORT/",
  "http://2130706433:PORT/",
  "http://0177.0.0.1:PORT/",
  "http://0:PORT/",
  "http://[::1]:PORT/",
  "http://[::ffff:127.0.0.1]:PORT/",
  "http://user:secret@example.com/",
  "http://example.com:6379/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "not a link",
])("by default %s is not asked", async (link) => {
  // The port is allowed here, so that the address is what gets refused.
  const guard: Guard = { ...publicOnly, mayUsePort: (asked) => asked === 80 || asked === 443 || asked === port };
  expect(await checkLink(link.replace("PORT", String(port)), { ...about, guard })).toMatchObject({
    status: "uncertain",
    reason: expect.stringMatching(/not a public address|another port|credentials|not a web address|not an address/),
  });
  expect(seen).toEqual([]);
});

test("other ports than the web's are refused by default", async () => {
  const verdict = await checkLink(`http://example.com:${port}/`, about);
  expect(verdict).toEqual({ status: "uncertain", reason: "another port" });
});

/** A resolver with a different answer each time. */
function answering(...answers: string[][]): Guard {
  return {
    mayConnect: (address) => address === "127.0.0.1",
    mayUsePort: () => true,
    resolve: async () => (answers.shift() ?? []).map((address) => ({ address, family: 4 })),
  };
}

test("a name is judged by the very answer that is connected to", async () => {
  const url = `http://jobs.example:${port}/one`;
  expect(await checkLink(url, { ...about, guard: answering(["127.0.0.2"]) })).toEqual({
    status: "uncertain",
    reason: "not a public address",
  });
  expect(seen).toEqual([]);
  // The first answer is fine; a second lookup, if there were one, would lead to the private address.
  expect((await checkLink(url, { ...about, guard: answering(["127.0.0.1"], ["127.0.0.2"]) })).status).toBe("live");
  expect(seen).toEqual([`jobs.example:${port}/one`]);
});

test("of several answers only the allowed ones are tried", async () => {
  const guard = answering(["127.0.0.2", "127.0.0.1"]);
  expect((await checkLink(`http://jobs.example:${port}/one`, { ...about, guard })).status).toBe("live");
});

test("a name that points elsewhere by the next hop is refused there", async () => {
  const guard = answering(["127.0.0.1"], ["127.0.0.2"]);
  expect(await checkLink(`http://jobs.example:${port}/hop`, { ...about, guard })).toEqual({
    status: "uncertain",
    reason: "not a public address",
  });
  expect(seen).toEqual([`jobs.example:${port}/hop`]);
});

test.each([
  "http://127.0.0.2:PORT/secret",
  "http://10.0.0.1/",
  "http://169.254.169.254/latest/meta-data/",
  "file:///x",
])("a redirect to %s is not followed", async (to) => {
  const location = encodeURIComponent(to.replace("PORT", String(port)));
  const verdict = await checkLink(`http://jobs.example:${port}/to?${location}`, {
    ...about,
    guard: answering(["127.0.0.1"]),
  });
  expect(verdict.status).toBe("uncertain");
  expect(verdict.reason).toMatch(/not a (public|web) address/);
  expect(seen).toHaveLength(1);
});

test("the local stack's guard reaches this machine, and nothing else that is private", async () => {
  expect((await checkLink(`http://127.0.0.1:${port}/`, { ...about, guard: publicAndLoopback })).status).toBe("live");
  expect(publicAndLoopback.mayConnect("10.0.0.1")).toBe(false);
  expect(publicAndLoopback.mayConnect("169.254.169.254")).toBe(false);
});

test.each([
  [false, "http://127.0.0.1:3000", true],
  [false, "http://localhost:3000", true],
  [false, "http://[::1]:3000", true],
  [false, "https://staging.jobping.example", false],
  [false, "http://localhost.example", false],
  [false, "http://127.0.0.1.example", false],
  [false, "http://10.0.0.5:3000", false],
  [true, "http://127.0.0.1:3000", false],
  [true, "https://jobping.example", false],
])("production %s at %s: links may lead to this machine: %s", (production, publicUrl, expected) => {
  expect(guardFor({ production, publicUrl }).mayConnect("127.0.0.1")).toBe(expected);
});
