// A reporter of vitest's: what went wrong outside of any test (an unhandled rejection) fails a run, and its JSON is silent on it.
import { writeFileSync } from "node:fs";

export default class Errors {
  onTestRunEnd(_modules, errors) {
    writeFileSync(process.env.ERRORS, JSON.stringify(errors.map((error) => error.stack ?? String(error.message))));
  }
}
