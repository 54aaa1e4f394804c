import type { SearchedSource } from "../../lib/searches/results.ts";
import { type Locale, locales, wordsOf } from "../../lib/words/index.ts";
import { useLocale, useWords } from "./language.ts";

/** Who is asked, and what came of it. */
export function SourceList({ sources }: { sources: readonly SearchedSource[] }) {
  const [locale, { search }] = [useLocale(), useWords().pages];
  return (
    <ul className="asked" aria-label={search.where}>
      {sources.map((source) => (
        <li key={source.name} data-state={stateOf(source)}>
          <strong>{source.label}:</strong> <span className="text">{sourceWords(locale, source)}</span>
        </li>
      ))}
    </ul>
  );
}

/** As the steps of a signup look. */
function stateOf({ status }: SearchedSource): string {
  if (status === "running") return "now";
  return status === "waiting" ? "later" : status;
}

function sourceWords(locale: Locale, { label, status, count, message: said, cached }: SearchedSource): string {
  const { sources, jobs } = wordsOf(locale).pages.search;
  // The worker writes it in the first language only, after the source's name.
  const sentence = locale === locales[0] ? said : undefined;
  const message = sentence?.startsWith(`${label} `) ? sentence.slice(label.length + 1) : sentence;
  if (status === "waiting" || status === "running") return sources[status];
  if (status === "skipped" || status === "failed") return message ?? sources[status];
  if (count === 0) return message ?? sources.none;
  return cached ? sources.cached(jobs(count)) : jobs(count);
}
