import { createClient } from "@supabase/supabase-js";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";

const database = databaseOfFile();
const { sql } = database;
beforeEach(() => emptied(sql, "figures_history", "source_targets"));

test("nobody but the service may ask for them", async () => {
  const anon = createClient(database.supabaseUrl, database.anonKey, { auth: { persistSession: false } });
  const asked = await Promise.all([
    anon.rpc("figures_now", { p_sources: [] }),
    anon.rpc("figures_of_day"),
    anon.rpc("keep_figures", { p_values: {} }),
    anon.rpc("sending_is_stopped"),
    anon.from("figures_history").select("*"),
  ]);
  expect(asked.map(({ error }) => error?.code)).toEqual(Array(5).fill("42501"));
});

describe("keep_figures", () => {
  const points = z.array(z.strictObject({ at: z.string(), values: z.record(z.string(), z.number()) }));
  const keep = (values: object) =>
    serviceDb().call("keep_figures", { p_values: values }, z.strictObject({ day: points, month: points }));
  const values = (list: z.output<typeof points>) => list.map((point) => point.values);

  test("five minutes have one point, the last; an hour has the highest of each", async () => {
    await sql`insert into figures_history (span, at, values)
      values ('day', date_trunc('hour', now()), '{"waiting": 7, "accepted": 1}'),
             ('day', date_trunc('hour', now()) - interval '5 minutes', '{"waiting": 99}')
      on conflict do nothing`;
    await keep({ waiting: 3 });
    const { day, month } = await keep({ waiting: 2, accepted: 4 });
    expect(values(day).at(-1)).toEqual({ waiting: 2, accepted: 4 });
    expect(values(month)).toEqual([{ waiting: expect.any(Number), accepted: 4 }]);
    expect(month[0]?.values.waiting).toBe(day.length === 3 ? 7 : 2);
  });

  test("what is told is a day and 30 days, the oldest first; what is older goes", async () => {
    await sql`insert into figures_history (span, at, values)
      select span, now() - ago, jsonb_build_object('age', extract(hour from ago) + 24 * extract(day from ago))
      from (values ('day', interval '23 hours'), ('day', interval '1 day 1 hour'), ('day', interval '2 days 1 hour'),
                   ('month', interval '29 days'), ('month', interval '30 days 1 hour'), ('month', interval '31 days 1 hour')) v(span, ago)`;
    const { day, month } = await keep({ age: 0 });
    expect([values(day), values(month)]).toEqual([
      [{ age: 23 }, { age: 0 }],
      [{ age: 29 * 24 }, { age: 0 }],
    ]);
    const left = await sql`select span, count(*)::int from figures_history group by span order by span`;
    expect(left).toEqual([
      { span: "day", count: 3 },
      { span: "month", count: 3 },
    ]);
  });
});

test("a target's failures in a row are counted at every attempt, with why, and end with the first that goes well", async () => {
  const note = (p_outcome: string, error?: string) =>
    serviceDb().call(
      "note_target",
      { p_source: "lever", p_target: "acme", p_outcome, ...(error && { p_error: error }) },
      z.boolean(),
    );
  const state = async () =>
    (await sql`select failures_in_row as failures, error from source_targets where target = 'acme'`)[0];
  await note("failed", "answered 500");
  await note("unknown", "no such board");
  expect(await state()).toEqual({ failures: 2, error: "no such board" });
  await note("failed", "x".repeat(500));
  expect((await state())?.error).toHaveLength(200);
  await note("done");
  expect(await state()).toEqual({ failures: 0, error: null });
});
