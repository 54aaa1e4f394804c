import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { only } from "./arrange.ts";
import { close, counts, type Item, item, upsert } from "./supply.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "postings", "source_runs"));

const postings = () => sql`select * from postings order by first_seen_at, id`;

const storedPage = counts.extend({ runId: z.uuid() });
interface Page {
  run?: string;
  cursor?: string;
  items?: Item[];
  unchanged?: string[];
  rejected?: number;
  last?: boolean;
  complete?: boolean;
}
const storePage = ({ run, cursor, items = [item()], rejected = 0, last = true, complete = true, ...rest }: Page = {}) =>
  serviceDb().call(
    "store_page",
    {
      p_source: "greenhouse",
      p_target: "nordlicht",
      p_body: "{}",
      p_postings: items,
      p_rejected: rejected,
      p_last: last,
      p_complete: complete,
      ...(run && { p_run: run }),
      ...(cursor && { p_cursor: cursor }),
      ...(rest.unchanged && { p_unchanged: rest.unchanged }),
    },
    storedPage,
  );
const runs = () => sql`select * from source_runs order by started_at`;

describe("store_page", () => {
  test("pages of one run add up, and the last one ends it", async () => {
    const { runId } = await storePage({ last: false, rejected: 2 });
    expect(only(await runs())).toMatchObject({
      id: runId,
      status: "running",
      complete: false,
      pages: 1,
      finished_at: null,
    });
    await storePage({ run: runId, cursor: "2", items: [item(), item()] });
    expect(only(await runs())).toMatchObject({
      status: "done",
      complete: true,
      pages: 2,
      seen: 3,
      added: 3,
      rejected: 2,
    });
    expect(await sql`select cursor from raw_replies order by cursor nulls first`).toEqual([
      { cursor: null },
      { cursor: "2" },
    ]);
  });

  test("the same page of a run again counts nothing", async () => {
    const { runId } = await storePage({ last: false });
    const page = { run: runId, cursor: "2", items: [item()] };
    await storePage(page);
    await storePage(page);
    expect(only(await runs())).toMatchObject({ pages: 2, seen: 2, added: 2, status: "done" });
  });

  test("a first page whose answer was lost goes on with its run", async () => {
    const first = { last: false, items: [item()] };
    const { runId } = await storePage(first);
    expect((await storePage(first)).runId).toBe(runId);
    expect(only(await runs())).toMatchObject({ pages: 1, seen: 1 });
    await storePage({ run: runId, cursor: "2" });
    expect((await storePage(first)).runId).not.toBe(runId);
  });

  test("what is as it was is seen again by its id, and counts once", async () => {
    const [seen, gone, next] = [item(), item(), item()];
    await upsert([seen, gone]);
    await sql`update postings set checked_at = now() - interval '50 hours'`;
    await sql`update sightings set last_seen_at = now() - interval '50 hours'`;
    const unchanged = [seen.sourceId, "unheard-of"];
    const { runId, seen: all } = await storePage({ items: [], unchanged });
    expect(all).toBe(1);
    await storePage({ run: runId, items: [next] });
    expect(only(await runs())).toMatchObject({ status: "done", pages: 1, seen: 1, added: 1 });
    // As the previous crawl did.
    await sql`
      insert into source_runs (source, target, status, complete, seen, started_at)
      select source, target, 'done', true, seen, started_at - interval '1 hour' from source_runs`;
    expect(await close()).toBe(1);
    expect(await sql`select source_id from postings where closed_at is not null`).toEqual([
      { source_id: gone.sourceId },
    ]);
  });

  test("a cut list is done, but not complete", async () => {
    await storePage({ complete: false });
    expect(only(await runs())).toMatchObject({ status: "done", complete: false });
  });
});

describe("fail_run", () => {
  const fail = (run?: string) => {
    const args = { p_source: "greenhouse", p_target: "nordlicht", p_error: "status 404", ...(run && { p_run: run }) };
    return serviceDb().call("fail_run", args, z.null());
  };

  test("ends the run with its error, and leaves one that is done", async () => {
    const { runId } = await storePage({ last: false });
    await fail(runId);
    expect(only(await runs())).toMatchObject({ status: "failed", error: "status 404", finished_at: expect.any(Date) });
    await sql`update source_runs set status = 'done', error = null`;
    await fail(runId);
    expect(only(await runs())).toMatchObject({ status: "done", error: null });
  });

  test("a run that never began is noted too", async () => {
    await fail();
    expect(only(await runs())).toMatchObject({ status: "failed", pages: 0, seen: 0, complete: false });
  });
});

describe("close_postings", () => {
  /** A posting of the target, last seen so long ago. */
  async function seenAgo(interval: string): Promise<void> {
    await upsert([item()]);
    await sql`update postings set checked_at = now() - ${interval}::interval`;
    await sql`update sightings set last_seen_at = now() - ${interval}::interval`;
  }
  const run = (over: Record<string, unknown> = {}) => sql`
    insert into source_runs ${sql({ source: "greenhouse", target: "nordlicht", status: "done", complete: true, seen: 5, ...over })}`;

  test("closes what a complete run has not seen for two days", async () => {
    await seenAgo("50 hours");
    await run({ started_at: new Date(Date.now() - 3_600_000) });
    await run();
    expect(await close()).toBe(1);
    expect(only(await postings())).toMatchObject({ closed_reason: "unseen", closed_at: expect.any(Date) });
    expect(await close()).toBe(0);
  });

  test.each([
    ["there was no run since: the source is away", null],
    ["the run failed", { status: "failed", complete: false }],
    ["the run still goes on", { status: "running", complete: false }],
    ["the run saw only a part", { complete: false }],
    ["the reply was empty", { seen: 0 }],
    ["the run was of another target", { target: "other" }],
    ["the run was of another source", { source: "arbeitnow" }],
    ["the run was before the two days were over", { started_at: new Date(Date.now() - 10 * 3_600_000) }],
  ])("closes nothing when %s", async (_, over) => {
    await seenAgo("50 hours");
    if (over) await run(over);
    expect(await close()).toBe(0);
  });

  test("closes nothing that was seen within two days, or that another source still sees", async () => {
    await seenAgo("40 hours");
    await run();
    expect(await close()).toBe(0);
    await sql`update postings set checked_at = now() - interval '50 hours'`;
    await sql`update sightings set last_seen_at = now() - interval '50 hours'`;
    const { dedupe_key, id } = only(await postings());
    await sql`insert into sightings ${sql({ source: "arbeitnow", source_id: "1", posting_id: id, target: "all", url: "https://x.example" })}`;
    expect(await close(), dedupe_key).toBe(0);
  });

  test("closes what is past its own end at once", async () => {
    await upsert([item({ validThrough: new Date(Date.now() + 60_000).toISOString() })]);
    expect(await close()).toBe(0);
    await sql`update postings set valid_through = now() - interval '1 second'`;
    expect(await close()).toBe(1);
    expect(only(await postings()).closed_reason).toBe("expired");
  });

  test("at most as many as asked for", async () => {
    await upsert([item(), item(), item()]);
    await sql`update postings set valid_through = now() - interval '1 second'`;
    expect([await close(2), await close(2), await close(2)]).toEqual([2, 1, 0]);
  });
});

describe("catalogue_changes", () => {
  const change = z.tuple([z.uuid(), z.string()]).rest(z.unknown());
  const noId = "00000000-0000-0000-0000-000000000000";
  const changes = (since: string, after = noId, limit = 2) =>
    serviceDb().call("catalogue_changes", { p_since: since, p_after: after, p_limit: limit }, z.array(change));

  test("pages through what is open, each posting once, also when all changed in one instant", async () => {
    await upsert(Array.from({ length: 5 }, () => item()));
    await sql`update postings set changed_at = now()`;
    const seen: string[] = [];
    for (let since = "-infinity", after = noId; ; ) {
      const page = await changes(since, after);
      const last = page.at(-1);
      if (!last) break;
      seen.push(...page.map(([id]) => id));
      [after, since] = last;
    }
    expect(seen.sort()).toEqual((await postings()).map(({ id }) => id).sort());
  });

  test("its pages begin where catalogue_starts says", async () => {
    await upsert(Array.from({ length: 5 }, () => item()));
    await sql`update postings set changed_at = now() where source_id > (select min(source_id) from postings)`;
    const start = z.tuple([z.string(), z.uuid()]);
    const starts = await serviceDb().call("catalogue_starts", { p_limit: 2 }, z.array(start));
    expect(starts).toHaveLength(2);
    const pages = await Promise.all([changes("-infinity"), ...starts.map(([since, after]) => changes(since, after))]);
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(await changes("-infinity", noId, 5));
  });

  test("says what closed since, but begins without what is closed", async () => {
    const [one, two] = [item(), item()];
    await upsert([one, two]);
    const [[, changedAt] = expect.fail("nothing open")] = (await changes("-infinity")).slice(-1);
    await sql`update postings set closed_at = now(), changed_at = clock_timestamp() where source_id = ${one.sourceId}`;
    const [[, , title] = expect.fail("nothing open"), ...more] = await changes("-infinity");
    expect([title, more]).toEqual([expect.any(String), []]);
    const since = await changes(changedAt, "ffffffff-ffff-ffff-ffff-ffffffffffff");
    expect(since).toEqual([[expect.any(String), expect.any(String)]]);
  });

  test("passes over what closed more than thirty days ago", async () => {
    await upsert([item(), item()]);
    await sql`update postings set closed_at = now() - interval '31 days', changed_at = now() - interval '31 days'`;
    await sql`update postings set closed_at = now(), changed_at = now() where source_id = (select min(source_id) from postings)`;
    const long = new Date(Date.now() - 40 * 24 * 3_600_000).toISOString();
    expect(await changes(long)).toHaveLength(1);
  });
});
