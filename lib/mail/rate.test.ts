import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startOutbox } from "../../local/outbox/main.ts";
import { play } from "../../test/services.ts";
import { closeRedis, producer, redisKey, redisReady } from "../redis.ts";
import { hour, minute, second } from "../time.ts";
import type { RenderedMail } from "./delivery.ts";
import { heedRate, noteDeparture, pauseSending, sendingPause, turnToSend } from "./rate.ts";
import { sendBatch } from "./resend.ts";

const [turns, limit, pause, margin] = ["turns", "limit", "pause", "margin"].map((name) => redisKey("mail", name)) as [
  string,
  string,
  string,
  string,
];
const never = new AbortController().signal;
const now = async () => {
  const [at = 0, micros = 0] = await producer().time();
  return Number(at) * 1e6 + Number(micros);
};
/** Pretends that so many requests went out so long ago. */
const used = async (requests: number, agoMs = 0) => {
  const at = String((await now()) - agoMs * 1000);
  await producer().lpush(turns, ...Array<string>(requests).fill(at));
};
const turn = (patienceMs = 3 * second, signal = never) => turnToSend(patienceMs, signal);
const mail: RenderedMail = {
  from: "JobPing <alerts@jobping.example>",
  to: "ana@mail.example",
  subject: "Hello",
  html: "<p>Hello</p>",
  text: "Hello",
  headers: {},
  tags: [],
};

beforeAll(() => redisReady(5 * second));
beforeEach(async () => void (await producer().del(turns, limit, pause, margin)));
afterAll(closeRedis);

describe("the vendor's five requests a second", () => {
  it("are counted in one place for all senders, and no second has a sixth, wherever it begins", async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => turn()));
    expect(all.filter(({ laterMs }) => laterMs === 0)).toHaveLength(8);
    const taken = all.map(({ id }) => Number(id)).sort((a, b) => a - b);
    for (const [at, sixth] of taken.slice(5).entries()) expect(sixth - (taken[at] ?? 0)).toBeGreaterThan(1_000_000);
  });

  it("count from when their request left, where that was later", async () => {
    const at = await now();
    const movedBy = async (leftMs: number) => {
      await producer().del(turns);
      await producer().lpush(turns, String(at));
      await noteDeparture({ id: String(at) }, leftMs);
      return Number(await producer().lindex(turns, 0)) - at;
    };
    expect(await movedBy(1)).toBe(0);
    expect(await movedBy(5)).toBe(5000);
    // Whatever made it late also delays the rest of its way.
    expect(await movedBy(20)).toBe(34_000);
    expect(await movedBy(140)).toBe(156_000);
    await producer().del(turns);
    await noteDeparture({ id: String(at) }, 1 * second);
    expect(await producer().lrange(turns, 0, -1)).toEqual([String(at + 1_016_000)]);
  });

  it("are not waited for where Redis's clock has been set back since", async () => {
    await used(5, -10 * minute);
    expect(await turn()).toMatchObject({ laterMs: 0, used: 1 });
    expect(await producer().llen(turns)).toBe(1);
  });

  it("are waited for while that is short", async () => {
    await used(5, 0.8 * second);
    expect(await turn()).toMatchObject({ used: 1 });
  });

  it("are asked for later when it would take longer than the patience", async () => {
    await used(5);
    const { laterMs } = await turn(0.5 * second);
    expect(laterMs).toBeGreaterThan(0.5 * second);
    expect(laterMs).toBeLessThanOrEqual(1.1 * second);
  });

  it("are not waited for after an abort", async () => {
    await used(5);
    const interrupted = new AbortController();
    const waiting = turn(3 * second, interrupted.signal);
    interrupted.abort(new Error("shutdown"));
    await expect(waiting).rejects.toThrow("shutdown");
  });

  it("are refused while Redis is away: without the count we would run into the vendor's", async () => {
    producer().disconnect();
    expect(await turn()).toMatchObject({ laterMs: 1 * second, used: 0 });
    await closeRedis();
    await redisReady(5 * second);
  });
});

describe("what the vendor's headers say", () => {
  const headers = (perSecond: number, left: number) => ({
    "ratelimit-limit": String(perSecond),
    "ratelimit-remaining": String(left),
  });

  it("is the limit, as long as they say it", async () => {
    await heedRate(headers(2, 1), { used: 1 });
    await used(2);
    expect((await turn(0)).laterMs).toBeGreaterThan(0.5 * second);
    await heedRate(headers(100, 97), { used: 3 });
    expect(await Promise.all(Array.from({ length: 20 }, () => turn()))).toEqual(
      Array(20).fill(expect.objectContaining({ laterMs: 0 })),
    );
    expect(await producer().pttl(limit)).toBeGreaterThan(0.9 * hour);
  });

  it("counts what others send with our account as ours", async () => {
    const mine = await turn();
    await heedRate(headers(5, 1), mine);
    expect(await turn()).toMatchObject({ laterMs: 0, used: 5 });
    expect((await turn(0)).laterMs).toBeGreaterThan(0.5 * second);
  });

  it.each([{}, headers(0, 0), headers(5000, 1), { "ratelimit-limit": "many" }])(
    "is not believed: %o",
    async (strange) => {
      await heedRate(strange, { used: 1 });
      expect(await producer().exists(limit, turns)).toBe(0);
    },
  );
});

describe("a pause", () => {
  it("is everybody's, and nothing reaches the vendor until it is over", async () => {
    const outbox = await startOutbox({ port: 0 });
    play("outbox", outbox.url);
    const fault = { status: 429, name: "monthly_quota_exceeded", times: 1 };
    await fetch(`${outbox.url}/faults`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fault),
    });
    expect(await sendBatch([mail], "pause/1", never)).toMatchObject({ outcome: "later", ms: 6 * hour });
    expect((await sendingPause()).ms).toBeGreaterThan(5.9 * hour);
    for (const key of ["pause/2", "pause/1"]) {
      expect(await sendBatch([mail], key, never)).toMatchObject({ outcome: "later", name: "rate_limit" });
    }
    expect(await (await fetch(`${outbox.url}/history`)).json()).toHaveLength(1);
    await producer().del(pause);
    expect(await sendBatch([mail], "pause/1", never)).toMatchObject({ outcome: "accepted" });
    await outbox.close();
  });

  it("for being too fast makes turns wider for a while, another does not", async () => {
    await pauseSending(1 * minute, "daily_quota_exceeded");
    expect(await producer().exists(margin)).toBe(0);
    await pauseSending(1 * second, "rate_limit_exceeded");
    expect(await producer().pttl(margin)).toBeGreaterThan(9 * minute);
    expect(Number(await producer().get(margin))).toBeGreaterThan(0);
    await producer().set(margin, 1 * minute);
    await producer().del(pause);
    await used(5);
    expect((await turn(0)).laterMs).toBeGreaterThan(0.5 * minute);
  });

  it("is not shortened by one who heard of a shorter one", async () => {
    await pauseSending(1 * minute, "daily_quota_exceeded");
    await pauseSending(1 * second, "rate_limit_exceeded");
    expect((await sendingPause()).ms).toBeGreaterThan(50 * second);
  });

  it("holds a batch back before it reaches the vendor, and an abort does too", async () => {
    const interrupted = AbortSignal.abort(new Error("shutdown"));
    expect(await sendBatch([mail], "rate/interrupted", interrupted)).toMatchObject({
      outcome: "later",
      name: "aborted",
    });
  });
});
