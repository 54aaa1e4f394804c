import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { describe, expect, test } from "vitest";
import { env } from "../../lib/env.ts";
import { producer, redisKey } from "../../lib/redis.ts";
import { minute } from "../../lib/time.ts";
import { mailEvent, type Signing, svixHeaders } from "../../test/webhook.ts";
import { ingressOfFile, waiting } from "../test-ingress.ts";

const ingress = ingressOfFile();

const post = (body: string, headers: Record<string, string>) => ingress.json("/webhooks/resend", body, headers);
const status = async (body: string, headers: Record<string, string>) => (await post(body, headers)).status;
const signed = (body: string, signing?: Signing) => post(body, svixHeaders(body, signing));
const newestJob = async () => {
  const [id] = await producer().lrange(redisKey("webhook", "wait"), 0, 0);
  return (await producer().hget(redisKey("webhook", id ?? ""), "data")) ?? "";
};

describe("the vectors of Standard Webhooks", () => {
  const body = mailEvent("email.delivered");

  test("valid: 202, and 200 again for the same id, also when both come at once", async () => {
    const before = await waiting("webhook");
    const headers = svixHeaders(body);
    expect((await Promise.all([status(body, headers), status(body, headers)])).sort()).toEqual([200, 202]);
    expect(await status(body, headers)).toBe(200);
    expect((await waiting("webhook")) - before).toBe(1);
  });

  test("what the standard's own library signs is taken", async () => {
    const [id, at] = [`msg_${randomUUID()}`, new Date()];
    const signature = new Webhook(env.RESEND_WEBHOOK_SECRET ?? "").sign(id, at, body);
    expect(await status(body, { ...svixHeaders(body, { id, at: at.getTime() }), "svix-signature": signature })).toBe(
      202,
    );
  });

  test("several signatures, one valid; a version that nobody knows is passed over", async () => {
    const { "svix-signature": good, ...headers } = svixHeaders(body);
    const other = svixHeaders(body, { secret: Buffer.alloc(32, 7).toString("base64") })["svix-signature"];
    expect(await status(body, { ...headers, "svix-signature": `v1a,AAAA ${other} ${good}` })).toBe(202);
    expect(await status(body, { ...headers, "svix-signature": `v1a,${good.slice(3)} ${other} v1` })).toBe(403);
  });

  test.each([
    ["a tampered body", () => [body.replace("delivered", "bounced"), svixHeaders(body)]],
    ["a wrong secret", () => [body, svixHeaders(body, { secret: Buffer.alloc(32, 7).toString("base64") })]],
    ["an old timestamp", () => [body, svixHeaders(body, { at: Date.now() - 5 * minute - 2000 })]],
    ["a timestamp of the future", () => [body, svixHeaders(body, { at: Date.now() + 5 * minute + 2000 })]],
    ["a timestamp that is none", () => [body, { ...svixHeaders(body), "svix-timestamp": "1e9" }]],
    ["another id", () => [body, { ...svixHeaders(body), "svix-id": "msg_other" }]],
    ["an id that is none", () => [body, svixHeaders(body, { id: "a b" })]],
  ] as [string, () => [string, Record<string, string>]][])("%s is 403 and leaves nothing", async (_, make) => {
    const before = await waiting("webhook");
    const [sent, headers] = make();
    expect(await status(sent, headers)).toBe(403);
    expect(await waiting("webhook")).toBe(before);
    // The refused request has not used up the id.
    expect(await status(body, svixHeaders(body, { id: headers["svix-id"]?.replace(" ", "") ?? "" }))).toBe(202);
  });

  test.each(["svix-id", "svix-timestamp", "svix-signature"])("without %s it is 401", async (name) => {
    const { [name]: _, ...headers } = svixHeaders(body) as Record<string, string>;
    expect(await status(body, headers)).toBe(401);
  });

  test("every byte is signed, also where it is no text", async () => {
    const [signed, other] = [0xff, 0xfe].map((byte) => Buffer.concat([Buffer.from(body), Buffer.of(byte)])) as [
      Buffer,
      Buffer,
    ];
    const headers = { ...svixHeaders(signed), "content-type": "application/json" };
    const send = (bytes: Buffer) =>
      fetch(`${ingress.url}/webhooks/resend`, { method: "POST", headers, body: new Uint8Array(bytes) });
    expect((await send(other)).status).toBe(403);
    expect((await send(signed)).status).toBe(202);
  });

  test("the next secret is good too, in the other form", async () => {
    expect(env.RESEND_WEBHOOK_SECRET).toMatch(/^whsec_/);
    expect(env.NEXT_RESEND_WEBHOOK_SECRET).not.toMatch(/^whsec_/);
    expect((await signed(body, { secret: env.NEXT_RESEND_WEBHOOK_SECRET })).status).toBe(202);
  });
});

test("what travels on has ids and codes, and nobody's address", async () => {
  const [delivery, email_id] = [randomUUID(), randomUUID()];
  const bounce = { type: "Permanent", subType: "General", message: "550 5.1.1 ada.lovelace@example.org unknown" };
  const id = `msg_${randomUUID()}`;
  await signed(mailEvent("email.bounced", { email_id, bounce, tags: { kind: "digest", delivery } }), { id });
  const data = await newestJob();
  expect(JSON.parse(data).p).toEqual({
    source: "resend",
    eventId: id,
    type: "email.bounced",
    at: "2026-11-22T10:41:12.126Z",
    emailId: email_id,
    deliveryId: delivery,
    detail: "Permanent",
  });
  expect(data).not.toMatch(/lovelace|@/);
});

test("why a mail was not sent after all travels on as a code, and as no sentence", async () => {
  const reasons = ["reached_daily_quota", "ada.lovelace@example.org is no mailbox"];
  for (const [at, detail] of [reasons[0], undefined].entries()) {
    await signed(mailEvent("email.failed", { failed: { reason: reasons[at] } }));
    const told = JSON.parse(await newestJob()).p;
    expect([told.type, told.detail]).toEqual(["email.failed", detail]);
  }
});

test("a type that nobody knows is taken; what is known to tell nothing of use is not even stored", async () => {
  const before = await waiting("webhook");
  expect((await signed(mailEvent("inbox.thread.assigned"))).status).toBe(202);
  expect(JSON.parse(await newestJob()).p).toMatchObject({ type: "inbox.thread.assigned" });
  for (const what of ["sent", "scheduled", "delivery_delayed", "opened", "clicked", "received"]) {
    const [body, id] = [mailEvent(`email.${what}`), `msg_${randomUUID()}`];
    expect((await signed(body, { id })).status).toBe(202);
    expect((await signed(body, { id })).status).toBe(200);
  }
  expect((await waiting("webhook")) - before).toBe(1);
});

test.each(["", "{", "[]", "null", '{"type": 7}', '{"type": "a b", "data": {}}', "\u00ff"])(
  "%j with a good signature is taken and leaves nothing: it would only come again",
  async (body) => {
    const before = await waiting("webhook");
    expect((await signed(body)).status).toBe(202);
    expect(await waiting("webhook")).toBe(before);
  },
);

test("an event that says strange things of its mail is stored as it is", async () => {
  for (const data of [{ email_id: 7 }, { tags: ["x"] }, { bounce: "hard" }, { tags: { delivery: "x" } }]) {
    expect((await signed(mailEvent("email.bounced", data))).status).toBe(202);
    expect(JSON.parse(await newestJob()).p).toMatchObject({ type: "email.bounced" });
  }
});

test.each(["+275760-09-13T00:00:00Z", "-000001-01-01T00:00:00Z", "yesterday", 7])(
  "a time that no clock shows (%s) is not kept: it happened when it came",
  async (at) => {
    expect((await signed(JSON.stringify({ type: "email.bounced", created_at: at, data: {} }))).status).toBe(202);
    expect(JSON.parse(await newestJob()).p.at).toMatch(/^20\d\d-/);
  },
);

test("256 KiB are read and no more, and neither GET nor a browser's page opens it", async () => {
  const whole = mailEvent("email.sent", { filler: "" });
  const fit = whole.replace('"filler":""', `"filler":"${"x".repeat(256 * 1024 - whole.length)}"`);
  expect((await signed(fit)).status).toBe(202);
  expect((await signed(`${fit} `)).status).toBe(413);
  expect((await ingress.get("/webhooks/resend")).status).toBe(405);
});
