import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { databaseOfFile, emptied } from "../../test/services.ts";
import { only } from "./arrange.ts";
import { item, upsert } from "./supply.ts";

const { sql } = databaseOfFile();
beforeEach(() => emptied(sql, "postings"));

const posting = async () => only(await sql`select * from postings`);
const link = (over: Record<string, unknown> = {}) => ({ status: "live", reason: "names the posting", ...over });
const record = (...links: object[]) => serviceDb().call("record_links", { p: links }, z.int());
/** Records the check of the only posting's link. */
const found = async (status: string, reason = "") => {
  const { id, url } = await posting();
  return record(link({ id, url, status, reason }));
};

describe("record_links", () => {
  test("notes what was found; the catalogue hears of a new finding, not of the same one again", async () => {
    await upsert([item()]);
    await sql`update postings set changed_at = now() - interval '1 hour'`;
    expect(await found("live", "names the posting")).toBe(0);
    const noted = await posting();
    expect(noted).toMatchObject({ link_status: "live", link_reason: "names the posting", closed_at: null });
    expect(Date.now() - noted.link_checked_at).toBeLessThan(60_000);
    expect(Date.now() - noted.changed_at).toBeLessThan(60_000);
    await found("live");
    expect((await posting()).changed_at).toEqual(noted.changed_at);
  });

  test("a link that is gone closes its posting, also when it is recorded twice", async () => {
    await upsert([item()]);
    const { id, url } = await posting();
    expect(await record(link({ id, url, status: "gone", reason: "404" }))).toBe(1);
    expect(await record(link({ id, url, status: "gone", reason: "404" }))).toBe(0);
    expect(await posting()).toMatchObject({ closed_reason: "link", link_reason: "404" });
  });

  test("of a link that has changed meanwhile nothing is noted, and a changed link is looked at anew", async () => {
    const one = item();
    await upsert([one]);
    const { id, url } = await posting();
    await found("live");
    await upsert([item({ sourceId: one.sourceId, url: "https://jobs.example.com/moved" })]);
    expect(await posting()).toMatchObject({ link_status: null, link_checked_at: null, link_reason: null });
    expect(await record(link({ id, url, status: "gone", reason: "404" }))).toBe(0);
    expect(await posting()).toMatchObject({ link_status: null, closed_at: null });
  });

  test("another source that showed it lately takes over, with its own link", async () => {
    const [own, copy] = [item({ title: "Analyst" }), item({ title: "Analyst", source: "lever" })];
    await upsert([own]);
    await upsert([copy], "lever", "nordlicht");
    const { id } = await posting();
    expect(await found("gone", "404")).toBe(0);
    expect(await posting()).toMatchObject({
      ...{ id, source: "lever", source_id: copy.sourceId, url: copy.posting.url, link_status: null, closed_at: null },
    });
    // Its next crawl writes its own answer; the first one's no longer counts.
    expect(await upsert([{ ...copy, posting: { ...copy.posting, description: "New." } }], "lever")).toMatchObject({
      changed: 1,
    });
    expect(await upsert([own])).toEqual({ added: 0, changed: 0, seen: 1 });
    expect(await posting()).toMatchObject({ source: "lever", description: "New." });
    expect(await found("gone", "410")).toBe(1);
    expect(await posting()).toMatchObject({ closed_reason: "link" });
  });

  test("what is listed on though its link is gone stays closed for a week, then has to prove itself", async () => {
    const one = item();
    await upsert([one]);
    await found("gone", "404");
    expect(await upsert([one])).toEqual({ added: 0, changed: 0, seen: 1 });
    expect(await posting()).toMatchObject({ closed_reason: "link" });
    await sql`update sightings set gone_at = now() - interval '8 days'`;
    expect(await upsert([one])).toMatchObject({ added: 1 });
    expect(await posting()).toMatchObject({ closed_at: null, link_status: "uncertain", link_checked_at: null });
    expect(only(await sql`select gone_at from sightings`)).toEqual({ gone_at: null });
  });

  test("a source whose link was gone and that moved is asked again when the other one's goes", async () => {
    const [own, copy] = [item({ title: "Analyst" }), item({ title: "Analyst", source: "lever" })];
    await upsert([own]);
    await upsert([copy], "lever", "nordlicht");
    await found("gone", "404");
    await upsert([item({ sourceId: own.sourceId, title: "Analyst", url: "https://jobs.example.com/moved" })]);
    expect(await found("gone", "404")).toBe(0);
    expect(await posting()).toMatchObject({
      source: "greenhouse",
      url: "https://jobs.example.com/moved",
      closed_at: null,
    });
  });

  test("…unless it comes with another link", async () => {
    const one = item();
    await upsert([one]);
    await found("gone", "404");
    expect(await upsert([item({ sourceId: one.sourceId, url: "https://jobs.example.com/again" })])).toMatchObject({
      added: 1,
    });
    expect(await posting()).toMatchObject({ closed_at: null, link_status: null });
  });
});
