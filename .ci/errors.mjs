// A reporter of vitest's: what went wrong outside of any test (an unhandled rejection) fails a run, and its JSON is silent on it.
import { writeFileSync } from "node:fs";
import { env } from "node:process";

export default class Errors {
  onTestRunEnd(_modules, errors) {
    writeFileSync(env.ERRORS, JSON.stringify(errors.map((error) => error.stack ?? String(error.message))));
  }
}
