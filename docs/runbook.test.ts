import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startDatabase, type TestDatabase } from "../test/services.ts";
import { anchorOf, blocks, entries, root, runbook } from "./runbook-text.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await startDatabase();
});
afterAll(() => database.stop());

const filesIn = (...folders: string[]) =>
  folders.flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(tsx?|sql)$/.test(file) && !/\.test\.tsx?$/.test(file))
      .map((file) => readFileSync(`${root}${folder}/${file}`, "utf8")),
  );
const all = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, found = ""]) => found);
const index = runbook.slice(0, runbook.indexOf("\n## "));
const titles = entries.map(({ title }) => title);
/** What is read before, during and after, and no entry about one thing. */
const general = ["Before anything: a shell that knows the system", "An incident", "Calendar"];

test("each entry says what it means, whom it hurts, how to find the cause and what to do, in this order", () => {
  const parts = ["**Meaning.**", "**Impact.**", "**Diagnosis.**", "**Mitigation.**"];
  const wrong = entries.filter(({ title, text }) => {
    const places = parts.map((part) => text.indexOf(part));
    return !general.includes(title) && places.some((place, i) => place <= (places[i - 1] ?? 0));
  });
  expect(wrong.map(({ title }) => title)).toEqual([]);
});

test("the index leads to every entry, and nowhere else", () => {
  const linked = all(/\]\(#([^)]+)\)/g, index);
  expect(linked.filter((anchor) => !titles.map(anchorOf).includes(anchor))).toEqual([]);
  const unlinked = titles.filter((title) => !general.includes(title) && !linked.includes(anchorOf(title)));
  expect(unlinked).toEqual([]);
});

test("every alert has its line in the index, which leads where the alert does", () => {
  const rules = readFileSync(`${root}ops/alerts.yml`, "utf8")
    .split(/^ *- alert: /m)
    .slice(1);
  expect(rules.length).toBeGreaterThan(15);
  const lines = index.split("\n");
  for (const rule of rules) {
    const name = rule.slice(0, rule.indexOf("\n")).trim();
    const [anchor] = all(/RUNBOOK\.md(#[\w-]+)/g, rule);
    expect(
      lines.filter((line) => line.includes(`\`${name}\``)).map((line) => /\((#[^)]+)\)/.exec(line)?.[1]),
      name,
    ).toEqual([anchor]);
  }
  const known = rules.map((rule) => rule.slice(0, rule.indexOf("\n")).trim());
  expect(all(/`([A-Z][a-z]\w+)`/g, index).filter((name) => !known.includes(name))).toEqual([]);
});

test("entries that others name are there", () => {
  const named = filesIn("scripts", "lib").flatMap((text) => all(/RUNBOOK\.md, \\?"([^"\\…]+)\\?"/g, text));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((title) => !titles.includes(title))).toEqual([]);
});

test("every metric that it names is exported", () => {
  const product = filesIn("lib", "ingress").join("\n");
  const named = [...new Set(all(/(?:jobping_)(\w+?)(?:_count)?\b/g, runbook.replaceAll("jobping_queue_(jobs|", "")))];
  expect(named.length).toBeGreaterThan(8);
  // Gauges from the figures are named without the prefix that all share.
  expect(named.filter((name) => !product.includes(`jobping_${name}"`) && !product.includes(`"${name}"`))).toEqual([]);
});

test("every log line that it quotes is written", () => {
  const product = filesIn("ingress", "workers", "lib").join("\n");
  const written = (message: string) =>
    product.includes(`"${message}"`) ||
    (/^job (done|retry|later|failed)$/.test(message) && /`job \$\{outcome\}`/.test(product));
  const quoted = all(/"msg":"([^"]+)"/g, runbook);
  expect(quoted.length).toBeGreaterThan(20);
  expect(quoted.filter((message) => !written(message))).toEqual([]);
});

test("every command of ops that it names is there", () => {
  const commands = all(/^ {2}"?([\w-]+)"?: \{$/gm, readFileSync(`${root}scripts/ops/main.ts`, "utf8"));
  const named = [...all(/`ops ([a-z-]+)/g, runbook), ...all(/run -s ops -- ([a-z-]+)/g, runbook)];
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !commands.includes(name))).toEqual([]);
});

test("every block is a command or a query", () => {
  expect(blocks.filter(({ language }) => language !== "sh" && language !== "sql")).toEqual([]);
});

// The long test runs them, commands too; a column that is renamed is found here already.
test("its queries are such that the database understands", async () => {
  const queries = blocks.filter(({ language, notRun }) => language === "sql" && notRun === null);
  expect(queries.length).toBeGreaterThan(20);
  for (const { text, entry } of queries) {
    await database.sql.unsafe(text).catch((error: Error) => expect.fail(`${entry}: ${error.message}`));
  }
});

test("names only reasons that the database gives", () => {
  const given = filesIn("supabase/migrations", "ingress", "workers", "lib").join("\n");
  for (const reason of ["no_new", "too_few", "too_late", "not on the allow-list", "no mail has this id yet"]) {
    expect(runbook).toContain(reason);
    expect(given).toContain(reason);
  }
});
