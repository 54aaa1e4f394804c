// The test files worth another look after a run, by vitest's JSON report: those that failed, when they are few.
import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";

/** More than this is no accident of timing. */
const few = 4;

const report = process.argv[2];
const suites = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")).testResults : [];
const failed = suites.filter(({ status }) => status === "failed").map(({ name }) => relative(process.cwd(), name));
if (failed.length <= few) process.stdout.write(failed.join(" "));
