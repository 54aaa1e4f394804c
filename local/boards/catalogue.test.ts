import { describe, expect, it } from "vitest";
import { careerPaths } from "../../lib/subscribers/wishes.ts";
import { day, hour } from "../../lib/time.ts";
import { boardTokens, Catalogue, type Posting } from "./catalogue.ts";
import { htmlOf } from "./markup.ts";

const start = Date.UTC(2026, 10, 21, 12);
const early = ["internship", "working-student", "apprenticeship", "graduate", "entry"];

function countBy(postings: Posting[], key: (posting: Posting) => string): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(postings, key)].map(([name, group]) => [name, group.length]));
}

describe("the catalogue", () => {
  const live = new Catalogue({ clock: () => start }).live();

  it("has some hundred postings of all paths and ranks, four in ten not for beginners", () => {
    expect(live.length).toBeGreaterThan(400);
    expect(live.length).toBeLessThan(620);
    expect(Object.keys(countBy(live, ({ path }) => path)).sort()).toEqual(
      careerPaths.filter((path) => path !== "unsure").sort(),
    );
    expect(Object.keys(countBy(live, ({ rank }) => rank))).toHaveLength(8);
    const beginners = live.filter(({ rank }) => early.includes(rank)).length / live.length;
    expect(beginners).toBeGreaterThan(0.5);
    expect(beginners).toBeLessThan(0.7);
    expect(Object.keys(countBy(live, ({ company }) => company.name)).length).toBeGreaterThanOrEqual(55);
    expect(Object.keys(countBy(live, ({ city }) => city.name)).length).toBeGreaterThanOrEqual(40);
    expect(Object.keys(countBy(live, ({ language }) => language)).sort()).toEqual([
      "da",
      "de",
      "en",
      "es",
      "fr",
      "it",
      "nl",
      "pl",
      "pt",
      "sv",
    ]);
  });

  it.each(["Berlin", "London"])("is rich in %s, for tech and data, from several companies", (city) => {
    const wanted = live.filter((posting) => posting.city.name === city && early.includes(posting.rank));
    for (const path of ["tech-transformation", "data-analytics"]) {
      const found = wanted.filter((posting) => posting.path === path);
      expect(found.length).toBeGreaterThanOrEqual(5);
      expect(Object.keys(countBy(found, ({ company }) => company.name)).length).toBeGreaterThanOrEqual(4);
    }
  });

  it("has postings on every board, all opened in the last 20 days", () => {
    const boards = countBy(live, ({ company }) => company.board ?? "");
    for (const token of boardTokens) expect(boards[token]).toBeGreaterThanOrEqual(10);
    for (const { openedAt, closesAt } of live) {
      expect(openedAt).toBeLessThanOrEqual(start);
      expect(openedAt).toBeGreaterThan(start - 20 * day);
      expect(closesAt).toBeGreaterThan(start);
    }
  });

  it("is the same for the same seed and time, another for another seed", () => {
    expect(new Catalogue({ clock: () => start }).live()).toEqual(live);
    const other = new Catalogue({ seed: "other", clock: () => start }).live();
    expect(other.map(({ title }) => title)).not.toEqual(live.map(({ title }) => title));
  });

  it("changes a little from hour to hour and keeps its size", () => {
    let now = start;
    const catalogue = new Catalogue({ clock: () => now });
    let before = new Set(catalogue.live().map(({ id }) => id));
    let opened = 0;
    for (; now < start + 3 * day; now += 1 * hour) {
      const current = catalogue.live();
      expect(Math.abs(current.length - live.length)).toBeLessThan(40);
      const fresh = current.filter(({ id }) => !before.has(id)).length;
      expect(fresh).toBeLessThan(20);
      opened += fresh;
      before = new Set(current.map(({ id }) => id));
    }
    expect(opened).toBeGreaterThan(50);
  });

  it("finds a posting by id while it is open and after, not before", () => {
    const [posting] = live;
    if (!posting) throw new Error("the catalogue is empty");
    let now = start;
    const catalogue = new Catalogue({ clock: () => now });
    expect(catalogue.find(posting.id)).toEqual(posting);
    now = posting.closesAt + 1;
    const closed = catalogue.find(posting.id);
    expect(closed && catalogue.isOpen(closed)).toBe(false);
    now = posting.openedAt - 1;
    expect(catalogue.find(posting.id)).toBeUndefined();
    for (const id of [0, -1, Number.NaN, 5_000_000_000_000_000, 4_000_000_999])
      expect(catalogue.find(id)).toBeUndefined();
  });

  it("writes whole texts: three paragraphs or more, nothing left unfilled, hardly two alike", () => {
    const texts = live.map(({ blocks }) => htmlOf(blocks, (heading) => `<h2>${heading}</h2>`));
    for (const [index, text] of texts.entries()) {
      expect(`${live[index]?.title} ${text}`).not.toMatch(/[{}]|undefined|NaN/);
      expect(text.length).toBeGreaterThan(500);
      expect(live[index]?.blocks.length).toBeGreaterThanOrEqual(3);
    }
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts.filter((text) => /[€£]|CHF|PLN|zł|kr|Kč|Ft|RON/.test(text)).length).toBeGreaterThan(150);
  });
});
