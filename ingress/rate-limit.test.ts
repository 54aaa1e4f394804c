import { describe, expect, test } from "vitest";

import { buildApp } from "./app.ts";
import { limits, siteShare } from "./limits.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";
import { startIngress } from "./server.ts";
import { ingressOfFile, signupJson } from "./test-ingress.ts";

const ingress = ingressOfFile();

const from = (ip: string) => ({ "x-forwarded-for": ip });

test("a proxy of ours may name the request", async () => {
  const id = "trace-of-the-proxy";
  expect((await ingress.get("/healthz", { "x-request-id": id })).headers.get("x-request-id")).toBe(id);
  const forged = await ingress.get("/healthz", { "x-request-id": "with spaces and more" });
  expect(forged.headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
});

describe("limits", () => {
  test("a network gets so many and then 429 with its time, another network is not touched", async () => {
    const { points, windowMs } = limits.signup.ip;
    const answers: Response[] = [];
    for (let count = 0; count <= points; count++)
      answers.push(await ingress.json("/signups", "{}", from("198.51.100.7")));
    expect(answers.slice(0, points).every(({ status }) => status === 422)).toBe(true);
    const refused = answers[points] as Response;
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(windowMs / 1000);
    expect(refused.headers.get("ratelimit")).toMatch(/^"signup-ip";r=0;t=\d+$/);
    expect(refused.headers.get("ratelimit-policy")).toBe(`"signup-ip";q=${points};w=${windowMs / 1000}`);
    expect((await ingress.json("/signups", "{}", from("198.51.100.8"))).status).toBe(422);
    // Everything left of the proxy's own entry was made up by the client.
    expect((await ingress.json("/signups", "{}", from("1.2.3.4, 198.51.100.7"))).status).toBe(429);
  });

  test("a limit goes before what is found while it is counted, and who is known to be over it costs no work", async () => {
    let prepared = 0;
    const picky: Route = {
      ...{ method: "GET", path: "/picky", summary: "", caller: "all", limit: "login", answers: {} },
      prepare() {
        prepared += 1;
        throw new Problem("not-valid", "no", { errors: [{ pointer: "/no", message: "no" }] });
      },
      handle: () => ({ status: 204, body: null }),
    };
    const server = await startIngress({ port: 0, host: "127.0.0.1" }, buildApp([picky]));
    const ask = async () => (await fetch(`${server.url}/picky`, { headers: from("198.51.100.9") })).status;
    const { points } = limits.login.ip;
    for (let count = 0; count < points; count++) expect(await ask()).toBe(422);
    expect(await ask()).toBe(429);
    const until = prepared;
    expect(await ask()).toBe(429);
    expect(prepared).toBe(until);
    server.server.closeAllConnections();
    await server.close();
  });

  test("one IPv6 customer has one /64", async () => {
    const { points } = limits.signup.ip;
    for (let count = 0; count < points; count++)
      await ingress.json("/signups", "{}", from(`2001:db8::${count.toString(16)}`));
    expect((await ingress.json("/signups", "{}", from("2001:db8::ffff"))).status).toBe(429);
    expect((await ingress.json("/signups", "{}", from("2001:db8:0:1::1"))).status).toBe(422);
  });

  test("who has many /64 in one /48 gets as much as a few, and who goes on takes nothing from the others there", async () => {
    const { points } = limits.mailRequest.ip;
    const ask = async (network: number) => {
      const response = await ingress.json("/links", "{}", from(`2001:db8:7:${network.toString(16)}::1`));
      return `${response.status} ${/"([^"]*)"/.exec(response.headers.get("ratelimit") ?? "")?.[1]}`;
    };
    for (let count = 0; count < 3 * points; count++) await ask(0);
    expect(await ask(0)).toBe("429 mailRequest-ip");
    for (let network = 1; network < siteShare; network++)
      for (let count = 0; count < points; count++) expect(await ask(network)).toBe("422 mailRequest-ip");
    expect(await ask(siteShare)).toBe("429 mailRequest-site");
    expect((await ingress.json("/links", "{}", from("2001:db8:8::1"))).status).toBe(422);
  });

  test("a mailbox gets so many from wherever they come, in whatever spelling", async () => {
    const { points } = limits.signup.mailbox;
    const email = `person-${crypto.randomUUID()}@example.org`;
    const signUp = (count: number, spelling: string) =>
      ingress.json("/signups", signupJson({ email: spelling, name: `n${count}` }), from(`203.0.113.${count}`));
    for (let count = 0; count < points; count++) expect((await signUp(count, email)).status).toBe(202);
    const refused = await signUp(points, ` ${email.toUpperCase()}`);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signUp(points, `other-${email}`)).status).toBe(202);
  });

  test("nor can a mailbox be flooded by asking for mails", async () => {
    const { points } = limits.mailRequest.mailbox;
    const ask = async (count: number) =>
      (await ingress.json("/links", { email: "flooded@example.org" }, from(`203.0.113.${count}`))).status;
    for (let count = 0; count < points; count++) expect(await ask(count)).toBe(202);
    expect(await ask(points)).toBe(429);
  });
});
