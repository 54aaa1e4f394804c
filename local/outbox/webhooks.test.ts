import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Resend, type WebhookEventPayload } from "resend";
import { afterEach, beforeEach, expect, it } from "vitest";
import { until } from "../../test/until.ts";
import type { Played } from "../wire/server.ts";
import { startOutbox } from "./main.ts";
import { ask, messages, post, validMail } from "./test-client.ts";

const secret = `whsec_${Buffer.from("a webhook secret for tests only").toString("base64")}`;
const received: { id: string; event: WebhookEventPayload }[] = [];
let refuse = 0;

/** The receiver, which verifies signatures with the vendor's own client. */
const receiver = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    const header = (name: string) => String(request.headers[`svix-${name}`]);
    const event = new Resend("re_test").webhooks.verify({
      payload: body,
      headers: { id: header("id"), timestamp: header("timestamp"), signature: header("signature") },
      webhookSecret: secret,
    });
    received.push({ id: header("id"), event });
    refuse -= 1;
    response.writeHead(refuse >= 0 ? 503 : 202).end();
  });
});

let outbox: Played;
beforeEach(async () => {
  received.length = 0;
  refuse = 0;
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/webhooks/resend`;
  outbox = await startOutbox({ port: 0, requestsPerSecond: 1000, webhook: { url, secret, retryMs: [5, 5] } });
});
afterEach(async () => {
  await outbox.close();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const send = (to: string) =>
  post(`${outbox.url}/emails`, { ...validMail, to, tags: [{ name: "kind", value: "digest" }] });
const types = () => received.map(({ event }) => event.type).sort();

it.each([
  ["delivered@resend.dev", ["email.delivered", "email.sent"], "delivered"],
  ["Some One <bounced+label-1@resend.dev>", ["email.bounced", "email.sent"], "bounced"],
  ["complained+x@resend.dev", ["email.complained", "email.delivered", "email.sent"], "complained"],
])("tells, signed, what becomes of a mail to %s", async (to, expected, fate) => {
  const { body } = await send(to);
  await until("all events", () => received.length >= expected.length);
  expect(types()).toEqual(expected);
  const [mail] = await messages(outbox.url);
  expect(body).toEqual({ id: mail?.id });
  expect(received.map(({ event }) => event.data)).toEqual(
    Array.from(expected, () =>
      expect.objectContaining({ email_id: mail?.id, to: [to], subject: "Hello", tags: { kind: "digest" } }),
    ),
  );
  const read = await ask(`${outbox.url}/emails/${mail?.id}`, { headers: { authorization: "Bearer re_test" } });
  expect(read.body).toMatchObject({ last_event: fate });
});

it("says why a mail bounced", async () => {
  await send("bounced@resend.dev");
  const bounced = await until("the bounce", () => received.find(({ event }) => event.type === "email.bounced"));
  expect(bounced.event.data).toMatchObject({
    bounce: { type: "Permanent", subType: "General", message: expect.any(String) },
  });
});

it("is silent about ordinary addresses", async () => {
  await send("ada@example.org");
  await send("delivered@resend.dev");
  await until("the events of the second", () => received.length >= 2);
  expect(received.flatMap(({ event }) => ("to" in event.data ? event.data.to : []))).toEqual([
    "delivered@resend.dev",
    "delivered@resend.dev",
  ]);
});

it("repeats an event under its id until it is taken", async () => {
  refuse = 3;
  await send("delivered@resend.dev");
  await until("two events after three refusals", () => received.length >= 5);
  expect(new Set(received.map(({ id }) => id)).size).toBe(2);
});
