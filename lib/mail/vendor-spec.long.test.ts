import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startOutbox } from "../../local/outbox/main.ts";
import { startJudge } from "../../test/judge.ts";
import { play } from "../../test/services.ts";
import { hasShared, leftOut, sharedPath } from "../../test/shared.ts";
import { closeRedis, redisReady } from "../redis.ts";
import { minute, second } from "../time.ts";
import { locales } from "../words/index.ts";
import { deliveryKinds, type RenderedMail } from "./delivery.ts";
import { mailFixture, offer } from "./fixtures.ts";
import { renderMail } from "./render.ts";
import { sendBatch } from "./resend.ts";

const name = "requests to the mail vendor and the outbox's answers, judged by the vendor's own OpenAPI document";
const never = new AbortController().signal;

if (!hasShared) leftOut(name);
describe.runIf(hasShared)(name, () => {
  let outbox: Awaited<ReturnType<typeof startOutbox>>;
  let judge: Awaited<ReturnType<typeof startJudge>>;
  beforeAll(async () => {
    outbox = await startOutbox({ port: 0, requestsPerSecond: 1000 });
    judge = await startJudge(sharedPath("contracts/openapi/resend.yaml"), outbox.url);
    play("outbox", judge.url);
    await redisReady(5 * second);
  }, 1 * minute);
  afterAll(async () => {
    await judge.stop();
    await closeRedis();
    await outbox.close();
  });

  const fixture = async (kind: (typeof deliveryKinds)[number], locale = locales[0]): Promise<RenderedMail> => {
    const mail = mailFixture(kind, { locale });
    const rendered = await renderMail(mail, {
      publicUrl: "https://jobping.example",
      emailDomain: "jobping.example",
      premium: offer,
    });
    return {
      ...rendered,
      to: `delivered+${kind}@resend.dev`,
      tags: [...rendered.tags, { name: "delivery", value: mail.id }],
    };
  };

  it("has nothing against any kind of mail in any language", async () => {
    const mails = await Promise.all(deliveryKinds.flatMap((kind) => locales.map((locale) => fixture(kind, locale))));
    expect(await sendBatch(mails, "judged/1", never)).toEqual({
      outcome: "accepted",
      ids: Array(mails.length).fill(expect.any(String)),
    });
    // Again, for the answer that is kept under the key.
    expect(await sendBatch(mails, "judged/1", never)).toMatchObject({ outcome: "accepted" });
  });

  it("has nothing against how the outbox shows a mail, or takes one alone", async () => {
    const headers = { authorization: "Bearer re_test", "content-type": "application/json" };
    const one = await fetch(`${judge.url}/emails`, {
      method: "POST",
      headers,
      body: JSON.stringify(await fixture("links")),
    });
    const { id } = (await one.json()) as { id: string };
    const shown = await fetch(`${judge.url}/emails/${id}`, { headers });
    expect([one.status, shown.status, await shown.json()]).toMatchObject([200, 200, { id, last_event: "delivered" }]);
  });

  it("bites: what the document does not allow goes no further", async () => {
    const { subject: _, ...bad } = await fixture("links");
    const headers = {
      authorization: "Bearer re_test",
      "content-type": "application/json",
      "idempotency-key": "judged/2",
    };
    const refused = await fetch(`${judge.url}/emails`, { method: "POST", headers, body: JSON.stringify(bad) });
    expect(await refused.json()).toMatchObject({ type: expect.stringContaining("UNPROCESSABLE_ENTITY") });
    const history = (await (await fetch(`${outbox.url}/history`)).json()) as { idempotencyKey: string | null }[];
    expect(history.map(({ idempotencyKey }) => idempotencyKey)).not.toContain("judged/2");
  });
});
