import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { day, second } from "../../lib/time.ts";
import type { Played } from "../wire/server.ts";
import { startOutbox } from "./main.ts";
import { messages, post, validMail } from "./test-client.ts";

let outbox: Played;
let now: number;
beforeEach(async () => {
  now = Date.UTC(2026, 10, 21);
  outbox = await startOutbox({ port: 0, clock: () => now });
});
afterEach(() => outbox.close());

const send = (headers: Record<string, string> = {}) => post(`${outbox.url}/emails`, validMail, headers);

describe("the vendor's rate limit", () => {
  it("lets five requests a second pass for each key and says so on every reply", async () => {
    const remaining = [];
    for (let index = 0; index < 5; index++) remaining.push((await send()).headers.get("ratelimit-remaining"));
    expect(remaining).toEqual(["4", "3", "2", "1", "0"]);
    const refused = await send();
    expect(refused).toMatchObject({ status: 429, body: { name: "rate_limit_exceeded", statusCode: 429 } });
    expect(Object.fromEntries(refused.headers)).toMatchObject({
      "ratelimit-limit": "5",
      "ratelimit-policy": "5;w=1",
      "ratelimit-remaining": "0",
      "ratelimit-reset": "1",
      "retry-after": "1",
    });
    expect((await send({ authorization: "Bearer re_another" })).status).toBe(200);
    now += 1 * second;
    expect((await send()).status).toBe(200);
    expect(await messages(outbox.url)).toHaveLength(7);
  });
});

describe("idempotency keys", () => {
  it("hold for 24 hours", async () => {
    const first = await send({ "idempotency-key": "k" });
    now += 1 * day - 1;
    expect((await send({ "idempotency-key": "k" })).body).toEqual(first.body);
    now += 1;
    expect((await send({ "idempotency-key": "k" })).body).not.toEqual(first.body);
    expect(await messages(outbox.url)).toHaveLength(2);
  });

  it("have 1 to 256 characters", async () => {
    expect((await send({ "idempotency-key": "k".repeat(256) })).status).toBe(200);
    const refused = { status: 400, body: { name: "invalid_idempotency_key" } };
    expect(await send({ "idempotency-key": "k".repeat(257) })).toMatchObject(refused);
    expect(await send({ "idempotency-key": "" })).toMatchObject(refused);
  });

  it("stay free when the request was refused", async () => {
    const refused = await post(`${outbox.url}/emails`, { ...validMail, to: "nobody" }, { "idempotency-key": "k" });
    expect(refused.status).toBe(422);
    expect((await send({ "idempotency-key": "k" })).status).toBe(200);
  });

  it("do not mind the order of a payload's fields", async () => {
    const turned = Object.fromEntries(Object.entries(validMail).reverse());
    const first = await send({ "idempotency-key": "k" });
    expect((await post(`${outbox.url}/emails`, turned, { "idempotency-key": "k" })).body).toEqual(first.body);
  });
});
