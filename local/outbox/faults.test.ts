import { Resend } from "resend";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minute } from "../../lib/time.ts";
import { until } from "../../test/until.ts";
import type { Played } from "../wire/server.ts";
import { startOutbox } from "./main.ts";
import type { Outcome } from "./store.ts";
import { ask, messages, post, put, validMail } from "./test-client.ts";

let outbox: Played;
beforeEach(async () => {
  outbox = await startOutbox({ port: 0, requestsPerSecond: 1000 });
});
afterEach(() => outbox.close());

const send = (idempotencyKey?: string) =>
  post(`${outbox.url}/emails`, validMail, { "idempotency-key": idempotencyKey });
const faults = (body: unknown) => put(`${outbox.url}/faults`, body);
const waiting = async () => (await ask(`${outbox.url}/faults`)).body as unknown[];
const history = async () => (await ask(`${outbox.url}/history`)).body as Outcome[];
/** The outcome as the product sees it: with the vendor's client, a closed connection is unknown. */
const sendBySdk = () => new Resend("re_test", { baseUrl: outbox.url }).emails.send(validMail, { idempotencyKey: "k" });

describe("faults", () => {
  it("answer the next requests with a status and the vendor's name for it", async () => {
    await faults({ status: 500, times: 2 });
    const answers = [await send(), await send(), await send()];
    expect(answers.map(({ status }) => status)).toEqual([500, 500, 200]);
    expect(answers[0]?.body).toMatchObject({ statusCode: 500, name: "application_error" });
    expect(await messages(outbox.url)).toHaveLength(1);
  });

  it("go on until they are cleared", async () => {
    await faults({ status: 429, name: "daily_quota_exceeded" });
    const struck = [await send(), await send()];
    expect(struck.map(({ body }) => body)).toMatchObject([
      { name: "daily_quota_exceeded" },
      { name: "daily_quota_exceeded" },
    ]);
    expect(struck[0]?.headers.get("retry-after")).toBe("1");
    expect((await faults({})).status).toBe(200);
    expect((await send()).status).toBe(200);
  });

  it("follow a script, in which a fault of nothing lets requests pass", async () => {
    await faults([{ times: 2 }, { status: 503 }, { status: 429 }]);
    const statuses = [];
    for (let index = 0; index < 5; index++) statuses.push((await send()).status);
    expect(statuses).toEqual([200, 200, 503, 429, 200]);
  });

  it("lose the reply of a mail that was accepted; its repetition gets it", async () => {
    await faults({ drop: true, times: 1 });
    expect((await sendBySdk()).error).toMatchObject({ name: "application_error", statusCode: null });
    const [accepted] = await messages(outbox.url);
    expect((await sendBySdk()).data).toEqual({ id: accepted?.id });
    expect(await history()).toMatchObject([
      { path: "/emails", status: null, idempotencyKey: "k", messageIds: [accepted?.id], replayed: false },
      { path: "/emails", status: 200, idempotencyKey: "k", messageIds: [accepted?.id], replayed: true },
    ]);
  });

  it("lose a request before anything happened", async () => {
    await faults({ dropBefore: true, times: 1 });
    expect((await sendBySdk()).error).toMatchObject({ statusCode: null });
    expect(await messages(outbox.url)).toEqual([]);
    expect((await sendBySdk()).error).toBeNull();
    expect((await history()).map(({ status, replayed }) => [status, replayed])).toEqual([
      [null, false],
      [200, false],
    ]);
  });

  it("hold a key while its request is slow", async () => {
    await faults([{ delayMs: 10 * minute }]);
    const slow = expect(send("k")).rejects.toThrow();
    await until("the key is taken", async () => (await send("k")).status === 409);
    expect((await send("k")).body).toMatchObject({ name: "concurrent_idempotent_requests" });
    await outbox.close();
    await slow;
  });

  it("let a slow request go on when its client has gone", async () => {
    await faults([{ delayMs: 100 }]);
    const gone = new AbortController();
    const headers = { authorization: "Bearer re_test", "content-type": "application/json", "idempotency-key": "k" };
    const slow = fetch(`${outbox.url}/emails`, {
      method: "POST",
      headers,
      body: JSON.stringify(validMail),
      signal: gone.signal,
    });
    const left = expect(slow).rejects.toThrow();
    await until("the request has come", async () => (await waiting()).length === 0);
    gone.abort();
    await left;
    await until("the mail is accepted", async () => (await messages(outbox.url)).length === 1);
  });

  it("are refused when they make no sense", async () => {
    for (const body of [{ status: 200 }, { statsu: 500 }, { delayMs: -1 }, "x", null]) {
      expect((await faults(body)).status).toBe(422);
    }
    expect(await waiting()).toEqual([]);
  });
});
