import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { insertSubscriber } from "../../test/people.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { only } from "./arrange.ts";
import { close, item, upsert } from "./supply.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "postings", "source_runs", "source_targets", "subscribers"));

const note = (outcome: string, target = "nordlicht") =>
  serviceDb().call("note_target", { p_source: "greenhouse", p_target: target, p_outcome: outcome }, z.boolean());
const dueTarget = z.strictObject({
  target: z.string(),
  askedAt: z.string().nullable(),
  doneAt: z.string().nullable(),
  complete: z.boolean(),
});
const due = (targets = ["nordlicht"]) =>
  serviceDb().call(
    "due_targets",
    { p_source: "greenhouse", p_targets: targets, p_poll_seconds: 3600 },
    z.array(dueTarget),
  );
const later = (interval: string) => sql`
  update source_targets set asked_at = asked_at - ${interval}::interval, done_at = done_at - ${interval}::interval,
    complete_at = complete_at - ${interval}::interval, parked_until = parked_until - ${interval}::interval`;

describe("due_targets", () => {
  test("a target that nobody asked for is due, completely; the order stays", async () => {
    const never = { askedAt: null, doneAt: null, complete: true };
    expect(await due(["b", "a"])).toEqual([
      { target: "b", ...never },
      { target: "a", ...never },
    ]);
  });

  test.each(["asked", "done", "complete", "failed"])("one that was %s is due again after its time", async (outcome) => {
    await note(outcome);
    expect(await due()).toEqual([]);
    await later("59 minutes");
    expect(await due()).toEqual([]);
    await later("1 minute");
    expect(await due()).toMatchObject([{ target: "nordlicht", askedAt: expect.any(String) }]);
    expect(await due(["elsewhere"])).toHaveLength(1);
  });

  test("everything is asked for once a day", async () => {
    await note("complete");
    await later("2 hours");
    expect(only(await due())).toMatchObject({ complete: false, doneAt: expect.any(String) });
    await note("done");
    await later("22 hours");
    expect(only(await due())).toMatchObject({ complete: true });
    await note("done");
    await later("2 hours");
    expect(only(await due())).toMatchObject({ complete: true });
  });
});

describe("a target that the source does not know", () => {
  test("is parked for a week at the third time, and asked for once a week from then on", async () => {
    expect([await note("unknown"), await note("unknown")]).toEqual([false, false]);
    expect(await note("unknown")).toBe(true);
    await later("6 days");
    expect(await due()).toEqual([]);
    await later("1 day");
    expect(await due()).toHaveLength(1);
    expect(await note("unknown")).toBe(true);
    expect(await due()).toEqual([]);
  });

  test("is as any other once it is known again", async () => {
    for (const outcome of ["unknown", "unknown", "unknown", "done"]) await note(outcome);
    await later("1 hour");
    expect(await due()).toHaveLength(1);
    expect([await note("unknown"), await note("unknown")]).toEqual([false, false]);
  });

  test("a failure in between says nothing", async () => {
    for (const outcome of ["unknown", "unknown", "failed"]) expect(await note(outcome)).toBe(false);
    expect(await note("unknown")).toBe(true);
    expect(await note("failed")).toBe(true);
  });
});

describe("wanted_targets", () => {
  const wanted = (limit = 100) => serviceDb().call("wanted_targets", { p_limit: limit }, z.array(z.unknown()));
  const place = (name: string, country: string) => ({ geonameId: 1, name, country, lat: 1, lon: 1 });
  const wishes = (over: object) => ({ wishes: sql.json({ cities: [], countries: [], careerPaths: [], ...over }) });

  test("nobody, nothing", async () => {
    await insertSubscriber(sql, { status: "unverified" });
    await insertSubscriber(sql, { status: "unsubscribed" });
    expect(await wanted()).toEqual([]);
  });

  test("each place with each field, the most wanted first, a person counted once", async () => {
    const lisbon = place("Lisbon", "PT");
    await insertSubscriber(sql, wishes({ cities: [lisbon, lisbon], careerPaths: ["data-analytics"] }));
    await insertSubscriber(sql, wishes({ cities: [lisbon], careerPaths: ["data-analytics", "unsure"] }));
    await insertSubscriber(sql, wishes({ countries: ["PL"] }));
    expect(await wanted()).toEqual([
      { country: "PT", city: "Lisbon", path: "data-analytics", wanted: 2 },
      { country: "PL", city: null, path: null, wanted: 1 },
      { country: "PT", city: "Lisbon", path: null, wanted: 1 },
    ]);
    expect(await wanted(1)).toHaveLength(1);
  });

  test("odd rows are nobody's wish", async () => {
    for (const odd of [
      { cities: null },
      { cities: "Berlin", countries: {} },
      { careerPaths: "data" },
      { cities: [{}] },
    ]) {
      await insertSubscriber(sql, wishes(odd));
    }
    expect(await wanted()).toEqual([]);
  });
});

const known = (ids: string[], source = "greenhouse") =>
  serviceDb().call("known_postings", { p_source: source, p_ids: ids }, z.record(z.string(), z.string()));

test("known_postings: those that an open posting stands for, with the hash of what is shown", async () => {
  const [open, closed, copied] = [item(), item(), item({ title: "Analyst" })];
  await upsert([open, closed, copied]);
  await upsert([item({ sourceId: "copy", source: "lever", title: "Analyst" })], "lever");
  await sql`update postings set closed_at = now() where source_id = ${closed.sourceId}`;
  expect(await known([open.sourceId, closed.sourceId, "new"])).toEqual({ [open.sourceId]: open.contentHash });
  expect(await known(["copy", copied.sourceId], "lever")).toEqual({ copy: "" });
  expect(await known([])).toEqual({});
});

/** A complete run of the target, so long ago, that saw these. */
async function ran(items: ReturnType<typeof item>[], ago: string) {
  await upsert(items);
  const ids = items.map(({ sourceId }) => sourceId);
  await sql`update sightings set last_seen_at = now() - ${ago}::interval where source_id in ${sql(ids)}`;
  await sql`update postings set checked_at = now() - ${ago}::interval where source_id in ${sql(ids)}`;
  await sql`insert into source_runs (source, target, status, complete, seen, started_at)
    values ('greenhouse', 'nordlicht', 'done', true, ${items.length}, now() - ${ago}::interval - interval '1 minute')`;
}
const touchedRun = z.strictObject({ runId: z.uuid(), seen: z.int() }).nullable();
const touch = (target = "nordlicht") =>
  serviceDb().call("touch_target", { p_source: "greenhouse", p_target: target }, touchedRun);

describe("touch_target", () => {
  test("what its last complete run saw is seen again, in a complete run of its own", async () => {
    await ran([item(), item()], "50 hours");
    const touched = await touch();
    expect(touched).toMatchObject({ seen: 2 });
    const [run] = await sql`select * from source_runs where id = ${touched?.runId ?? ""}`;
    expect(run).toMatchObject({ status: "done", complete: true, seen: 2, pages: 0, finished_at: expect.any(Date) });
    expect(await close()).toBe(0);
    expect(await touch()).toMatchObject({ seen: 2 });
  });

  test("what had gone before stays gone, and is closed", async () => {
    await ran([item()], "60 hours");
    await ran([item()], "50 hours");
    expect(await touch()).toMatchObject({ seen: 1 });
    expect(await close()).toBe(1);
  });

  test("nothing, where no complete run is known", async () => {
    expect(await touch()).toBeNull();
    await upsert([item()]);
    expect(await touch()).toBeNull();
    await ran([item()], "1 hour");
    expect(await touch("elsewhere")).toBeNull();
    expect(await sql`select from source_runs`).toHaveLength(1);
  });
});
