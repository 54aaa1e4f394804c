import { request } from "node:http";
import { Resend } from "resend";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Played } from "../wire/server.ts";
import { startOutbox } from "./main.ts";
import { ask, messages, post, validMail } from "./test-client.ts";

let outbox: Played;
beforeEach(async () => {
  outbox = await startOutbox({ port: 0, requestsPerSecond: 1000 });
});
afterEach(() => outbox.close());

const sdk = (key = "re_test") => new Resend(key, { baseUrl: outbox.url });
const refusal = (name: string, statusCode: number) => ({ name, statusCode, message: expect.any(String) });

describe("with the vendor's own client", () => {
  it("lists the account's verified domains, for who has a key", async () => {
    const { data } = await sdk().domains.list();
    expect(data?.data).toMatchObject([{ name: "jobping.example", status: "verified" }]);
    expect((await sdk("wrong").domains.list()).error).toEqual(refusal("invalid_api_key", 403));
  });

  it("sends one mail and reads it back", async () => {
    const sent = await sdk().emails.send({
      ...validMail,
      to: "Zoë <zoe@example.org>",
      replyTo: "help@jobping.example",
      headers: { "List-Unsubscribe": "<https://jobping.example/unsubscribe>" },
      tags: [{ name: "kind", value: "digest" }],
    });
    expect(sent.error).toBeNull();
    expect(sent.headers).toMatchObject({ "ratelimit-limit": "1000", "ratelimit-policy": "1000;w=1" });
    const { data: read } = await sdk().emails.get(sent.data?.id ?? "");
    expect(read).toMatchObject({
      object: "email",
      to: ["Zoë <zoe@example.org>"],
      reply_to: ["help@jobping.example"],
      last_event: "delivered",
    });
    expect(read?.created_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\+00$/);
    expect(await messages(outbox.url)).toEqual([
      {
        id: sent.data?.id,
        to: "Zoë <zoe@example.org>",
        from: validMail.from,
        subject: "Hello",
        html: "<p>Hello</p>",
        text: "Hello",
        headers: { "List-Unsubscribe": "<https://jobping.example/unsubscribe>" },
        tags: [{ name: "kind", value: "digest" }],
        idempotencyKey: null,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      },
    ]);
  });

  it("sends a batch of 100 and refuses one of 101", async () => {
    const mails = Array.from({ length: 101 }, (_, index) => ({ ...validMail, to: `person-${index}@example.org` }));
    expect((await sdk().batch.send(mails)).error).toEqual(refusal("validation_error", 422));
    const { data } = await sdk().batch.send(mails.slice(0, 100));
    const stored = await messages(outbox.url);
    expect(stored.map(({ id }) => id).reverse()).toEqual(data?.data.map(({ id }) => id));
  });

  it("refuses a whole batch for one bad mail, or only that one if asked to be permissive", async () => {
    const mails = [validMail, { ...validMail, to: "nobody" }, { ...validMail, subject: "Third" }];
    expect((await sdk().batch.send(mails)).error).toEqual(refusal("validation_error", 422));
    expect(await messages(outbox.url)).toEqual([]);
    const { data } = await sdk().batch.send(mails, { batchValidation: "permissive" });
    expect(data).toMatchObject({ data: [{}, {}], errors: [{ index: 1, message: expect.stringContaining("`to`") }] });
    expect((await messages(outbox.url)).map(({ subject }) => subject)).toEqual(["Third", "Hello"]);
  });

  it("sends once for a repeated idempotency key, alone and in a batch", async () => {
    const first = await sdk().emails.send(validMail, { idempotencyKey: "one" });
    const again = await sdk().emails.send(validMail, { idempotencyKey: "one" });
    expect(again.data).toEqual(first.data);
    const batch = await sdk().batch.send([validMail, validMail], { idempotencyKey: "two" });
    expect((await sdk().batch.send([validMail, validMail], { idempotencyKey: "two" })).data).toEqual(batch.data);
    expect(await messages(outbox.url)).toHaveLength(3);
  });

  it("refuses a known key with another payload, also on the other endpoint", async () => {
    await sdk().emails.send(validMail, { idempotencyKey: "one" });
    const other = await sdk().emails.send({ ...validMail, subject: "Changed" }, { idempotencyKey: "one" });
    expect(other.error).toEqual(refusal("invalid_idempotent_request", 409));
    const batch = await sdk().batch.send([validMail], { idempotencyKey: "one" });
    expect(batch.error).toEqual(refusal("invalid_idempotent_request", 409));
    expect(await messages(outbox.url)).toHaveLength(1);
  });
});

describe("keys", () => {
  it("wants a bearer token that looks like the vendor's", async () => {
    expect((await post(`${outbox.url}/emails`, validMail, { authorization: undefined })).body).toEqual(
      refusal("missing_api_key", 401),
    );
    expect((await sdk("wrong").emails.send(validMail)).error).toEqual(refusal("invalid_api_key", 403));
  });

  it("wants one of its own, if it has any", async () => {
    const own = await startOutbox({ port: 0, apiKeys: ["re_right"] });
    const codes = [];
    for (const key of ["re_right", "re_other"]) {
      codes.push((await post(`${own.url}/emails`, validMail, { authorization: `Bearer ${key}` })).status);
    }
    await own.close();
    expect(codes).toEqual([200, 403]);
  });

  it("wants a User-Agent, as the vendor's edge does", async () => {
    const status = new Promise((resolve, reject) => {
      const headers = { authorization: "Bearer re_test", "content-type": "application/json" };
      const sending = request(`${outbox.url}/emails`, { method: "POST", headers }, (response) =>
        resolve(response.resume().statusCode),
      );
      sending.on("error", reject).end(JSON.stringify(validMail));
    });
    expect(await status).toBe(403);
  });
});

describe("what it refuses", () => {
  it.each([
    ["no sender", { from: undefined }, "missing_required_field", 422],
    ["no recipient", { to: undefined }, "missing_required_field", 422],
    ["an empty list of recipients", { to: [] }, "missing_required_field", 422],
    ["no subject", { subject: undefined }, "missing_required_field", 422],
    ["neither HTML nor text", { html: undefined, text: undefined }, "missing_required_field", 422],
    ["a sender that is no address", { from: "JobPing" }, "invalid_from_address", 422],
    ["a recipient that is no address", { to: ["ada@example.org", "ada@localhost"] }, "validation_error", 422],
    ["a recipient outside of ASCII", { to: "zoë@example.org" }, "validation_error", 422],
    [
      "51 recipients",
      { to: Array.from({ length: 51 }, (_, index) => `p${index}@example.org`) },
      "validation_error",
      422,
    ],
    ["a line break in the subject", { subject: "Hi\r\nBcc: all@example.org" }, "validation_error", 422],
    ["a line break in a header", { headers: { "X-Note": "a\nb" } }, "validation_error", 422],
    ["a tag with a space", { tags: [{ name: "kind", value: "a digest" }] }, "validation_error", 422],
    ["a text that is none", { text: { toString: "x" } }, "validation_error", 422],
    ["what it does not play", { scheduled_at: "in 1 hour" }, "validation_error", 422],
  ])("%s", async (_, change, name, status) => {
    const answer = await post(`${outbox.url}/emails`, { ...validMail, ...change });
    expect(answer).toMatchObject({ status, body: refusal(name, status) });
    expect(await messages(outbox.url)).toEqual([]);
  });

  it("a body that is not JSON, not an object, not a list", async () => {
    expect((await post(`${outbox.url}/emails`, "{")).body).toEqual(refusal("validation_error", 400));
    expect((await post(`${outbox.url}/emails`, [])).body).toEqual(refusal("validation_error", 422));
    expect((await post(`${outbox.url}/emails/batch`, {})).body).toEqual(refusal("validation_error", 422));
    expect((await post(`${outbox.url}/emails/batch`, [])).body).toEqual(refusal("validation_error", 422));
  });

  it("attachments in a batch", async () => {
    const answer = await post(`${outbox.url}/emails/batch`, [{ ...validMail, attachments: [{ filename: "a" }] }]);
    expect(answer.body).toEqual(refusal("validation_error", 422));
  });

  it("unknown ids and methods", async () => {
    expect((await sdk().emails.get(crypto.randomUUID())).error).toEqual(refusal("not_found", 404));
    expect((await sdk().emails.get("x")).error).toEqual(refusal("invalid_parameter", 422));
    const answer = await ask(`${outbox.url}/emails`, { method: "PUT", headers: { authorization: "Bearer re_test" } });
    expect(answer.body).toEqual(refusal("method_not_allowed", 405));
  });
});

describe("our own routes", () => {
  it("shows the newest first, one by id, those of one recipient, and forgets all", async () => {
    for (const to of ["ada@example.org", "Grace <Grace@Example.org>"])
      await post(`${outbox.url}/emails`, { ...validMail, to });
    const [newest, oldest] = await messages(outbox.url);
    expect([newest?.to, oldest?.to]).toEqual(["Grace <Grace@Example.org>", "ada@example.org"]);
    expect(await messages(outbox.url, "?to=grace@example.org")).toEqual([newest]);
    expect((await ask(`${outbox.url}/messages/${oldest?.id}`)).body).toEqual(oldest);
    expect((await ask(`${outbox.url}/messages`, { method: "DELETE" })).status).toBe(204);
    expect(await messages(outbox.url)).toEqual([]);
    expect((await ask(`${outbox.url}/messages/${oldest?.id}`)).status).toBe(404);
  });
});
