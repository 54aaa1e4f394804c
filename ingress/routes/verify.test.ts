import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { jobStatus } from "../../lib/queue-admin.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { hour } from "../../lib/time.ts";
import { signToken } from "../../lib/tokens.ts";
import { insertSubscriber } from "../../test/people.ts";
import { databaseOfFile, play } from "../../test/services.ts";
import { asBrowser, ingressOfFile, waiting } from "../test-ingress.ts";

const database = databaseOfFile();
const ingress = ingressOfFile();

/** Somebody who signed up, and the link in their mail. */
async function someLink(over: Record<string, unknown> = {}, issuedAt = new Date()) {
  const subscriber = await insertSubscriber(database.sql, { status: "unverified", ...over });
  const [row] = await database.sql<{ id: string }[]>`
    insert into email_verification_requests (subscriber_id, expires_at)
    values (${subscriber.id}, now() + interval '24 hours') returning id`;
  const requestId = row?.id ?? "";
  const token = await signToken(
    "verify",
    { subscriberId: subscriber.id, key: subscriber.key, requestId },
    { issuedAt },
  );
  return { ...subscriber, requestId, token, path: `/verify?token=${token}` };
}

describe("GET", () => {
  test("shows whom it is about, with a button, and changes nothing", async () => {
    const { path, email, token } = await someLink();
    const before = await waiting("verify");
    const response = await ingress.get(path, asBrowser);
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).not.toContain(email);
    expect(page).toContain(`@${email.split("@")[1]}`);
    expect(page).toContain(`<form action="/verify?token=${token}&amp;lang=en" method="post">`);
    expect(await waiting("verify")).toBe(before);
  });

  test("speaks the person's language, also when it is done or too late; the page's own switch is stronger", async () => {
    const german = '<html lang="de">';
    const { path, requestId, key, id } = await someLink({ locale: "de" });
    const shown = async (at: string) => (await ingress.get(at, { ...asBrowser, "accept-language": "en" })).text();
    expect(await shown(path)).toContain(german);
    expect(await shown(`${path}&lang=en`)).toContain('<html lang="en">');
    expect(await (await ingress.form(path, {}, asBrowser)).text()).toContain(german);
    const subject = { subscriberId: id, key, requestId };
    const late = await signToken("verify", subject, { issuedAt: new Date(Date.now() - 25 * hour) });
    expect(await shown(`/verify?token=${late}`)).toContain(german);
    await database.sql`update email_verification_requests set expires_at = now() where id = ${requestId}`;
    const expired = await shown(path);
    for (const part of [german, "Links gelten nur eine Weile"]) expect(expired).toContain(part);
    expect(await shown(`${path}&lang=en`)).toContain("Links work only for a while");
  });

  test("works when the Data API does not answer", async () => {
    const { path } = await someLink();
    play("database", "http://127.0.0.1:1");
    const page = await (await ingress.get(path, asBrowser)).text();
    play("database", database.supabaseUrl);
    expect(page).toContain("Do you want job alerts?");
  });

  test("of a confirmed one says so and has no button", async () => {
    const { path } = await someLink({ status: "active" });
    const page = await (await ingress.get(path, asBrowser)).text();
    expect(page).toContain("already confirmed");
    expect(page).not.toContain("<form");
  });
});

describe("POST", () => {
  test("queues the confirmation once, however often it is pressed", async () => {
    const { path, progressId } = await someLink();
    const before = await waiting("verify");
    const [first, second] = await Promise.all([ingress.form(path, {}), ingress.form(path, {})]);
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(await first.json()).toEqual({ status: "confirmed", already: false, progress: `/signups/${progressId}` });
    expect(await waiting("verify")).toBe(before + 1);
  });

  test("takes the token from the form too, and shows a page to browsers", async () => {
    const { path, token, progressId } = await someLink();
    const response = await ingress.form(path, { token }, { ...asBrowser, origin: "http://127.0.0.1:3000" });
    expect(response.status).toBe(202);
    const page = await response.text();
    expect(page).toContain("Confirmed. Thank you.");
    expect(page).toContain(`href="/signups/${progressId}?lang=en"`);
    expect((await ingress.form("/verify", { token })).status).toBe(202);
  });

  test("of a confirmed one is 202 again", async () => {
    const { path } = await someLink({ status: "active" });
    const response = await ingress.form(path, {});
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ status: "confirmed", already: true });
  });

  test("is taken when the Data API is away: the worker knows better later", async () => {
    const { path, requestId } = await someLink();
    play("database", "http://127.0.0.1:1");
    const response = await ingress.form(path, {});
    play("database", database.supabaseUrl);
    expect(response.status).toBe(202);
    expect(requestId).not.toBe("");
  });

  test("from a page that is not ours is refused", async () => {
    const { path } = await someLink();
    expect((await ingress.form(path, {}, { origin: "https://evil.example" })).status).toBe(403);
  });
});

describe("a link that does not open", () => {
  const both = async (path: string, headers = {}) => [
    (await ingress.get(path, headers)).status,
    (await ingress.form(path, {}, headers)).status,
  ];

  test("expired: 410, with the way to a fresh one", async () => {
    const { path } = await someLink({}, new Date(Date.now() - 49 * hour));
    expect(await both(path)).toEqual([410, 410]);
    const response = await ingress.get(path);
    expect(response.headers.get("link")).toBe('</verify/resend>; rel="help"');
    expect(await (await ingress.get(path, asBrowser)).text()).toMatch(/<form [^>]*action="\/links\/fresh/);
  });

  test("used up or replaced: 410 as well, and nothing is queued", async () => {
    const { path, requestId, id } = await someLink();
    const before = await waiting("verify");
    await database.sql`update email_verification_requests set expires_at = now() - interval '1 s' where id = ${requestId}`;
    expect(await both(path)).toEqual([410, 410]);
    const other = await someLink();
    await database.sql`update subscribers set link_key_sha256 = ${"0".repeat(64)} where id = ${other.id}`;
    expect(await both(other.path)).toEqual([410, 410]);
    const page = await (await ingress.get(other.path, asBrowser)).text();
    expect(page).toMatch(/<form [^>]*action="\/verify\/resend/);
    expect(await waiting("verify")).toBe(before);
    expect(id).not.toBe(other.id);
  });

  test("tampered, of another purpose, or nonsense: 403", async () => {
    const { path, token, id, key } = await someLink();
    const other = await signToken("unsubscribe", { subscriberId: id, key }, { issuedAt: new Date() });
    const withoutRequest = await signToken("verify", { subscriberId: id, key }, { issuedAt: new Date() });
    const [head = "", body = ""] = token.split(".");
    const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${body}.`;
    for (const wrong of [`${token.slice(0, -2)}xx`, `${head}.${body}.`, none, other, withoutRequest, "x", "a.b.c"])
      expect(await both(`/verify?token=${wrong}`), wrong).toEqual([403, 403]);
    expect((await ingress.get(path)).status).toBe(200);
  });

  test("missing, doubled or endless: 422", async () => {
    const { path, token } = await someLink();
    for (const wrong of ["/verify", "/verify?token=", `${path}&token=${token}`, `/verify?token=${"x".repeat(3000)}`])
      expect(await both(wrong), wrong.slice(0, 40)).toEqual([422, 422]);
    expect((await ingress.form(path, { token: "another" })).status).toBe(422);
  });
});

test("the job carries the request's id and nothing else", async () => {
  const { path, requestId } = await someLink();
  await ingress.form(path, {});
  const ids = await producer().lrange(redisKey("verify", "wait"), 0, -1);
  const data = await Promise.all(ids.map((id) => producer().hget(redisKey("verify", id), "data")));
  expect(data.map((text) => (JSON.parse(text ?? "{}") as { p: unknown }).p)).toContainEqual({ requestId });
  expect(await jobStatus("verify", randomUUID())).toBeNull();
});
