import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest of the long tests and the browser tests. */
const longest = [
  ...["docs/runbook", "pages/journey", "pages/search", "workers/digests-killed", "local/main-killed"],
  ...["ops/incidents", "workers/billing", "workers/mail-events", "pages/billing", "tests/push", "pages/dashboard"],
];

function rank({ moduleId }: TestSpecification): number {
  const at = longest.findIndex((path) => moduleId.includes(`${path}.`));
  return at < 0 ? longest.length : at;
}

/**
 * Begins with the longest: begun last, it would keep one process busy while the others have nothing to do. A fresh
 * clone does not know how long they took before.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}
