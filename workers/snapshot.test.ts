import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { berlin, catalogueOf, entry, in_, lisbon, now, place, remote, seeker } from "../lib/matching/fixtures.ts";
import { whyNone } from "../lib/matching/rank.ts";
import { countOf } from "../lib/preview/count.ts";
import { decoded, encoded } from "../lib/preview/model.ts";
import { connected, redisKey } from "../lib/redis.ts";
import { day } from "../lib/time.ts";
import { insertPosting } from "../test/people.ts";
import { runOnce } from "../test/run.ts";
import { startWorld, type World } from "../test/world.ts";
import snapshot, { previewOfCatalogue } from "./snapshot.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const places = [in_.berlin, in_.potsdam, in_.hamburg, in_.paris, in_.germany, in_.nowhere, place(lisbon)];
const anyEntry = fc.record({
  locations: fc.subarray(places, { maxLength: 3 }),
  remote: fc.record({
    mode: fc.constantFrom("onsite", "hybrid", "remote", "unknown"),
    worldwide: fc.constantFrom(null, null, true),
    countries: fc.subarray(["DE", "FR", "PT"]),
  }),
  level: fc.constantFrom("internship", "entry", "senior", "unknown"),
  careerPaths: fc.subarray(["data-analytics", "marketing-growth", "finance-investment"] as const),
  occupation: fc.constantFrom("data", "other", "healthcare"),
  visa: fc.constantFrom("offered", "refused", "unknown"),
  postedAt: fc.option(
    fc.integer({ min: 0, max: 40 }).map((days) => new Date(now.getTime() - days * day).toISOString()),
  ),
  linkStatus: fc.constantFrom(null, "live", "gone"),
});
const anySeeker = fc.record({
  cities: fc.subarray([berlin, lisbon]),
  countries: fc.subarray(["DE", "FR"]),
  careerPaths: fc.constantFrom(["data-analytics"], ["unsure"], ["marketing-growth", "finance-investment"]),
  levels: fc.subarray(["internship", "entry"] as const),
  workModes: fc.subarray(["onsite", "hybrid", "remote"] as const),
  visa: fc.constantFrom("needed", "unknown"),
});

test("counts for anybody what ranking would not leave out, each posting once", () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 60, size: "max" }), anySeeker, (entries, wishes) => {
      const who = seeker(wishes as Parameters<typeof seeker>[0]);
      // Some decide alike: they are kept as one, with their number.
      const all = [...entries, ...entries.slice(0, 5)];
      const catalogue = catalogueOf(all.map((each) => entry(each as Parameters<typeof entry>[0])));
      const left = Object.values(whyNone(who, catalogue, { exclude: [], limit: 10, now })).reduce((a, b) => a + b, 0);
      expect(countOf(previewOfCatalogue(catalogue, now), who)).toBe(all.length - left);
    }),
  );
});

test("is the same after its way through Redis", async () => {
  const entries = [entry({ locations: [in_.berlin, in_.paris] }), entry({ remote: remote({ countries: ["DE"] }) })];
  const preview = previewOfCatalogue(catalogueOf(entries), now);
  expect(await decoded(await encoded(preview))).toEqual(preview);
  const nothing = previewOfCatalogue(catalogueOf([]), now);
  expect(countOf(await decoded(await encoded(nothing)), seeker())).toBe(0);
});

test("is written also while there are no subscribers, for the ingress to read", async () => {
  const anyone = { cities: [], countries: [], careerPaths: [], levels: [], workModes: [], visa: "unknown" };
  const counted = async () => {
    const { postings } = (await runOnce(snapshot, {})) as { postings: number };
    const bytes = await (await connected()).getBuffer(redisKey("preview"));
    return [postings, bytes && countOf(await decoded(bytes), anyone)];
  };
  // A process has one catalogue, and other files of this one may have filled it.
  const [postings = 0] = await counted();
  await insertPosting(world.sql);
  expect(await counted()).toEqual([Number(postings) + 1, Number(postings) + 1]);
});
