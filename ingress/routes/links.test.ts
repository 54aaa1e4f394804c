import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { resend } from "../../jobs/resend.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { open } from "../../lib/seal.ts";
import { day, hour } from "../../lib/time.ts";
import {
  hashLinkKey,
  newLinkKey,
  signToken,
  type TokenPurpose,
  type TokenSubject,
  tokenLifeMs,
} from "../../lib/tokens.ts";
import { insertSubscriber } from "../../test/people.ts";
import { databaseOfFile } from "../../test/services.ts";
import { asBrowser, ingressOfFile, waiting } from "../test-ingress.ts";

const database = databaseOfFile();
const ingress = ingressOfFile();

let count = 0;
/** Each from its own network, so that no limit interferes. */
const fresh = (token: string, headers: Record<string, string> = {}) =>
  ingress.form("/links/fresh", { token }, { "x-forwarded-for": `198.51.100.${count++}`, ...headers });

const someSubject = (): TokenSubject => ({ subscriberId: randomUUID(), key: newLinkKey(), requestId: randomUUID() });
const expiredToken = (purpose: TokenPurpose, subject = someSubject()) =>
  signToken(purpose, subject, { issuedAt: new Date(Date.now() - tokenLifeMs[purpose] - hour) });

async function lastPayload(queue: string) {
  const [id = ""] = await producer().lrange(redisKey(queue, "wait"), 0, 0);
  return (JSON.parse((await producer().hget(redisKey(queue, id), "data")) ?? "{}") as { p: unknown }).p;
}

const paths: [TokenPurpose, string][] = [
  ["verify", "/verify"],
  ["preferences", "/preferences"],
  ["matches", "/matches"],
  ["unsubscribe", "/unsubscribe"],
];

test.each(paths)("an expired link for %s has a button, which asks for a fresh one once", async (purpose, path) => {
  const subject = someSubject();
  const token = await expiredToken(purpose, subject);
  const before = await waiting("resend");
  const shown = await ingress.get(`${path}?token=${token}`, { ...asBrowser, "accept-language": "de" });
  expect(shown.status).toBe(410);
  const page = await shown.text();
  expect(page).toContain('action="/links/fresh?lang=de"');
  expect(page).toContain(`value="${token}"`);
  expect(page).toContain("Dieser Link ist abgelaufen");
  expect(await waiting("resend")).toBe(before);

  for (let press = 0; press < 2; press++) expect((await fresh(token, asBrowser)).status).toBe(202);
  expect(await waiting("resend")).toBe(before + 1);
  const { what, subscriberId, sealed } = resend.payload.parse(await lastPayload("resend"));
  expect({ what, subscriberId }).toEqual({
    what: purpose === "verify" ? "verification" : "links",
    subscriberId: subject.subscriberId,
  });
  expect(open(z.string(), sealed, "key-hash")).toBe(hashLinkKey(subject.key));
});

test("of an export it is the export's mail; of what still works as well", async () => {
  const before = await waiting("export");
  expect((await fresh(await expiredToken("export"))).status).toBe(202);
  expect(await waiting("export")).toBe(before + 1);
  expect((await fresh(await signToken("feedback", someSubject(), { issuedAt: new Date() }))).status).toBe(202);
});

test("the answer is the same for whoever it is", async () => {
  const { id: subscriberId, key } = await insertSubscriber(database.sql);
  const known = await fresh(await expiredToken("preferences", { ...someSubject(), subscriberId, key }));
  const stranger = await fresh(await expiredToken("preferences"));
  expect([known.status, await known.json()]).toEqual([stranger.status, await stranger.json()]);
});

test("a link that we did not make is 403 and asks for nothing", async () => {
  const before = await waiting("resend");
  const token = await expiredToken("matches");
  const [head = "", body = "", signature = ""] = token.split(".");
  const claims = JSON.parse(Buffer.from(body, "base64url").toString()) as object;
  const forged = (over: object) => Buffer.from(JSON.stringify({ ...claims, ...over })).toString("base64url");
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  for (const wrong of [
    "x",
    "a.b.c",
    `${head}.${body}.`,
    `${none}.${body}.`,
    `${head}.${forged({ sub: randomUUID() })}.${signature}`,
    `${head}.${forged({ aud: "verify" })}.${signature}`,
    `${head}.${forged({ aud: "__proto__" })}.${signature}`,
  ]) {
    expect((await fresh(wrong)).status, wrong).toBe(403);
  }
  expect(await (await fresh("x", asBrowser)).text()).toContain('name="email"');
  expect((await ingress.form("/links/fresh", { token: [token, token, "x"] })).status).toBe(403);
  expect((await ingress.json("/links/fresh", { token, email: "a@example.org" })).status).toBe(422);
  expect((await ingress.form("/links/fresh", { token }, { origin: "https://evil.example" })).status).toBe(403);
  expect(await waiting("resend")).toBe(before);
});

test("a replaced key has no button: it proves nothing any more", async () => {
  const { id: subscriberId } = await insertSubscriber(database.sql);
  const token = await signToken("preferences", { subscriberId, key: newLinkKey() }, { issuedAt: new Date() });
  const shown = await ingress.get(`/preferences?token=${token}`, asBrowser);
  expect(shown.status).toBe(410);
  const page = await shown.text();
  expect(page).not.toContain("/links/fresh");
  expect(page).toContain('name="email"');
});

test("a link of a mail is dead the moment its time is over", async () => {
  const token = await signToken("preferences", someSubject(), { issuedAt: new Date(Date.now() - 8 * day) });
  expect((await ingress.get(`/preferences?token=${token}`)).headers.get("link")).toBe('</links>; rel="help"');
});
