/** As many as a few pages of postings have. */
const mostKnown = 5000;

/**
 * Remembers the results of work on lines of text that several callers ask for, also pages later: titles, companies,
 * departments.
 */
export function remembering<T>(work: (line: string) => T): (line: string) => T {
  const known = new Map<string, T>();
  return (line) => {
    const before = known.get(line);
    if (before !== undefined) return before;
    const now = work(line);
    if (known.size >= mostKnown) known.clear();
    known.set(line, now);
    return now;
  };
}

/** Creates something large on first use. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
