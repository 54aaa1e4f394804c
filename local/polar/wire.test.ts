import { join } from "node:path";
import { PolarNetworkError, PolarRateLimitError, PolarServerError } from "@polar-sh/sdk";
import { createPolar, webhooks } from "@polar-sh/sdk/2026-04";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { minute } from "../../lib/time.ts";
import { openPolar } from "../../test/polar.ts";
import { testFolder } from "../../test/services.ts";
import { until } from "../../test/until.ts";
import { openReceiver } from "./test-client.ts";

const secret = `whsec_${Buffer.from("a webhook secret for tests only").toString("base64")}`;
const someone = () => crypto.randomUUID();
let receiver: Awaited<ReturnType<typeof openReceiver>>;
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());
const open = (options: Parameters<typeof openPolar>[0] & { retryMs?: number[]; keyForm?: "utf8" | "base64" } = {}) => {
  const { retryMs = [5], keyForm, ...others } = options;
  return openPolar({ webhook: { url: receiver.url, secret, retryMs, keyForm }, ...others });
};

describe("webhooks", () => {
  it.each(["utf8", "base64"] as const)("are signed with the secret's %s form, in order", async (keyForm) => {
    await using polar = await open({ keyForm });
    polar.buy(someone());
    await polar.settled();
    expect(receiver.types()).toEqual(polar.events().map(({ type }) => type));
    // This library knows only one key format; the vendor's takes both, and parses the event.
    const library = new Webhook(keyForm === "utf8" ? Buffer.from(secret).toString("base64") : secret);
    for (const { body, headers } of receiver.received) {
      const given = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
      expect(library.verify(body, given)).toEqual(await webhooks.validateEvent(body, given, secret));
    }
  });

  it("come twice, in the wrong order, never, or later, as they are told to", async () => {
    await using polar = await open();
    const id = someone();
    polar.buy(id);
    await polar.settled();
    receiver.received.length = 0;
    polar.webhooks.set({ duplicate: 1, reorder: true });
    polar.cancel(id);
    await polar.settled();
    const wrong = ["customer.state_changed", "subscription.canceled", "subscription.updated"];
    expect(receiver.types()).toEqual(wrong.flatMap((type) => [type, type]));
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(3);
    polar.webhooks.set({ duplicate: 0, reorder: false, lose: 3 });
    polar.uncancel(id);
    polar.webhooks.set({ hold: true });
    polar.cancel(id);
    await polar.settled();
    expect(receiver.received).toHaveLength(6);
    polar.webhooks.set({ hold: false });
    await polar.settled();
    expect(receiver.types().slice(6)).toEqual(wrong.toReversed());
  });

  it("are tried again, until ten in a row were given up: then the endpoint is disabled", async () => {
    await using polar = await open({ retryMs: [1, 1] });
    receiver.status = 503;
    const id = someone();
    polar.buy(id);
    const endpoints = async () => {
      const { items } = await createPolar({
        accessToken: polar.token,
        baseUrl: polar.url,
      }).webhooks.listWebhookEndpoints();
      return items;
    };
    await until("a disabled endpoint", async () => (await endpoints())[0]?.enabled === false);
    expect(receiver.received.length).toBeGreaterThanOrEqual(30);
    polar.cancel(id);
    expect(polar.events().at(-1)?.state).toBe("skipped");
    receiver.status = 202;
    polar.webhooks.set({ enabled: true });
    polar.uncancel(id);
    await polar.settled();
    expect(polar.events().at(-1)?.state).toBe("taken");
  });
});

it("is slow, refuses, breaks and is down, and does afterwards what it could not tell of", async () => {
  await using polar = await open();
  const ask = (timeout = 30) =>
    createPolar({ accessToken: polar.token, baseUrl: polar.url, timeout }).products.get(polar.products.monthly);
  const id = someone();
  for (const [fault, error] of [
    [{ delayMs: 1 * minute }, PolarNetworkError],
    [{ status: 429 }, PolarRateLimitError],
    [{ status: 503 }, PolarServerError],
    [{ drop: true }, PolarNetworkError],
  ] as const) {
    polar.faults.set({ ...fault, times: 1 });
    // Only the slow request should time out soon.
    await expect(ask("delayMs" in fault ? 0.05 : undefined)).rejects.toThrow(error);
  }
  const put = (body: unknown) => fetch(`${polar.url}/faults`, { method: "PUT", body: JSON.stringify(body) });
  await put({ down: true });
  await expect(ask()).rejects.toThrow(PolarNetworkError);
  polar.buy(id);
  await polar.settled();
  expect(receiver.received).toEqual([]);
  await put({});
  await polar.settled();
  expect(receiver.received).toHaveLength(polar.events().length);
  expect((await ask()).id).toBe(polar.products.monthly);
  expect(polar.requests.filter(({ status }) => status === null)).toHaveLength(3);
});

it("lets 500 requests a minute pass", async () => {
  let now = 0;
  await using polar = await openPolar({ requestsPerMinute: 2, clock: () => now });
  const sdk = createPolar({ accessToken: polar.token, baseUrl: polar.url });
  const ask = () => sdk.products.get(polar.products.monthly);
  await ask();
  await ask();
  now += 20_000;
  await expect(ask()).rejects.toMatchObject({ statusCode: 429, retryAfter: 40 });
  now += 40_000;
  await expect(ask()).resolves.toHaveProperty("id");
});

it("knows everything after a restart, and sends what it had not sent", async () => {
  const file = join(testFolder(), "polar.json");
  const id = someone();
  const first = await open({ file });
  first.webhooks.set({ hold: true });
  const bought = first.buy(id, "quarterly");
  await first.close();
  await using second = await open({ file });
  expect(second.subscription(id)).toEqual(bought);
  await second.settled();
  expect(receiver.types()).toEqual(second.events().map(({ type }) => type));
  expect(receiver.received.length).toBeGreaterThan(5);
});
