import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { plan } from "../../jobs/plan.ts";
import { env } from "../../lib/env.ts";
import { connected, redisKey } from "../../lib/redis.ts";
import { upsertSchedules } from "../../lib/schedules.ts";
import { ingressOfFile, waiting } from "../test-ingress.ts";

const ingress = ingressOfFile();
beforeAll(async () => {
  await upsertSchedules([{ id: "soon", job: plan, payload: {}, pattern: "0 0 1 1 *" }], [plan]);
});

const key = { authorization: `Bearer ${env.SYSTEM_API_KEY}` };
const ask = (body: unknown, headers: Record<string, string> = key) => ingress.json("/operations", body, headers);

test.each([
  { act: "retry", queue: "email", ids: ["1", "signup-id"] },
  {
    act: "redrive",
    queue: "match",
    failedAfter: "2026-11-23T08:00:00+01:00",
    error: "5%'; drop",
    perSecond: 1,
    max: 5,
  },
  { act: "pause", queue: "email" },
  { act: "resume", queue: "operate" },
  { act: "pause-source", source: "greenhouse" },
  { act: "run-schedule", schedule: "soon" },
  { act: "erase", subscriber: randomUUID() },
])("%o becomes a job that says who may ask what became of it", async (body) => {
  const response = await ask(body);
  expect(response.status).toBe(202);
  const { id, status } = (await response.json()) as { id: string; status: string };
  expect(status).toBe(`/jobs/operate/${id}`);
  const stored = JSON.parse((await (await connected()).hget(redisKey("operate", id), "data")) ?? "{}");
  expect(stored.p).toMatchObject({ operation: body, askedAt: expect.any(String) });
});

test.each([
  // body, pointer, message
  [{ act: "pause", queue: "nope" }, "/queue", /one of .*email.*sweep/],
  [{ act: "pause", queue: "operate" }, "/queue", /one of/],
  [{ act: "retry", queue: "__proto__", ids: ["1"] }, "/queue", /one of/],
  [{ act: "pause-source", source: "monster" }, "/source", /one of greenhouse, arbeitnow/],
  [{ act: "run-schedule", schedule: "never" }, "/schedule", /one of soon/],
  [{ act: "erase", subscriber: "somebody@example.org" }, "/subscriber", /./],
  [{ act: "retry", queue: "email", ids: [] }, "/ids", /./],
  [{ act: "retry", queue: "email", ids: Array(101).fill("1") }, "/ids", /./],
  [{ act: "redrive", queue: "email", failedAfter: "yesterday" }, "/failedAfter", /./],
  [{ act: "redrive", queue: "email", perSecond: 0 }, "/perSecond", /./],
  [{ act: "redrive", queue: "email", max: 1e9 }, "/max", /./],
  [{ act: "pause", queue: "email", force: true }, "/force", /not something/],
  [{ act: "flush" }, "/act", /./],
  [[], "", /./],
  [{}, "/act", /./],
])("what cannot be done (%#) is 422, and says what would be right", async (body, pointer, sentence) => {
  const before = await waiting("operate");
  const response = await ask(body);
  expect(response.status).toBe(422);
  const { errors } = (await response.json()) as { errors: { pointer: string; message: string }[] };
  expect(errors[0]).toMatchObject({ pointer, message: expect.stringMatching(sentence) });
  expect(await waiting("operate")).toBe(before);
});

test.each([
  ["nobody", {}, 401],
  ["who has another key", { authorization: "Bearer wrong" }, 403],
  ["who signs with nothing", { "x-signature": "0", "x-timestamp": "1", "x-nonce": "n" }, 403],
  ["an operator's own key", { authorization: `Bearer ${env.ADMIN_API_KEY}` }, 403],
] as [string, Record<string, string>, number][])("%s may ask for nothing", async (_, headers, status) => {
  const before = await waiting("operate");
  expect((await ask({ act: "pause", queue: "email" }, headers)).status).toBe(status);
  expect(await waiting("operate")).toBe(before);
});

test("a state is asked of jobs alone: names that are BullMQ's own are no jobs", async () => {
  for (const id of ["wait", "meta", "events", "id", "completed", "%00", "..%2Femail"]) {
    expect([id, (await ingress.get(`/jobs/operate/${id}`, key)).status]).toEqual([id, 404]);
  }
});
