import { expect, test } from "vitest";
import type { CatalogueEntry } from "./catalogue-entry.ts";
import { catalogueOf, entry, in_, now, remote, run, seeker } from "./fixtures.ts";
import { rankWhole } from "./rank-whole.ts";
import type { Seeker } from "./seeker.ts";

const whole = (who: Seeker, entries: CatalogueEntry[], limit = 100) =>
  rankWhole(who, catalogueOf(entries), { now, limit });
const ids = (matches: readonly { postingId: string }[]) => matches.map(({ postingId }) => postingId);

test("begins as the digest does, with the same scores and reasons", () => {
  const entries = [entry(), entry({ locations: [in_.potsdam] }), entry({ level: "unknown", programme: null })];
  const digest = run(seeker(), entries).matches.map(({ sameCompany: _, ...match }) => match);
  expect(whole(seeker(), entries)).toEqual(digest);
  expect(ids(whole(seeker(), entries, 2))).toEqual(ids(digest.slice(0, 2)));
});

test("lists all of a company, which among equals lets others go first", () => {
  const of = (company: string, count: number) =>
    Array.from({ length: count }, () => entry({ company, title: "Data Analytics Intern" }));
  const [kontor, havel] = [of("Kontorwelle", 3), of("Havelwerk", 2)];
  const [a1, a2, a3] = ids(kontor.map(({ id }) => ({ postingId: id })));
  const [b1, b2] = ids(havel.map(({ id }) => ({ postingId: id })));
  expect(ids(whole(seeker(), [...kontor, ...havel]))).toEqual([a1, b1, a2, b2, a3]);
});

test("what asks for experience comes behind all others in a digest, and in its turn for who reads on", () => {
  const any = seeker({ levels: [] });
  const day = (date: number) => ({ postedAt: `2026-11-${date}T12:00:00Z`, programme: null });
  const senior = entry({ level: "senior", ...day(20) });
  const mid = entry({ level: "mid", ...day(19) });
  const unsaid = entry({ level: "unknown", ...day(18) });
  const early = entry({ level: "entry", ...day(13) });
  const entries = [senior, mid, unsaid, early];
  expect(ids(run(any, entries).matches)).toEqual([early.id, unsaid.id, mid.id, senior.id]);
  expect(ids(whole(any, entries))).toEqual([senior.id, mid.id, early.id, unsaid.id]);
});

test("what is elsewhere in the country comes below every fit, says so, and is in no digest", () => {
  const hamburg = entry({ locations: [in_.hamburg] });
  const anywhere = entry({ locations: [], remote: remote({ worldwide: true }) });
  const entries = [hamburg, anywhere, entry({ locations: [in_.paris] })];
  const matches = whole(seeker(), entries);
  expect(ids(matches)).toEqual([anywhere.id, hamburg.id]);
  expect(matches[1]?.gaps).toContain("In Hamburg, not near Berlin");
  expect(ids(run(seeker(), entries).matches)).toEqual([anywhere.id]);
});

test("remote for a few named countries is nearer than for a region", () => {
  const countries = ["AT", "BE", "CH", "CZ", "DK", "ES", "FI", "FR", "IT", "NL", "PL"];
  const region = entry({ locations: [], remote: remote({ countries: [...countries, "DE"].sort() }) });
  const named = entry({ locations: [], remote: remote({ countries: ["AT", "DE"] }) });
  const matches = whole(seeker(), [region, named]);
  expect(ids(matches)).toEqual([named.id, region.id]);
  for (const { reasons } of matches) expect(reasons).toContain("Remote, from Germany");
});

test("work that is of other paths too is less wholly what was asked for", () => {
  const both = entry({ careerPaths: ["data-analytics", "finance-investment"] });
  const wholly = entry();
  expect(ids(whole(seeker(), [both, wholly]))).toEqual([wholly.id, both.id]);
  const asked = seeker({ careerPaths: ["data-analytics", "finance-investment"] });
  expect(whole(asked, [both])[0]?.parts.path).toBe(1);
});
