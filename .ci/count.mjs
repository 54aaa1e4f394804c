// Adds up what .ci/run's steps left in a folder: NAME.status (0 or 1) and, of tests, vitest's NAME.json.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
let passed = 0;
let failed = 0;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".status"))) {
  const name = file.slice(0, -".status".length);
  const ended = Number(readFileSync(join(folder, file), "utf8"));
  const report = join(folder, `${name}.json`);
  if (existsSync(report)) {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, "utf8"));
    passed += numPassedTests;
    // A suite that fails outside its tests (an import, a leak) fails no test, and all the same.
    failed += Math.max(numFailedTests, ended);
  } else {
    passed += 1 - ended;
    failed += ended;
  }
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
