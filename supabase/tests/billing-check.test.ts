import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { only } from "./arrange.ts";
import { buyer, call, loose, note, past, periodEnd } from "./billing.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "subscribers", "suppressions", "webhook_events", "billing_checks"));

const person = (over?: Record<string, unknown>) => buyer(sql, over);

describe("the nightly check", () => {
  const compare = (run: string, ...rows: object[]) =>
    call("compare_billing", { p: { run, rows } }, z.strictObject({ differing: z.array(z.uuid()), strangers: z.int() }));
  const unseen = (run: string, limit = 10) =>
    call(
      "unseen_billing",
      { p_run: run, p_limit: limit },
      z.strictObject({ premium: z.int(), unseen: z.int(), ids: z.array(z.uuid()) }),
    );
  type Someone = Awaited<ReturnType<typeof person>>;
  const told = ({ id, running: { customerId: _, ...row } }: Someone, over: object = {}) => ({
    ...{ subscriberId: id, endsAt: null, ...row },
    ...over,
  });
  const now = async () => only(await sql<{ now: string }[]>`select clock_timestamp()::text as now`).now;
  const paying = async () => {
    const somebody = await person();
    await somebody.read();
    return somebody;
  };

  test("finds who differs, in whatever, and who is nobody's; whoever is the same, is being read or was just read, is left", async () => {
    const [same, ends, asked] = [await paying(), await paying(), await paying()];
    const [lost, other, erasing] = [await person(), await paying(), await paying()];
    await note({ subscriberId: asked.id });
    await call("begin_erasure", { p: { subscriberId: erasing.id, keyHash: erasing.keyHash } }, loose);
    const [moved, renamed] = [await paying(), await paying()];
    const run = await now();
    const late = await paying();
    const rows = [
      told(same),
      told(ends, { endsAt: periodEnd }),
      told(asked, { status: "past_due" }),
      told(lost),
      told(other),
      told(other, { subscriptionId: randomUUID(), plan: "quarterly" }),
      told(late, { status: "past_due" }),
      told(erasing, { status: "past_due" }),
      told(same, { subscriberId: "of another shop", subscriptionId: randomUUID() }),
      told(same, { subscriberId: randomUUID(), subscriptionId: randomUUID() }),
      // Polar has another external id for them.
      told(moved, { subscriberId: null, customerId: moved.running.customerId }),
      // Products that are not ours are ignored, unless somebody had premium by them.
      told(same, { subscriberId: null, subscriptionId: randomUUID(), plan: null }),
      told(renamed, { plan: null }),
    ];
    for (let turn = 0; turn < 2; turn++) {
      const found = await compare(run, ...rows);
      expect(found.strangers).toBe(2);
      expect(found.differing.sort()).toEqual([ends.id, lost.id, renamed.id].sort());
    }
    expect(await unseen(run)).toEqual({ premium: 7, unseen: 0, ids: [] });
    // Another product of ours is not premium.
    expect((await compare(await now(), told(lost, { plan: null }))).differing).toEqual([]);
  });

  test("a payment that is open is premium until its grace is over", async () => {
    const one = await person();
    await one.read(past(2));
    const row = told(one, { status: "past_due" });
    expect((await compare(await now(), row)).differing).toEqual([]);
    await sql`update billing set grace_until = now() - interval '1 second'`;
    expect((await compare(await now(), row)).differing).toEqual([one.id]);
    await one.read({ tier: "free", ...past(8) });
    expect((await compare(await now(), row)).differing).toEqual([]);
  });

  test("counts who has premium here and nothing there, also where nothing was ever bought", async () => {
    const [seen, gone, given] = [await paying(), await paying(), await person({ tier: "premium" })];
    const run = await now();
    await compare(run, told(seen));
    const { ids, ...counts } = await unseen(run);
    expect([counts, ids.sort()]).toEqual([{ premium: 3, unseen: 2 }, [gone.id, given.id].sort()]);
    expect((await unseen(run, 1)).ids).toHaveLength(1);
  });

  test("is in the figures with who pays, ends, owes and waits", async () => {
    const figures = () => call("billing_figures", {}, z.record(z.string(), z.unknown()));
    const none = { at: null, held: false, differing: 0, unseen: 0, strangers: 0, doubled: 0 };
    expect(await figures()).toEqual({
      ...{ premium: { monthly: 0, quarterly: 0 }, pastDue: 0, ending: 0, waiting: 0, oldestWaitingAt: null },
      ...{ erasing: 0, oldestErasureAt: null, undelivered: 0 },
      check: { ...none, since: null, endpoint: null, endpointAt: null },
    });
    const [, quarterly, owing, over] = [await paying(), await person(), await paying(), await paying()];
    await quarterly.read({ plan: "quarterly", endsAt: periodEnd });
    await owing.read(past(1));
    await over.read({ tier: "free", ...past(8) });
    await note({ subscriberId: over.id });
    // Not compared since the first of them. Somebody waiting for two reasons counts once; unsubscribed and bounced
    // people pay too.
    expect(await figures()).toMatchObject({ check: { at: null, since: expect.any(String) } });
    await sql`update billing set recheck_at = now() - interval '1 hour' where subscriber_id in ${sql([over.id, owing.id])}`;
    await sql`update subscribers set status = 'unsubscribed' where id = ${owing.id}`;
    await sql`insert into suppressions (mailbox_hash, reason)
      select mailbox_hash, 'bounce' from subscribers where id = ${quarterly.id}`;
    const erasing = await person();
    await call("begin_erasure", { p: { subscriberId: erasing.id, keyHash: erasing.keyHash } }, loose);
    expect((await quarterly.begin()).held).toBe(false);
    const check = {
      doubled: 2,
      part: "all",
      looked: 3,
      differing: 1,
      unseen: 30,
      strangers: 0,
      asked: 0,
      held: true,
    };
    await call("store_billing_check", { p: check }, z.null());
    await call("store_billing_check", { p: { part: "endpoint", endpoint: "disabled" } }, z.null());
    expect(await sql`select from billing_checks`).toHaveLength(2);
    expect((await quarterly.begin()).held).toBe(true);
    const seen = await figures();
    expect(Date.now() - Date.parse(String(seen.oldestWaitingAt))).toBeGreaterThan(3_500_000);
    expect(seen).toEqual({
      ...{ premium: { monthly: 2, quarterly: 1 }, pastDue: 2, ending: 1, waiting: 2 },
      ...{ oldestWaitingAt: expect.any(String), erasing: 1, oldestErasureAt: expect.any(String), undelivered: 2 },
      check: {
        ...{ at: expect.any(String), since: expect.any(String), held: true },
        ...{ differing: 1, unseen: 30, strangers: 0, doubled: 2 },
        ...{ endpoint: "disabled", endpointAt: expect.any(String) },
      },
    });
  });
});
