// Adds up what .ci/run's steps left in a folder: NAME.status (0 or 1) and, of tests, vitest's NAME.json, with
// NAME-again.json when its failed files ran once more, and NAME.errors. Says what failed and why at the end, where a log is read.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const folder = process.argv[2];
const again = "-again";

let passed = 0;
let failed = 0;
for (const name of namesOfSteps()) {
  if (name.endsWith(again)) continue;
  const ended = statusOf(name);
  const report = reportOf(name);
  if (!report) {
    passed += 1 - ended;
    failed += ended;
    if (ended) tell("FAILED", name, "its output is above");
    continue;
  }
  const second = reportOf(name + again);
  const fails = failures(second ?? report);
  if (second) {
    const still = new Set(fails.map(({ what }) => what));
    for (const { what, why } of failures(report)) if (!still.has(what)) tell("UNSTEADY", what, why);
  }
  for (const { what, why } of fails) tell("FAILED", what, why);
  // What fails outside of files (a rejection that nobody handles) is no file's to try again.
  const outside = [name, name + again].flatMap(errorsOf);
  for (const why of outside) tell("FAILED", `${name}, outside of its tests`, why);
  const known = fails.length + outside.length;
  const missed = Math.max(known, second ? statusOf(name + again) : ended);
  if (missed > known) tell("FAILED", name, "its output is above");
  const all = report.numPassedTests + report.numFailedTests;
  passed += all - fails.filter(({ test }) => test).length;
  failed += missed;
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;

function namesOfSteps() {
  return readdirSync(folder).flatMap((file) => (file.endsWith(".status") ? [file.slice(0, -".status".length)] : []));
}

function statusOf(name) {
  return Number(readFileSync(join(folder, `${name}.status`), "utf8"));
}

function reportOf(name) {
  const file = join(folder, `${name}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

function errorsOf(name) {
  const file = join(folder, `${name}.errors`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
}

/** Failed tests, and files that failed outside their tests. */
function failures({ testResults }) {
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const tests = assertionResults.filter((result) => result.status === "failed");
    if (tests.length === 0) return status === "failed" ? [{ what: file, why: message, test: false }] : [];
    return tests.map(({ fullName, failureMessages }) => ({
      what: `${file} > ${fullName}`,
      why: failureMessages.join("\n"),
      test: true,
    }));
  });
}

function tell(word, what, why) {
  const lines = String(why ?? "").split("\n");
  process.stdout.write(
    `${word} ${what}\n${lines
      .slice(0, 12)
      .map((line) => `    ${line}\n`)
      .join("")}`,
  );
}
