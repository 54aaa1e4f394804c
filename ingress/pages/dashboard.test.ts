import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { brokenFigures, fineFigures, someHistory } from "../../lib/figures/fixtures.ts";
import type { Dashboard } from "../../lib/figures/known.ts";
import { problemsOf } from "../../lib/figures/problems.ts";
import { dashboardPage } from "./dashboard.tsx";

const now = new Date("2026-11-22T03:04:14Z");
const fine: Dashboard = {
  figures: fineFigures(),
  ageMs: 4_000,
  redis: { up: true, latencyMs: 0.8 },
  history: someHistory(),
};
const page = (over: Partial<Dashboard> = {}) => renderToStaticMarkup(dashboardPage({ ...fine, ...over }, now));
/** What is read of it, as plain words. */
const plain = (html: string) =>
  html
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/&quot;|&#x27;/g, "'")
    .replaceAll(/\s+/g, " ");
const part = (html: string, id: string) =>
  new RegExp(`<section class="panel[^>]*id="${id}".*?(?=<section class="panel|$)`, "s").exec(html)?.[0] ?? "";

test("begins with whether it is delivering, then has every part in the order of an operator's questions", () => {
  const html = page();
  expect(plain(html)).toContain("Delivering: 9,812 of 9,830 due digests in 24 h");
  expect(html.match(/(?<=<section class="panel" id=")\w+/g)).toEqual([
    "delivering",
    "freshness",
    "queues",
    "sources",
    "mail",
    "ai",
    "people",
    "billing",
    "database",
    "environment",
  ]);
  expect(html.match(/class="state fine">Fine/g)).toHaveLength(10);
  expect(html).not.toContain('class="marked');
});

test("says of each problem the sentence and its RUNBOOK entry, and marks its figure by a word", () => {
  const figures = brokenFigures();
  // One gate is named at a time: the key that is refused hides the stop.
  figures.delivering = figures.delivering && { ...figures.delivering, refused: null };
  const seen = { ...fine, figures };
  const html = page(seen);
  for (const { where, word, severity, sentence, runbook } of problemsOf(seen, now)) {
    expect(plain(html)).toContain(sentence.replaceAll('"', "'"));
    expect(plain(html)).toContain(`RUNBOOK: ${runbook.replaceAll("'", "'")}`);
    const marks = part(html, where.split(".")[0] ?? "").match(
      new RegExp(`<strong class="marked ${severity}">.*?</strong>`, "gs"),
    );
    expect({ where, marked: marks?.some((mark) => mark.endsWith(`<span>${word}</span></strong>`)) }).toEqual({
      where,
      marked: true,
    });
  }
});

test("leads from a queue to its jobs, and to those that failed", () => {
  const html = part(page({ figures: brokenFigures() }), "queues");
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, to]) => to);
  expect(links.filter((to) => to?.includes("/email"))).toEqual([
    "/admin/queues/queue/email",
    "/admin/queues/queue/email?status=failed",
    "/admin/queues/queue/email?status=failed",
  ]);
  expect(links).toHaveLength(2 + brokenFigures().queues.length);
});

describe("what cannot be believed is not called fine", () => {
  const then = "2026-11-22T02:52:10.000Z";

  test.each([
    ["Redis is away", { redis: { up: false, latencyMs: null } }, "Redis away"],
    ["no worker writes", {}, "of 02:52 UTC, 12 min old"],
  ])("%s", (_, over, said) => {
    const html = page({ figures: fineFigures(new Date(then)), ageMs: 724_000, ...over });
    expect(plain(html)).toContain(said);
    expect(html.match(/As of 02:52 UTC/g)).toHaveLength(10);
    expect(html).not.toContain(">Fine<");
  });

  test("Postgres is away", () => {
    const figures = fineFigures();
    const html = page({ figures: { ...figures, databaseAt: then, database: { ...figures.database, up: false } } });
    expect(plain(html)).toContain("Postgres away since 02:52 UTC");
    expect(part(html, "delivering")).toContain("As of 02:52 UTC");
    expect(part(html, "queues")).toContain(">Fine<");
  });

  test("there are no figures, or none of Postgres", () => {
    expect(plain(page({ figures: null, ageMs: null, history: null }))).toContain("no worker has written any yet");
    const figures = { ...fineFigures(), delivering: null, freshness: null, sources: null, mail: null, people: null };
    expect(page({ figures }).match(/Not read yet/g)).toHaveLength(5);
  });
});

test("has each chart's figures as tables: 24 hours, and 30 days", () => {
  const tables = part(page(), "people").match(/<table>.*?<\/table>/gs) ?? [];
  expect(tables.map((table) => table.match(/<tr>/g)?.length)).toEqual([1 + 25, 1 + 31]);
  expect(plain(tables[0] ?? "")).toContain("Signups of 24 h, 24 h, by the hour (UTC) Hour Verified Signed up 03:04");
});
