import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from "vitest/node";

/**
 * Files whose path has one of these begin first, in this order: a long one that begins last keeps one process busy while
 * the others have nothing to do. A fresh clone knows nothing of how long they took before.
 */
export function longestFirst(...paths: string[]): TestSequencerConstructor {
  const rank = ({ moduleId }: TestSpecification) => {
    const at = paths.findIndex((path) => moduleId.includes(path));
    return at < 0 ? paths.length : at;
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
    }
  };
}
