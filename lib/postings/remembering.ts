/** Some pages of postings. */
const mostKnown = 5000;

/** Work on a line of text that is asked for by several, some pages later too: titles, companies, departments. */
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

/** Something large that is made when it is first asked for. */
export function once<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
