import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import { candidates, profiles } from "../../test/candidates.ts";
import { picking, type Said } from "../../test/openai.ts";
import { breakerPause } from "../breaker.ts";
import { aiCost, aiTokens, breakerOpened, reranks } from "../metrics.ts";
import { connected, redisKey } from "../redis.ts";
import { minute } from "../time.ts";
import { reserve } from "./ai-budget.ts";
import { rerank } from "./rerank.ts";

const model = await vi.hoisted(async () => (await import("../../test/reranking.ts")).playModel());
const { vendor, ask } = model;
const never = new AbortController().signal;
const saying = (said: Said) => {
  vendor.model = () => said;
};
const fellBack = (fallback: string) => ({ provenance: { by: "code", fallback } });
const inputTokens = async () => (await aiTokens.get()).values.find(({ labels }) => labels.kind === "input")?.value;

beforeEach(model.forget);
afterAll(model.close);

describe("the cache", () => {
  test("gives the same answer again and costs nothing", async () => {
    const first = await ask();
    const spent = await inputTokens();
    const again = await ask();
    expect(again).toEqual(first);
    expect(vendor.requests).toHaveLength(1);
    expect(await inputTokens()).toBe(spent);
    expect((await reranks.get()).values.map(({ labels, value }) => [labels.outcome, value])).toEqual([
      ["rerank", 1],
      ["cache", 1],
    ]);
  });

  test("is for the same wishes, language and postings alone", async () => {
    await ask();
    await rerank({ ...profiles.analyst, locale: "de" }, candidates, { subscriber: "s", signal: never });
    await rerank(profiles.developer, candidates, { subscriber: "s", signal: never });
    await ask(candidates.slice(1));
    await ask(candidates.map((each, at) => (at === 0 ? { ...each, facts: "Remote." } : each)));
    expect(vendor.requests).toHaveLength(5);
  });

  test("keeps a day what was answered, and no failure; it holds no wish and no id", async () => {
    for (const said of [{ content: "prose" }, picking([]), picking([{ number: 21 }])]) {
      saying(said);
      await ask();
    }
    vendor.reset();
    await ask();
    expect(vendor.requests).toHaveLength(1);
    const redis = await connected();
    const [key = "", ...others] = await redis.keys(`${redisKey("ai-answer")}*`);
    expect(others).toEqual([]);
    expect(await redis.pttl(key)).toBeGreaterThan(23 * 60 * minute);
    expect(key + (await redis.get(key))).not.toMatch(/Berlin|SQL|-[0-9a-f]{4}-/);
  });

  test("of another shape counts as nothing", async () => {
    await ask();
    const redis = await connected();
    const [key = ""] = await redis.keys(`${redisKey("ai-answer")}*`);
    for (const other of ['{"order":[1]}', "prose"]) {
      await redis.set(key, other);
      expect((await ask()).provenance.by).toBe("rerank");
    }
    expect(vendor.requests).toHaveLength(3);
  });
});

describe("the budget", () => {
  test("used up: nobody is asked", async () => {
    for (let taken = 0; taken < 5; taken++) await reserve(`taker ${taken}`, 0.0099);
    expect(await ask()).toMatchObject(fellBack("budget"));
    expect(vendor.requests).toEqual([]);
  });

  test("is not passed by many at once, and nearly used", async () => {
    const different = (at: number) => candidates.map((each) => ({ ...each, facts: `Posted ${at} days ago.` }));
    const all = await Promise.all(Array.from({ length: 100 }, (_, at) => ask(different(at))));
    const by = (name: string) => all.filter(({ provenance }) => Object.values(provenance).includes(name)).length;
    expect(by("rerank") + by("budget")).toBe(100);
    expect(by("rerank")).toBe(vendor.requests.length);
    expect(by("budget")).toBeGreaterThan(0);
    expect(vendor.billed()).toBeLessThanOrEqual(0.05);
    expect(vendor.billed()).toBeGreaterThan(0.01);
  });

  test("holds what a call cost, as the vendor counted; a refusal costs nothing, what was lost all that it might", async () => {
    const sum = async () => Number(await (await connected()).hget(redisKey("ai-cost"), "sum")) / 1e9;
    aiCost.reset();
    await ask();
    expect(await sum()).toBeCloseTo(vendor.billed(), 8);
    expect((await aiCost.get()).values[0]?.value).toBeCloseTo(vendor.billed(), 12);
    const before = await sum();
    vendor.faults.set({ status: 429 });
    await ask(candidates.slice(1));
    expect(await sum()).toBe(before);
    vendor.faults.set({ drop: true });
    await ask(candidates.slice(2));
    expect(await sum()).toBeGreaterThan(before + 2 * vendor.billed());
  });

  test("of one subscriber is four calls a day", async () => {
    for (let call = 0; call < 4; call++) {
      expect((await ask(candidates.slice(call), "one")).provenance.by).toBe("rerank");
    }
    expect(await ask(candidates.slice(5), "one")).toMatchObject(fellBack("budget"));
    expect((await ask(candidates.slice(5), "another")).provenance.by).toBe("rerank");
  });
});

describe("the breaker", () => {
  const failures = async (count: number) => {
    vendor.faults.set({ status: 401 });
    for (let time = 0; time < count; time++) await ask();
    vendor.reset();
  };
  const pauseOver = async () => void (await (await connected()).hset(redisKey("breaker", "openai"), "until", 1));

  test("opens after five failures in a row: nobody is asked, and nobody waits", async () => {
    breakerOpened.reset();
    await failures(5);
    expect(await ask()).toMatchObject(fellBack("breaker"));
    expect(vendor.requests).toEqual([]);
    expect((await breakerOpened.get()).values).toMatchObject([{ value: 1, labels: { service: "openai" } }]);
  });

  test("lets one through after its pause; an answer closes it for all", async () => {
    await failures(5);
    await pauseOver();
    vendor.faults.set({ delayMs: 200 });
    const [one, ...others] = await Promise.all([ask(), ask(candidates.slice(1)), ask(candidates.slice(2))]);
    expect([one, ...others].filter(({ provenance }) => provenance.by === "rerank")).toHaveLength(1);
    expect(vendor.requests).toHaveLength(1);
    expect((await ask(candidates.slice(3))).provenance.by).toBe("rerank");
  });

  test("stays open when that one fails", async () => {
    await failures(5);
    await pauseOver();
    await failures(1);
    expect(await breakerPause("openai")).toBeGreaterThan(1 * minute);
  });

  test("does not count what the model says, nor what is kept", async () => {
    await failures(4);
    saying({ content: "prose" });
    await ask();
    await failures(4);
    expect(await breakerPause("openai")).toBe(0);
  });
});
