import type { SearchedSource } from "../../lib/searches/results.ts";
import { postings } from "./search-words.ts";

/** Who is asked, and what came of it. */
export function SourceList({ sources }: { sources: readonly SearchedSource[] }) {
  return (
    <ul className="asked" aria-label="Where we looked">
      {sources.map((source) => (
        <li key={source.name} data-state={stateOf(source)}>
          <strong>{source.label}:</strong> <span className="text">{sourceWords(source)}</span>
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

function sourceWords({ label, status, count, message: sentence, cached }: SearchedSource): string {
  // Its name stands before it.
  const message = sentence?.startsWith(`${label} `) ? sentence.slice(label.length + 1) : sentence;
  if (status === "waiting") return "waiting its turn";
  if (status === "running") return "being asked …";
  if (status === "skipped") return message ?? "left out";
  if (status === "failed") return message ?? "did not answer. Try again in a few minutes.";
  if (count === 0) return message ?? "nothing like it";
  return cached ? `${postings(count)}, from a short while ago` : postings(count);
}
