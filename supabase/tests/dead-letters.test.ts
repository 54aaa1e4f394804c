import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { day, hour, minute } from "../../lib/time.ts";
import { insertDelivery, insertSubscriber } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { insertEvent, overlapping } from "./arrange.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "dead_letters", "subscribers", "source_runs", "webhook_events"));

const ago = (ms: number) => new Date(Date.now() - ms);
let jobs = 0;
function letter(over: Record<string, unknown> = {}) {
  jobs++;
  const failedAt = ago(1 * minute).toISOString();
  return { jobId: `${jobs}`, payload: {}, error: "it broke", attempts: 3, failedAt, ...over };
}
const bury = (queue: string, ...letters: object[]) =>
  serviceDb().call("bury", { p_queue: queue, p_letters: letters }, z.int());
const lettersOf = async (p: object, from = 0, limit = 100) =>
  serviceDb().call(
    "dead_letters_of",
    { p, p_from: from, p_limit: limit },
    z.array(z.object({ id: z.int(), jobId: z.string(), payload: z.unknown(), failedAt: z.int() })),
  );

test("a failure is kept once, also by two at the same time; when the same job fails again it is another", async () => {
  const one = letter();
  const row = [{ ...one, requestId: "r-1", stack: "at x" }];
  const [first, second] = await overlapping(
    sql,
    (tx) => tx`select bury('scrape', ${sql.json(row)}) as n`,
    (tx) => tx`select bury('scrape', ${sql.json(row)}) as n`,
  );
  expect([first[0]?.n, second[0]?.n]).toEqual([1, 0]);
  expect(await bury("scrape", { ...one, failedAt: new Date().toISOString() })).toBe(1);
  expect(await bury("email", one)).toBe(1);
  expect(await sql`select request_id, stack, attempts from dead_letters order by id limit 1`).toEqual([
    { request_id: "r-1", stack: "at x", attempts: 3 },
  ]);
});

test("are found by queue, age, a part of the error and job, the oldest first, until they were run again", async () => {
  const times = [3 * hour, 2 * hour, 1 * hour].map((ms) => ago(ms).toISOString());
  await bury(
    "scrape",
    ...times.map((failedAt, at) => letter({ jobId: `s${at}`, failedAt, error: at === 1 ? "Timed OUT 100%" : "no" })),
  );
  await bury("email", letter({ jobId: "s0" }));
  const jobIds = async (p: object, from = 0, limit = 100) =>
    (await lettersOf({ queue: "scrape", ...p }, from, limit)).map(({ jobId }) => jobId);
  expect(await jobIds({})).toEqual(["s0", "s1", "s2"]);
  expect(await jobIds({ after: times[1], before: times[2] })).toEqual(["s1"]);
  expect(await jobIds({ error: "out 100%" })).toEqual(["s1"]);
  expect(await jobIds({ error: "%" })).toEqual(["s1"]);
  expect(await jobIds({ jobIds: ["s2", "s0"] })).toEqual(["s0", "s2"]);
  expect(await jobIds({}, 0, 2)).toEqual(["s0", "s1"]);
  const [{ id, failedAt } = { id: 0, failedAt: 0 }] = await lettersOf({ queue: "scrape" });
  expect(failedAt).toBe(Date.parse(times[0] ?? ""));
  expect(await jobIds({}, id)).toEqual(["s1", "s2"]);
  const note = () => serviceDb().call("note_redriven", { p_ids: [id], p_by: "operate 1" }, z.int());
  expect([await note(), await note()]).toEqual([1, 0]);
  expect(await jobIds({})).toEqual(["s1", "s2"]);
  expect(await serviceDb().call("redriven_by", { p_by: "operate 1" }, z.int())).toBe(1);
  const counts = await serviceDb().call("dead_letter_counts", {}, z.record(z.string(), z.int()));
  expect(counts).toEqual({ scrape: 2, email: 1 });
});

test("go after 90 days; what is sealed in them after 14, and with its person", async () => {
  const purge = (kind: string) => serviceDb().call("purge", { p_kind: kind, p_limit: 100 }, z.int());
  const { id, email } = await insertSubscriber(sql);
  const old = (ms: number) => ago(ms).toISOString();
  await bury(
    "preferences",
    letter({ jobId: "gone", failedAt: old(90 * day + hour) }),
    letter({ jobId: "kept", failedAt: old(90 * day - hour), payload: { subscriberId: id } }),
    letter({ jobId: "emptied", failedAt: old(14 * day + hour), payload: { sealed: "x" } }),
    letter({ jobId: "sealed", failedAt: old(14 * day - hour), payload: { subscriberId: id, sealed: "x" } }),
  );
  expect([await purge("letters"), await purge("sealed"), await purge("sealed")]).toEqual([1, 1, 0]);
  const kept = () => sql`select job_id, payload from dead_letters order by failed_at`;
  expect(await kept()).toEqual([
    { job_id: "kept", payload: { subscriberId: id } },
    { job_id: "emptied", payload: null },
    { job_id: "sealed", payload: { subscriberId: id, sealed: "x" } },
  ]);
  expect(await serviceDb().call("dead_letter_counts", {}, z.record(z.string(), z.int()))).toEqual({ preferences: 2 });
  const data = await serviceDb().call("operator_export", { p_who: email }, z.record(z.string(), z.unknown()));
  expect(data.dead_letters).toMatchObject([{ job_id: "kept" }, { job_id: "sealed" }]);
  expect(JSON.stringify(data.dead_letters)).not.toContain('"x"');
  await sql`select forget_subscribers(array[${id}]::uuid[])`;
  expect((await kept()).map(({ job_id }) => job_id)).toEqual(["kept", "emptied"]);
});

describe("the search of jobs", () => {
  const found = z.array(
    z.object({
      ...{ queue: z.string(), id: z.string(), at: z.iso.datetime({ offset: true }), state: z.string() },
      ...{ summary: z.string().nullable(), error: z.string().nullable() },
    }),
  );
  const search = (text: string, queue: string | null = null, since = ago(1 * day), limit = 20) => {
    const args = { p_text: text, p_since: since.toISOString(), p_limit: limit, ...(queue && { p_queue: queue }) };
    return serviceDb().call("search_jobs", args, found);
  };
  const ids = async (...args: Parameters<typeof search>) =>
    (await search(...args)).map(({ queue, id }) => `${queue} ${id}`);

  test("finds by an id all that has to do with it, at any age, and nothing of others", async () => {
    const [one, other] = [await insertSubscriber(sql), await insertSubscriber(sql)];
    const mail = await insertDelivery(sql, one.id, { kind: "digest", status: "sent", provider_id: "re_1" });
    await insertDelivery(sql, other.id, { kind: "digest", status: "sent" });
    await insertEvent(sql, "re_1");
    await bury(
      "match",
      letter({ jobId: "77", payload: { subscribers: [one.id] }, failedAt: ago(30 * day).toISOString() }),
    );
    await bury("email", letter({ jobId: "78", payload: { deliveries: [mail] }, requestId: "req-1" }));
    expect(await ids(one.id.toUpperCase())).toEqual([`email ${mail}`, "match 77"]);
    const all = await ids(mail);
    expect(all).toHaveLength(3);
    expect(all).toEqual(expect.arrayContaining(["email 78", `email ${mail}`, expect.stringMatching(/^webhook /)]));
    expect(await ids("req-1")).toEqual(["email 78"]);
    expect(await ids("77")).toEqual(["match 77"]);
    expect(await ids(mail, "webhook")).toHaveLength(1);
    expect(await ids(randomUUID())).toEqual([]);
  });

  test("finds other words in errors, reasons, sources and targets, as far back as it is asked", async () => {
    await sql`insert into source_runs ${sql([
      { source: "greenhouse", target: "fjordbyte", status: "failed", error: "answered 500", started_at: ago(2 * hour) },
      { source: "lever", target: "acme", status: "done", error: null, started_at: ago(3 * day) },
    ])}`;
    await bury("scrape", letter({ jobId: "9", payload: { source: "greenhouse", target: "x" }, error: "Timed out" }));
    const { id } = await insertSubscriber(sql);
    await insertDelivery(sql, id, { kind: "digest", status: "skipped", reason: "suppressed" });
    expect(await search("FJORD")).toMatchObject([{ queue: "scrape", state: "failed", error: "answered 500" }]);
    expect((await ids("greenhouse")).map((one) => one.split(" ")[0])).toEqual(["scrape", "scrape"]);
    expect(await search("timed out")).toMatchObject([
      { queue: "scrape", id: "9", state: "failed", error: "Timed out" },
    ]);
    expect(await search("suppress")).toMatchObject([
      { queue: "email", state: "skipped", summary: expect.stringContaining("digest") },
    ]);
    expect(await ids("acme")).toEqual([]);
    expect(await ids("acme", null, ago(4 * day))).toHaveLength(1);
    expect(await ids("greenhouse", "email")).toEqual([]);
    expect(await ids("greenhouse", null, ago(1 * day), 1)).toHaveLength(1);
    expect(await ids("%")).toEqual([]);
  });
});
