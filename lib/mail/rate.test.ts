import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startOutbox } from "../../local/outbox/main.ts";
import { play } from "../../test/services.ts";
import { closeRedis, producer, redisKey, redisReady } from "../redis.ts";
import { second } from "../time.ts";
import { mailFixture } from "./fixtures.ts";
import { turnToSend } from "./rate.ts";
import { renderMail } from "./render.ts";
import { sendBatch } from "./resend.ts";

const key = redisKey("limit", "resend");
const never = new AbortController().signal;
const used = (requests: number, ms: number) => producer().set(key, requests, "PX", ms);
const turn = (patienceMs = 3 * second, signal = never) => turnToSend(patienceMs, signal);

beforeAll(() => redisReady(5 * second));
beforeEach(async () => void (await producer().del(key)));
afterAll(closeRedis);

describe("the vendor's five requests a second", () => {
  it("are counted in one place for all senders", async () => {
    await used(0, 60 * second);
    expect(await Promise.all([turn(), turn(), turn()])).toEqual([0, 0, 0]);
    expect(await producer().get(key)).toBe("3");
  });

  it("are waited for while that is short", async () => {
    await used(5, 200);
    expect(await turn()).toBe(0);
  });

  it("are asked for later when it would take too long", async () => {
    await used(5, 60 * second);
    const ms = await turn();
    expect(ms).toBeGreaterThan(50 * second);
    expect(ms).toBeLessThanOrEqual(60 * second);
  });

  it("are not waited for after an abort", async () => {
    await used(5, 2 * second);
    const interrupted = new AbortController();
    const waiting = turn(3 * second, interrupted.signal);
    interrupted.abort(new Error("shutdown"));
    await expect(waiting).rejects.toThrow("shutdown");
  });

  it("hold a batch back before it reaches the vendor", async () => {
    const outbox = await startOutbox({ port: 0 });
    play("outbox", outbox.url);
    const mail = await renderMail(mailFixture("digest"), {
      publicUrl: "https://jobping.example",
      emailDomain: "jobping.example",
    });
    await used(5, 60 * second);
    expect(await sendBatch([mail], "rate/late", never)).toMatchObject({ outcome: "later", name: "rate_limit" });
    const interrupted = AbortSignal.abort(new Error("shutdown"));
    await used(0, 60 * second);
    expect(await sendBatch([mail], "rate/interrupted", interrupted)).toMatchObject({
      outcome: "later",
      name: "aborted",
    });
    expect(await (await fetch(`${outbox.url}/history`)).json()).toEqual([]);
    await outbox.close();
  });

  it("are refused while Redis is away: without the count we would run into the vendor's", async () => {
    producer().disconnect();
    expect(await turn()).toBe(1 * second);
    await closeRedis();
    await redisReady(5 * second);
  });
});
