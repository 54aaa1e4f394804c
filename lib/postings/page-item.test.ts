import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { day, hour } from "../time.ts";
import { pageItems } from "./page-item.ts";
import type { RawPosting } from "./posting.ts";

const { signal } = new AbortController();

/** More postings than are read at a stretch; `onRead` is called for each. */
function page(name: string, onRead: (name: string) => void = () => {}): RawPosting[] {
  return Array.from({ length: 60 }, (_, at) => ({
    source: "test",
    sourceId: `${name}-${at}`,
    url: `https://jobs.example.com/${name}/${at}`,
    get title() {
      onRead(name);
      return "Data Analyst";
    },
    company: "Havelwerk",
    location: ["Berlin, Germany"],
    description: "We look for an analyst.",
    postedAt: null,
  }));
}

test("pages take turns, so that the first can be stored while the next is understood", async () => {
  const read: string[] = [];
  const note = (name: string) => {
    if (read.at(-1) !== name) read.push(name);
  };
  const [first, second] = await Promise.all([
    pageItems(page("a", note), { signal }),
    pageItems(page("b", note), { signal }),
  ]);
  expect(read).toEqual(["a", "b"]);
  expect([first[59]?.sourceId, second[0]?.sourceId]).toEqual(["a-59", "b-0"]);
});

test("a long page lets others have the processor", async () => {
  let passed = false;
  const items = pageItems(page("a"), { signal }).then(() => passed);
  void setImmediate().then(() => {
    passed = true;
  });
  expect(await items).toBe(true);
});

test("texts that take long let them have it after each", async () => {
  const long = page("a").slice(0, 10);
  for (const raw of long) raw.description = "<p>x".repeat(40_000);
  let times = 0;
  let over = false;
  const others = (async () => {
    for (; !over; times++) await setImmediate();
  })();
  await pageItems(long, { signal });
  over = true;
  await others;
  // A fast machine reads two or three before the stretch is long.
  expect(times).toBeGreaterThan(4);
});

test("what nobody waits for any more holds nobody up", async () => {
  const caller = new AbortController();
  const given = pageItems(page("a"), caller);
  const next = pageItems(page("b"), { signal });
  caller.abort(new Error("shutdown"));
  await expect(given).rejects.toThrow("shutdown");
  expect(await next).toHaveLength(60);
});

test("a date that lies ahead is no date of publication", async () => {
  const at = (ahead: number) => new Date(Date.now() + ahead).toISOString();
  const [today = "", start = ""] = [at(-1 * hour), at(40 * day)];
  const dated = [today, start].map((postedAt, index) => ({ ...page(`d-${index}`)[0], postedAt }) as RawPosting);
  expect((await pageItems(dated, { signal })).map(({ posting }) => posting.postedAt)).toEqual([today, null]);
});
