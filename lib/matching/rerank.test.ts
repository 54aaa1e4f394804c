import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { candidates, profiles } from "../../test/candidates.ts";
import { type LaidOut, picking, type Said } from "../../test/openai.ts";
import { until } from "../../test/until.ts";
import { aiTokens, reranks } from "../metrics.ts";
import { closeRedis, connected, producer, redisKey } from "../redis.ts";
import { minute, second } from "../time.ts";
import { type Candidate, rerank } from "./rerank.ts";

const model = await vi.hoisted(async () => (await import("../../test/reranking.ts")).playModel());
const { vendor, ask } = model;
const ids = candidates.map(({ postingId }) => postingId);
const nth = (...numbers: number[]) => numbers.map((number) => ids[number - 1]);
const saying = (said: Said) => {
  vendor.model = () => said;
};
const counted = async (outcome: string) =>
  (await reranks.get()).values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;

beforeEach(model.forget);
afterAll(model.close);

/** Code's order stands unchanged, with the reason reported and counted. */
async function expectFallback(fallback: string, postings: readonly Candidate[] = candidates): Promise<void> {
  const reranked = await ask(postings);
  expect(reranked.provenance).toEqual({ by: "code", fallback });
  expect(reranked.order).toEqual(postings.map(({ postingId }) => postingId));
  expect(reranked.sentences.size).toBe(0);
  expect(await counted(fallback)).toBe(1);
}

describe("the model's order", () => {
  test("stands, with its sentences, and is told", async () => {
    vendor.model = () => picking([{ number: 4, why: "A part of a small analytics team." }, { number: 2 }]);
    const { order, sentences, provenance } = await ask();
    expect(order).toEqual([...nth(4, 2), ...ids.filter((id) => !nth(4, 2).includes(id))]);
    expect([...sentences]).toEqual([[ids[3], "A part of a small analytics team."]]);
    expect(provenance).toEqual({ by: "rerank", model: "gpt-4o-mini" });
    expect(await counted("rerank")).toBe(1);
  });

  test("has its sentences in the seeker's language, and none in another", async () => {
    const inGerman = candidates.map((each) => ({ ...each, facts: "In Berlin, 4 km vom Zentrum; Hybrid; Praktikum" }));
    const said = "Du arbeitest hybrid in Berlin an Dashboards, 4 km vom Zentrum.";
    vendor.model = () =>
      picking([
        { number: 1, why: said },
        { number: 2, why: "You build dashboards in Berlin, with SQL." },
      ]);
    const options = { subscriber: "s", signal: new AbortController().signal };
    const { sentences } = await rerank({ ...profiles.analyst, locale: "de" }, inGerman, options);
    expect([...sentences]).toEqual([[ids[0], said]]);
    expect(vendor.requests[0]?.text).toMatch(/one plain German sentence .* beginning with Du, Dein,/);
  });

  test("is of twenty at most; what lies behind stays behind", async () => {
    const more = [...candidates, ...candidates].map((each, at) => ({ ...each, postingId: `posting ${at}` }));
    const { order } = await ask(more);
    expect(order.slice(0, 3)).toEqual(["posting 19", "posting 18", "posting 17"]);
    expect(order.slice(20)).toEqual(more.slice(20).map(({ postingId }) => postingId));
  });

  test.each<[string, (postings: readonly LaidOut[]) => Said, number[]]>([
    ["unknown ids", () => picking([{ number: 99 }, { number: 3 }, { number: -1 }, { number: 0.5 }]), [3]],
    ["duplicates", () => picking([3, 3, 2, 3].map((number) => ({ number }))), [3, 2]],
    ["a short list", () => picking([{ number: 20 }]), [20]],
    ["uncounted tokens", () => ({ ...picking([{ number: 5 }]), uncounted: true }), [5]],
  ])("with %s: each posting once, none lost", async (_, model, head) => {
    vendor.model = model;
    const { order, provenance } = await ask();
    expect(provenance.by).toBe("rerank");
    expect(order.slice(0, head.length)).toEqual(nth(...head));
    expect(order.toSorted()).toEqual(ids.toSorted());
  });
});

describe("code's order stands", () => {
  test.each<[string, Said]>([
    ["prose", { content: "Sure! Here are the best jobs: 1, 2 and 3." }],
    ["other JSON", { content: '{"order":[1,2,3]}' }],
    ["JSON in prose", { content: 'Here: {"picks":[{"number":1,"why":""}]}' }],
    ["nothing", { content: "" }],
    ["no choice", { silent: true }],
    ["no reply of the vendor's", { page: "<h1>Sign in to the hotel's network</h1>" }],
    ["an answer cut off", { content: '{"picks":[{"number":1,', finish_reason: "length" }],
    ["no posting that there is", picking([{ number: 21 }])],
    ["an answer longer than was allowed", picking([{ number: 1, why: "x".repeat(20_000) }])],
  ])("invalid: %s", async (_, said) => {
    saying(said);
    await expectFallback("invalid");
    expect(vendor.requests).toHaveLength(1);
  });

  test("invalid: an answer without end, which is not read to it", async () => {
    saying({ content: "x".repeat(1_000_000) });
    await expectFallback("invalid");
    expect((await aiTokens.get()).values).toEqual([]);
    expect(vendor.requests).toHaveLength(1);
  });

  test.each<[string, Said]>([
    ["the model refuses", { refusal: "I cannot help with that." }],
    ["the vendor's filter does", { content: "{", finish_reason: "content_filter" }],
  ])("refused: %s", async (_, said) => {
    saying(said);
    await expectFallback("refused");
  });

  test.each([400, 401, 403, 404, 422])("refused: the vendor answers %i, and is not asked twice", async (status) => {
    vendor.faults.set({ status });
    await expectFallback("refused");
    expect(vendor.requests).toHaveLength(1);
  });

  test.each(["insufficient_quota", "rate_limit_exceeded"])("quota: %s, and nobody waits for it", async (name) => {
    vendor.faults.set({ status: 429, name });
    await expectFallback("quota");
    expect(vendor.requests).toHaveLength(1);
  });

  test.each([{ status: 500 }, { status: 503 }, { drop: true }, { dropBefore: true }])(
    "down: %j, after two tries",
    async (fault) => {
      vendor.faults.set(fault);
      await expectFallback("down");
      expect(vendor.requests).toHaveLength(2);
    },
  );

  test("timeout: the vendor takes longer than a digest waits", async () => {
    vendor.faults.set({ delayMs: 5 * minute });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const fallen = expectFallback("timeout");
    while (vendor.requests.length === 0) await new Promise(setImmediate);
    await vi.advanceTimersByTimeAsync(20 * second);
    vi.useRealTimers();
    await fallen;
    expect(vendor.requests).toHaveLength(1);
    // It may have been processed, and billed.
    expect(Number(await (await connected()).hget(redisKey("ai-cost"), "sum"))).toBeGreaterThan(0);
  });

  test("down: Redis is away, and nobody is asked without a budget", async () => {
    producer().disconnect();
    await expectFallback("down");
    expect(vendor.requests).toEqual([]);
    await closeRedis();
  });

  test("off: there is nothing to order", async () => {
    await expectFallback("off", []);
    expect(vendor.requests).toEqual([]);
  });
});

test("a second try helps", async () => {
  vendor.faults.set([{ status: 502 }]);
  expect((await ask()).provenance.by).toBe("rerank");
  expect(vendor.requests).toHaveLength(2);
});

test("an abort is the caller's own, at once", async () => {
  const stop = new AbortController();
  vendor.faults.set({ delayMs: 5 * minute });
  const asked = rerank(profiles.analyst, candidates, { subscriber: "s", signal: stop.signal });
  const ended = expect(asked).rejects.toThrow("shutdown");
  await until("the vendor is asked", () => vendor.requests.length > 0);
  stop.abort(new Error("shutdown"));
  await ended;
  await expect(rerank(profiles.analyst, [], { subscriber: "s", signal: stop.signal })).rejects.toThrow("shutdown");
});
