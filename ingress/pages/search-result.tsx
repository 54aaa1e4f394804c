import type { SearchCriteria } from "../../lib/searches/criteria.ts";
import { criterionNames, type SearchResult } from "../../lib/searches/results.ts";
import { modeWords, payWords, postedWords, sentence, verdictWords } from "./search-words.ts";

interface ResultCardProps {
  result: SearchResult;
  asked: SearchCriteria;
}

/** A posting that was found: what it is, how it stands to what was asked, and who had it. */
export function ResultCard({ result, asked }: ResultCardProps) {
  const { id, title, url, company, locations, remote, employment, salary, postedAt, score, criteria } = result;
  const place = placeWords(locations);
  const facts = [place, modeWords[remote], employment && sentence(employment)].filter(Boolean);
  return (
    <li className="result">
      <div className="result-head">
        <h3 id={`r-${id}`} dir="auto">
          {isWeb(url) ? (
            <a href={url} rel="noopener nofollow">
              {title}
            </a>
          ) : (
            title
          )}
        </h3>
        <p className="score">
          <strong>{score}</strong> of 100<span className="unseen"> for what you asked</span>
        </p>
      </div>
      <p className="company" dir="auto">
        {company || "Company not named"}
      </p>
      {facts.length > 0 && <p>{facts.join(" · ")}</p>}
      <p className="hint">
        {payWords(salary)} · {postedAt ? <time dateTime={postedAt}>{postedWords(postedAt)}</time> : "Date not stated"}
      </p>
      <ul className="verdicts" aria-label="What you asked for">
        {criterionNames.map((name) => {
          const verdict = criteria[name];
          return (
            verdict && (
              <li key={name} data-verdict={verdict}>
                {verdictWords(name, verdict, asked)}
              </li>
            )
          );
        })}
      </ul>
      <Via result={result} />
    </li>
  );
}

function Via({ result: { via } }: { result: SearchResult }) {
  return (
    <p className="via">
      via{" "}
      {via.map(({ label, url }, index) => (
        <span key={label}>
          {index > 0 && ", "}
          <a href={url} rel="noopener">
            {label}
          </a>
        </span>
      ))}
    </p>
  );
}

const mostPlaces = 3;

function placeWords(locations: readonly string[]): string {
  if (locations.length <= mostPlaces) return locations.join("; ");
  return `${locations.slice(0, mostPlaces).join("; ")} and ${locations.length - mostPlaces} more`;
}

const isWeb = (url: string) => /^https?:\/\//i.test(url);
