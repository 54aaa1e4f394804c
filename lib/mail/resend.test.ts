import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startOutbox } from "../../local/outbox/main.ts";
import { play } from "../../test/services.ts";
import { until } from "../../test/until.ts";
import { closeRedis, producer, redisKey, redisReady } from "../redis.ts";
import { second } from "../time.ts";
import type { RenderedMail } from "./delivery.ts";
import { mailFixture, offer } from "./fixtures.ts";
import { sendingRefused } from "./refused.ts";
import { renderMail } from "./render.ts";
import { maxBatch, sendBatch } from "./resend.ts";

type Outbox = Awaited<ReturnType<typeof startOutbox>>;
interface Message extends RenderedMail {
  idempotencyKey: string;
}

let outbox: Outbox;
let mail: RenderedMail;
const never = new AbortController().signal;

beforeAll(async () => {
  // Above our own limit, which rate.test.ts tests.
  outbox = await startOutbox({ port: 0, requestsPerSecond: 1000 });
  play("outbox", outbox.url);
  await redisReady(5 * second);
  mail = await renderMail(mailFixture("digest"), {
    publicUrl: "https://jobping.example",
    emailDomain: "jobping.example",
    premium: offer,
  });
});

beforeEach(async () => {
  await producer().del(redisKey("mail", "turns"), redisKey("mail", "pause"), redisKey("mail", "refused"));
});

afterEach(async () => {
  await faults({});
  await fetch(`${outbox.url}/messages`, { method: "DELETE" });
});

afterAll(async () => {
  await closeRedis();
  await outbox.close();
});

async function faults(body: unknown): Promise<void> {
  const response = await fetch(`${outbox.url}/faults`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
}

async function messages(): Promise<Message[]> {
  return (await fetch(`${outbox.url}/messages`)).json() as Promise<Message[]>;
}

const to = (...addresses: string[]) => addresses.map((address) => ({ ...mail, to: address }));

describe("sending a batch", () => {
  it("arrives as it was rendered, with an id for each", async () => {
    const result = await sendBatch(to("ana@mail.example", "ben@mail.example"), "batch/1", never);

    expect(result).toEqual({ outcome: "accepted", ids: [expect.any(String), expect.any(String)] });
    const arrived = await messages();
    expect(arrived.flatMap((message) => message.to).sort()).toEqual(["ana@mail.example", "ben@mail.example"]);
    for (const { from, subject, html, text, headers, tags, idempotencyKey } of arrived) {
      expect({ from, subject, html, text }).toEqual({
        from: mail.from,
        subject: mail.subject,
        html: mail.html,
        text: mail.text,
      });
      expect(headers).toEqual(mail.headers);
      expect(tags).toEqual([{ name: "kind", value: "digest" }]);
      expect(idempotencyKey).toBe("batch/1");
    }
  });

  it("sends nothing anew under the same key, and gives the first ids again", async () => {
    const first = await sendBatch(to("ana@mail.example"), "batch/2", never);
    const again = await sendBatch(to("ana@mail.example"), "batch/2", never);

    expect(again).toEqual(first);
    expect(await messages()).toHaveLength(1);
  });

  it("calls other mails under a used key a conflict", async () => {
    await sendBatch(to("ana@mail.example"), "batch/3", never);
    expect(await sendBatch(to("ben@mail.example"), "batch/3", never)).toEqual({
      outcome: "conflict",
      name: "invalid_idempotent_request",
    });
    expect(await messages()).toHaveLength(1);
  });

  it("is refused whole when one mail is bad", async () => {
    const result = await sendBatch(to("ana@mail.example", "no address"), "batch/4", never);
    expect(result).toMatchObject({ outcome: "rejected", name: "validation_error" });
    expect(await messages()).toEqual([]);
  });

  it("does not ask for an empty batch, and cannot ask for too many", async () => {
    expect(await sendBatch([], "batch/5", never)).toEqual({ outcome: "accepted", ids: [] });
    await expect(sendBatch(Array(maxBatch + 1).fill(mail), "batch/5", never)).rejects.toThrow(RangeError);
  });

  it.each([
    [
      { status: 429, name: "rate_limit_exceeded" },
      { outcome: "later", name: "rate_limit_exceeded" },
    ],
    [
      { status: 429, name: "daily_quota_exceeded" },
      { outcome: "later", name: "daily_quota_exceeded" },
    ],
    [
      { status: 403, name: "invalid_api_key" },
      { outcome: "later", name: "invalid_api_key" },
    ],
    [
      { status: 422, name: "invalid_parameter" },
      { outcome: "rejected", name: "invalid_parameter" },
    ],
    [
      { status: 409, name: "concurrent_idempotent_requests" },
      { outcome: "later", name: "concurrent_idempotent_requests" },
    ],
    [{ status: 500 }, { outcome: "unknown", name: "application_error" }],
    [
      { status: 503, name: "internal_server_error" },
      { outcome: "unknown", name: "internal_server_error" },
    ],
    [{ dropBefore: true }, { outcome: "unknown" }],
  ])("tells the outcome of %j on the wire", async (fault, outcome) => {
    await faults({ ...fault, times: 1 });
    expect(await sendBatch(to("ana@mail.example"), "batch/6", never)).toMatchObject(outcome);
    expect(await messages()).toEqual([]);
  });

  it("does not send twice when the first answer was lost", async () => {
    await faults({ drop: true, times: 1 });
    expect(await sendBatch(to("ana@mail.example"), "batch/7", never)).toMatchObject({ outcome: "unknown" });
    expect(await sendBatch(to("ana@mail.example"), "batch/7", never)).toMatchObject({ outcome: "accepted" });
    expect(await messages()).toHaveLength(1);
  });

  it("leaves the outcome open when it is interrupted while the vendor works", async () => {
    const { url, asked, close } = await silentServer();
    play("outbox", url);
    const interrupted = new AbortController();
    const sending = sendBatch(to("ana@mail.example"), "batch/8", interrupted.signal);
    await until("the vendor was asked", asked);
    interrupted.abort(new Error("shutdown"));
    expect(await sending).toMatchObject({ outcome: "unknown" });
    await close();
    play("outbox", outbox.url);
  });

  it("tells those who run this that the vendor refuses our key, until it takes a mail", async () => {
    expect(await sendingRefused()).toBeNull();
    await faults({ status: 403, name: "invalid_api_key", times: 2 });
    for (const key of ["refused-1", "refused-2"]) await sendBatch(to("a@example.org"), key, never);
    expect(await sendingRefused()).toMatchObject({ reason: "invalid_api_key" });
    await sendBatch(to("a@example.org"), "taken", never);
    expect(await sendingRefused()).toBeNull();
  });

  it("writes nothing to the console, whatever goes wrong", async () => {
    const consoles = (["log", "info", "warn", "error"] as const).map((method) => vi.spyOn(console, method));
    await faults({ status: 500, times: 1 });
    await sendBatch(to("ana@mail.example"), "batch/9", never);
    await sendBatch(to("no address"), "batch/9", never);
    for (const spy of consoles) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

/** Accepts connections and never answers. */
async function silentServer() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked: () => sockets.length > 0,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
