import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
// Registers the metrics that the ingress exports in addition to lib/metrics.
import "../ingress/routes/health.ts";
import { limits, runbook } from "../lib/figures/problem.ts";
import { exposition, registry } from "../lib/metrics.ts";
import { closeRedis } from "../lib/redis.ts";
import { second } from "../lib/time.ts";
import dashboard from "./grafana/dashboard.json" with { type: "json" };

// Prometheus itself tests what the rules do: `npm run alerts`, a step of .ci/run.
const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const cases = read("alerts.test.yml").split(/\n {2}- name: /);
const normalDay = cases[1] ?? "";

// The figures' gauges read the figures.
afterAll(() => closeRedis());

interface Alert {
  name: string;
  text: string;
  anchor: string | undefined;
  severity: string | undefined;
}

const alerts: Alert[] = read("alerts.yml")
  .split(/\n\s+- alert: /)
  .slice(1)
  .map((text) => ({
    name: /^\w+/.exec(text)?.[0] ?? "",
    // Comments before the next rule do not belong to this one.
    text: text.replace(/^\s*#.*$/gm, ""),
    anchor: /runbook: RUNBOOK\.md#([\w-]+)$/m.exec(text)?.[1],
    severity: /labels: \{ severity: (\w+) \}/.exec(text)?.[1],
  }));

/** The anchor that GitHub makes from a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .replaceAll(" ", "-");

/** Metrics and the labels selected on them: `name{label="value"}`. */
function* metricsIn(expr: string): Iterable<{ name: string; labels: string[] }> {
  for (const [, name = "", selector = ""] of expr.matchAll(
    /\b((?:jobping|process|nodejs)_[a-z0-9_]+)(?:\{([^}]*)\})?/g,
  )) {
    yield { name, labels: [...selector.matchAll(/(\w+)[=!]/g)].flatMap(([, label]) => label ?? []) };
  }
}

test.each(alerts)(
  "$name has a severity, an entry in the RUNBOOK, and both cases",
  ({ name, severity, anchor, text }) => {
    expect(severity).toMatch(/^(page|ticket)$/);
    const headings = [...read("../RUNBOOK.md").matchAll(/^#{2,3} (.+)$/gm)].map(([, heading = ""]) =>
      anchorOf(heading),
    );
    expect(headings).toContain(anchor);
    expect(text).toMatch(/summary: \S/);
    const fires = new RegExp(`alertname="${name}",alertstate="firing"|alertname: ${name}\n`);
    expect(cases.some((one) => fires.test(one))).toBe(true);
    // Silent for a reason: its metrics exist on the normal day.
    const looksAt = [...text.matchAll(/\b(?:jobping_\w+|up)(?=[{)[ ])/g)].map(([metric]) => metric);
    expect(looksAt).not.toEqual([]);
    for (const metric of looksAt) expect(normalDay).toContain(`'${metric}{`);
  },
);

test("no alert and no panel asks for what nobody exports", async () => {
  await exposition();
  const metrics = registry.getMetricsAsArray() as unknown as { name: string; type: string; labelNames: string[] }[];
  const labelsOf = new Map<string, readonly string[]>();
  for (const { name, type, labelNames } of metrics) {
    const ends = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
    for (const end of ends) labelsOf.set(name + end, labelNames);
  }
  const panels = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  const asked = [...alerts.map(({ text }) => text), ...panels].flatMap((expr) => [...metricsIn(expr)]);
  expect(asked.length).toBeGreaterThan(80);
  expect(asked.filter(({ name }) => !labelsOf.has(name)).map(({ name }) => name)).toEqual([]);
  const unknown = asked.flatMap(({ name, labels }) =>
    labels.flatMap((label) => (labelsOf.get(name)?.includes(label) ? [] : `${name}{${label}}`)),
  );
  expect(unknown).toEqual([]);
});

describe("the dashboard of our own judges as the alerts do", () => {
  const notes = ["SourcePaused", "QueuePaused", "MigrationsPending"];

  test("by the same names and entries", () => {
    for (const [name, heading] of Object.entries(runbook)) {
      if (notes.includes(name)) continue;
      expect(alerts.filter((alert) => alert.name === name).map(({ anchor }) => anchor)).toContain(anchorOf(heading));
    }
  });

  test.each([
    ["FiguresStale", limits.staleMs / second],
    ["DatabaseSlow", limits.databaseMs / second],
    ["DigestsNotDelivered", limits.dueMs / second],
    ["DigestsNotDelivered", limits.lost.share],
    ["DigestsNotDelivered", limits.lost.least],
    ["LedgerLags", limits.owedMs / second],
    ["PostingsStale", limits.postingMs / second],
    ["SourceSilent", limits.sourceMs / second],
    ["SourceFailing", limits.sourceFailingShare],
    ["SourceBudgetNearlyUsed", limits.budgetShare],
    ["AiBudgetUsed", limits.budgetShare],
    ["BacklogNotDraining", limits.waitingMs / second],
    ["JobsFailing", limits.failing.share],
    ["ComplaintRate", limits.complained.share],
    ["ComplaintRate", limits.complained.least],
    ["BounceRate", limits.bounced.share],
    ["BounceRate", limits.bounced.least],
    ["SignupsUnconfirmed", limits.confirmed.share],
    ["SignupsUnconfirmed", limits.confirmed.least],
    ["AiFallbackRate", limits.fallbacks.share],
    ["AiFallbackRate", limits.fallbacks.least],
    ["BillingBehind", limits.billingMs / second],
    ["BillingUnchecked", limits.checkMs / second],
    ["ErasureWaits", limits.erasureMs / second],
    ["BillingDrift", limits.drift],
  ])("%s at %d", (name, limit) => {
    const numbers = [...(alerts.find((alert) => alert.name === name)?.text.matchAll(/[<>]=? ([\d.]+)/g) ?? [])];
    expect(numbers.map(([, number]) => Number(number))).toContain(limit);
  });
});

test("the dashboard's panels are in the order of our own, and each says what it shows, in which unit", () => {
  const rows = dashboard.panels.filter(({ type }) => type === "row").map(({ title }) => title);
  const order = [
    "Is it delivering?",
    "Freshness",
    "Queues",
    "Sources",
    "Mail",
    "AI",
    "People",
    "Premium",
    "Database",
    "Processes",
  ];
  expect(rows).toEqual(order);
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  for (const { type, title, description, fieldConfig, datasource } of dashboard.panels) {
    if (type === "row") continue;
    expect(description, title).toMatch(/\.$/);
    expect(fieldConfig?.defaults.unit, title).toMatch(/\w/);
    expect(datasource?.uid, title).toBe("$" + "{datasource}");
  }
});
