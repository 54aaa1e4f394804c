import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../../test/until.ts";
import { closeChannels } from "../channels.ts";
import { closeRedis, producer, redisKey, redisReady } from "../redis.ts";
import { day, second } from "../time.ts";
import {
  linkProgress,
  progressSteps,
  readProgress,
  recordDetails,
  recordStep,
  type StepTime,
  watchProgress,
} from "./progress.ts";

beforeAll(() => redisReady(5 * second));

afterAll(async () => {
  await closeChannels();
  await closeRedis();
});

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 21, 10, minutes));
const iso = (minutes: number) => at(minutes).toISOString();

describe("the steps of a signup", () => {
  it("are null for an id nobody has seen", async () => {
    expect(await readProgress(randomUUID())).toBeNull();
  });

  it("come in the order of the way, whatever order they were written in", async () => {
    const id = randomUUID();
    for (const [index, step] of [...progressSteps].reverse().entries()) await recordStep(id, step, at(index));
    expect((await readProgress(id))?.steps.map(({ step }) => step)).toEqual(progressSteps);
  });

  it("keep the first time that was written", async () => {
    const id = randomUUID();
    await recordStep(id, "received", at(1));
    await recordStep(id, "received", at(0));
    expect(await readProgress(id)).toEqual({ steps: [{ step: "received", at: iso(1) }] });
  });

  it("have figures beside them, the latest ones", async () => {
    const id = randomUUID();
    await recordStep(id, "received", at(1));
    await recordDetails(id, { live: 3 });
    const why = [{ code: "place", count: 200 }];
    for (const lookedAt of [7, 214]) await recordDetails(id, { lookedAt, why });
    expect(await readProgress(id)).toEqual({
      steps: [{ step: "received", at: iso(1) }],
      ...{ live: 3, lookedAt: 214, why },
    });
  });

  it("are forgotten after a week", async () => {
    const id = randomUUID();
    await recordStep(id, "received", at(0));
    const ttl = await producer().pttl(redisKey("progress", id));
    expect(ttl).toBeGreaterThan(6 * day);
    expect(ttl).toBeLessThanOrEqual(7 * day);
  });
});

describe("a link", () => {
  const received = { step: "received", at: iso(5) };

  it("shows nothing of the other until that is confirmed, then its steps and figures where one has none of one's own", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await recordStep(first, "received", at(5));
    await recordStep(second, "received", at(0));
    await recordStep(second, "verification_sent", at(1));
    await recordDetails(second, { live: 3 });
    await linkProgress(first, second);
    expect(await readProgress(first)).toEqual({ steps: [received] });
    await recordStep(first, "verification_sent", at(6));
    await recordStep(second, "verified", at(8));
    await recordDetails(second, { lookedAt: 7 });

    const steps = [received, { step: "verification_sent", at: iso(6) }, { step: "verified", at: iso(8) }];
    expect(await readProgress(first)).toMatchObject({ steps, lookedAt: 7 });
    expect((await readProgress(second))?.steps[1]).toEqual({ step: "verification_sent", at: iso(1) });
  });

  it("shows nothing of a way that was over before one's own beginning", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await recordStep(first, "received", at(5));
    for (const step of progressSteps) await recordStep(second, step, at(4));
    await recordDetails(second, { lookedAt: 7 });
    await linkProgress(first, second);
    expect(await readProgress(first)).toEqual({ steps: [received] });
  });

  it("shows no time before one's own beginning", async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    await recordStep(first, "received", at(5));
    await recordStep(second, "verification_sent", at(1));
    await recordStep(second, "verified", at(8));
    await linkProgress(first, second);
    expect((await readProgress(first))?.steps[1]).toEqual({ step: "verification_sent", at: iso(5) });
  });

  it("is followed over five hops and no further", async () => {
    const ids = Array.from({ length: 7 }, () => randomUUID());
    for (const [index, id] of ids.slice(0, -1).entries()) await linkProgress(id, ids[index + 1] as string);
    await recordStep(ids[6] as string, "verified", at(1));
    expect(await readProgress(ids[0] as string)).toEqual({ steps: [] });
    expect(await readProgress(ids[1] as string)).toEqual({ steps: [{ step: "verified", at: iso(1) }] });
  });

  it("in a circle, or to itself, ends", async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    await linkProgress(a, b);
    await linkProgress(b, a);
    await linkProgress(a, a);
    await recordStep(b, "verified", at(0));
    expect(await readProgress(a)).toEqual({ steps: [{ step: "verified", at: iso(0) }] });
  });
});

describe("watching", () => {
  it("shows what is there at once, then every change", async () => {
    const id = randomUUID();
    await recordStep(id, "received", at(0));
    const seen = watch(id);
    await until("the first value", () => seen.names().length === 1);
    expect(seen.names()).toEqual(["received"]);

    await recordStep(id, "verification_sent", at(1));
    await until("the second step", () => seen.names().at(-1) === "received,verification_sent");
    await recordStep(id, "verification_sent", at(2));
    await recordStep(id, "verified", at(3));
    await until("the third step", () => seen.names().at(-1) === "received,verification_sent,verified");
    expect(seen.names()).toHaveLength(3);
    await seen.end();
  });

  it("starts with no steps for an id that is not written yet", async () => {
    const id = randomUUID();
    const seen = watch(id);
    await until("the first value", () => seen.values.length === 1);
    expect(seen.values).toEqual([[]]);
    await recordStep(id, "received", at(0));
    await until("the step", () => seen.names().at(-1) === "received");
    await seen.end();
  });

  it("sees a link appear, and from then on the other's steps", async () => {
    const [id, other, third] = [randomUUID(), randomUUID(), randomUUID()];
    await recordStep(id, "received", at(1));
    await recordStep(other, "verified", at(2));
    const seen = watch(id);
    await until("the first value", () => seen.values.length === 1);

    await linkProgress(id, other);
    await until("the other's step", () => seen.names().at(-1) === "received,verified");
    await recordStep(other, "matched", at(3));
    await until("the other's next step", () => seen.names().at(-1) === "received,verified,matched");
    await linkProgress(other, third);
    await recordStep(third, "digest_sent", at(5));
    await recordStep(third, "verified", at(4));
    await until("the steps of the link's link", () => seen.names().at(-1) === "received,verified,matched,digest_sent");
    await seen.end();
  });

  it("serves many with one connection, and leaves nothing behind", async () => {
    const id = randomUUID();
    await recordStep(id, "received", at(0));
    const watchers = Array.from({ length: 50 }, () => watch(id));
    await until("all first values", () => watchers.every(({ values }) => values.length === 1));
    await recordStep(id, "verified", at(1));
    await until("all second values", () => watchers.every(({ names }) => names().at(-1) === "received,verified"));
    expect(await subscribers(id)).toBe(1);

    await Promise.all(watchers.map(({ end }) => end()));
    await until("nobody listens", async () => (await subscribers(id)) === 0);
  });

  it("goes on after its connection was cut, and shows what happened meanwhile", async () => {
    const id = randomUUID();
    await recordStep(id, "received", at(0));
    const seen = watch(id);
    await until("it listens", async () => (await subscribers(id)) === 1);
    await producer().hset(redisKey("progress", id), "verified", iso(1));
    await producer().call("CLIENT", "KILL", "TYPE", "pubsub");
    await until("what happened meanwhile", () => seen.names().at(-1) === "received,verified");
    await recordStep(id, "matched", at(2));
    await until("what happened after", () => seen.names().at(-1) === "received,verified,matched");
    await seen.end();
  });

  it("ends when the connection is closed for good, and when the signal has aborted before it began", async () => {
    const seen = watch(randomUUID());
    await until("the first value", () => seen.values.length === 1);
    await closeChannels();
    await seen.ended;

    const late = watchProgress(randomUUID(), AbortSignal.abort());
    expect(await late.next()).toEqual({ done: true, value: undefined });
  });
});

function watch(id: string) {
  const stop = new AbortController();
  const values: StepTime[][] = [];
  const ended = (async () => {
    for await (const { steps } of watchProgress(id, stop.signal)) values.push(steps);
  })();
  const end = () => {
    stop.abort();
    return ended;
  };
  return { values, names: () => values.map((steps) => steps.map(({ step }) => step).join()), ended, end };
}

async function subscribers(id: string): Promise<number> {
  const [, count] = (await producer().call("PUBSUB", "NUMSUB", redisKey("progress-changed", id))) as [string, number];
  return count;
}
