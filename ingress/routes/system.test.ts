import { createHash, createHmac, randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { env } from "../../lib/env.ts";
import { activeSources } from "../../lib/sources/index.ts";
import { ingressOfFile, signupJson, waiting } from "../test-ingress.ts";

const ingress = ingressOfFile();

const key = { authorization: `Bearer ${env.SYSTEM_API_KEY}` };

interface Signed {
  method?: string;
  path: string;
  body?: string;
  secret?: string;
  at?: number;
  nonce?: string;
}

/** As in CONTRACT.md, written independently: METHOD\nPATH?QUERY\nTIMESTAMP\nNONCE\nSHA256HEX(body). */
function sign({
  method = "POST",
  path,
  body = "",
  secret = env.INTERNAL_API_HMAC_SECRET,
  at = Date.now(),
  nonce,
}: Signed) {
  const timestamp = String(Math.floor(at / 1000));
  const once = nonce ?? randomUUID();
  const hash = createHash("sha256").update(body).digest("hex");
  const signature = createHmac("sha256", secret)
    .update(`${method}\n${path}\n${timestamp}\n${once}\n${hash}`)
    .digest("hex");
  return { "x-timestamp": timestamp, "x-nonce": once, "x-signature": signature };
}

interface Accepted {
  id: string;
  status: string;
  jobs?: { id: string; status: string }[];
}

describe("the system key", () => {
  test.each([
    ["/scrapes", { source: "arbeitnow", target: "all" }, "scrape"],
    ["/matches", { subscribers: [randomUUID()] }, "match"],
    ["/emails", { deliveries: [randomUUID(), randomUUID()] }, "email"],
  ])("POST %s becomes a job whose state can be read", async (path, body, queue) => {
    const response = await ingress.json(path, body, key);
    expect(response.status).toBe(202);
    const { id, status } = (await response.json()) as Accepted;
    expect(status).toBe(`/jobs/${queue}/${id}`);
    const job = await ingress.get(status, key);
    expect(await job.json()).toMatchObject({ id, name: queue, state: "waiting", attempts: 0 });
    const again = (await (await ingress.json(path, body, key)).json()) as Accepted;
    expect(again.id).toBe(id);
  });

  test("a source without a target is all its targets", async () => {
    const source = activeSources().find(({ name }) => name === "greenhouse");
    const { id, jobs = [] } = (await (
      await ingress.json("/scrapes", { source: "greenhouse" }, key)
    ).json()) as Accepted;
    expect(jobs).toHaveLength(source?.targets().length ?? 0);
    expect(jobs[0]?.id).toBe(id);
  });

  test.each([
    ["/scrapes", { source: "nowhere" }],
    ["/scrapes", { source: "greenhouse", target: "../x" }],
    ["/scrapes", { source: "greenhouse", cursor: "x" }],
    ["/matches", { subscribers: [] }],
    ["/matches", { subscribers: ["x"] }],
    ["/matches", { subscribers: [randomUUID()], period: "forged" }],
    ["/emails", { deliveries: Array.from({ length: 101 }, () => randomUUID()) }],
    ["/emails", {}],
  ])("POST %s %j does not validate", async (path, body) => {
    expect((await ingress.json(path, body, key)).status).toBe(422);
  });

  test("the next one opens too; a wrong one is 403, none is 401 before anything is read", async () => {
    const body = { subscribers: [randomUUID()] };
    const status = async (headers: Record<string, string>, text: unknown = body) =>
      (await ingress.json("/matches", text, headers)).status;
    expect(await status({ authorization: `Bearer ${env.NEXT_SYSTEM_API_KEY}` })).toBe(202);
    const before = await waiting("match");
    expect(await status({ authorization: "Bearer wrong" })).toBe(403);
    expect(await status({ authorization: `Bearer ${env.ADMIN_API_KEY}` })).toBe(403);
    expect(await status({ authorization: `Basic ${btoa(`x:${env.SYSTEM_API_KEY}`)}` })).toBe(401);
    expect(await status({})).toBe(401);
    expect(await status({}, "{")).toBe(401);
    expect((await ingress.json("/matches", body)).headers.get("www-authenticate")).toContain("Bearer");
    expect(await waiting("match")).toBe(before);
  });

  test("a job that is not there, in a queue that is not there, is 404; a job shows no payload", async () => {
    expect((await ingress.get(`/jobs/match/${randomUUID()}`, key)).status).toBe(404);
    expect((await ingress.get("/jobs/constructor/1", key)).status).toBe(404);
    const { id } = (await (await ingress.json("/signups", signupJson())).json()) as Accepted;
    expect(await (await ingress.get(`/jobs/signup/${id}`, key)).text()).not.toMatch(/sealed|submission/);
    expect((await ingress.get(`/jobs/signup/${id}`)).status).toBe(401);
  });
});

describe("a signed request", () => {
  const body = JSON.stringify({ deliveries: [randomUUID()] });
  const post = async (headers: Record<string, string>, text = body, path = "/emails") =>
    (await ingress.json(path, text, headers)).status;

  test("is taken once", async () => {
    const headers = sign({ path: "/emails", body });
    expect(await post(headers)).toBe(202);
    expect(await post(headers)).toBe(403);
    expect(await post(sign({ path: "/emails", body }))).toBe(202);
  });

  test("may be signed with the next secret, and covers the query", async () => {
    expect(await post(sign({ path: "/emails", body, secret: env.NEXT_INTERNAL_API_HMAC_SECRET ?? "" }))).toBe(202);
    const path = "/emails?why=because";
    expect(await post(sign({ path, body }), body, path)).toBe(202);
    expect(await post(sign({ path: "/emails", body }), body, path)).toBe(403);
  });

  test("GET signs the empty body", async () => {
    const path = `/jobs/email/${randomUUID()}`;
    expect((await ingress.get(path, sign({ method: "GET", path }))).status).toBe(404);
    expect((await ingress.get(path, sign({ method: "POST", path }))).status).toBe(403);
  });

  test.each([
    ["a wrong secret", () => sign({ path: "/emails", body, secret: "x".repeat(40) })],
    ["an old timestamp", () => sign({ path: "/emails", body, at: Date.now() - 302_000 })],
    ["a timestamp of the future", () => sign({ path: "/emails", body, at: Date.now() + 302_000 })],
    ["a changed body", () => sign({ path: "/emails", body: body.replace("{", "{ ") })],
    ["another path", () => sign({ path: "/matches", body })],
    ["a short nonce", () => sign({ path: "/emails", body, nonce: "short" })],
    ["no nonce", () => ({ ...sign({ path: "/emails", body }), "x-nonce": "" })],
    ["no timestamp", () => ({ ...sign({ path: "/emails", body }), "x-timestamp": "" })],
    ["no signature", () => ({ ...sign({ path: "/emails", body }), "x-signature": "" })],
    [
      "a timestamp of another kind",
      () => ({ ...sign({ path: "/emails", body }), "x-timestamp": new Date().toISOString() }),
    ],
  ])("with %s is refused", async (_, headers) => {
    const before = await waiting("email");
    expect(await post(headers())).toBe(403);
    expect(await waiting("email")).toBe(before);
  });

  test("that was refused does not use up its nonce", async () => {
    const nonce = randomUUID();
    expect(await post(sign({ path: "/emails", body, nonce, secret: "x".repeat(40) }))).toBe(403);
    expect(await post(sign({ path: "/emails", body, nonce }))).toBe(202);
  });
});
