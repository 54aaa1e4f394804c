import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { env } from "../lib/env.ts";
import { startOutbox } from "../local/outbox/main.ts";
import { insertDelivery } from "../test/people.ts";
import { type Product, startProduct } from "../test/product.ts";
import { play } from "../test/services.ts";
import { until } from "../test/until.ts";

let product: Product;
let outbox: Awaited<ReturnType<typeof startOutbox>>;
beforeAll(async () => {
  product = await startProduct();
});
afterEach(() => outbox.close());
afterAll(() => product.close());

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(product.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

test.each([
  ["bounced", "bounce", env.RESEND_WEBHOOK_SECRET],
  ["complained", "complaint", env.NEXT_RESEND_WEBHOOK_SECRET],
])("a mail that %s comes back as a signed event, and its mailbox hears nothing more", async (fate, reason, secret) => {
  const webhook = { url: `${product.url}/webhooks/resend`, secret: secret ?? "" };
  outbox = await startOutbox({ port: 0, requestsPerSecond: 1000, webhook });
  play("outbox", outbox.url);
  const email = `${fate}+${randomUUID().slice(0, 8)}@resend.dev`;
  expect((await post("/signups", { email, cities: ["Berlin"], careerPaths: ["unsure"], consent: true })).status).toBe(
    202,
  );
  const person = await until("the mailbox is suppressed", async () => {
    const [row] = await product.sql<{ id: string; reason: string }[]>`
      select s.id, x.reason from subscribers s join suppressions x using (mailbox_hash) where email = ${email}`;
    return row;
  });
  expect(person.reason).toBe(reason);

  const next = await insertDelivery(product.sql, person.id, { kind: "links" });
  await post("/emails", { deliveries: [next] }, { authorization: `Bearer ${env.SYSTEM_API_KEY}` });
  await until("the next one ends", async () => {
    const [delivery] = await product.sql`select status, reason from deliveries where id = ${next}`;
    return delivery?.status === "skipped" && delivery.reason === "suppressed";
  });
  expect(await (await fetch(`${outbox.url}/messages`)).json()).toHaveLength(1);
  await until("nothing waits", async () => {
    const waiting = await product.sql`select from webhook_events where processed_at is null`;
    return waiting.length === 0;
  });
});
