import type { SearchCriteria } from "../../lib/searches/criteria.ts";
import { criterionNames, type SearchResult } from "../../lib/searches/results.ts";
import { payOf, placeNames } from "../../lib/words/postings.ts";
import { useLocale, useWords } from "./language.ts";
import { postedWords, sentence, verdictWords } from "./search-words.ts";

interface ResultCardProps {
  result: SearchResult;
  asked: SearchCriteria;
}

/** A posting that was found: what it is, how it fits what was asked, and who had it. */
export function ResultCard({ result, asked }: ResultCardProps) {
  const { company, salary, postedAt, criteria } = result;
  const [locale, words] = [useLocale(), useWords()];
  const { search } = words.pages;
  const facts = useFacts(result);
  return (
    <li className="result">
      <Head result={result} />
      <p className="company">
        <bdi>{company || search.noCompany}</bdi>
      </p>
      {facts.length > 0 && <p>{facts.join(" · ")}</p>}
      <p className="hint">
        {payOf(salary, locale)} ·{" "}
        {postedAt ? <time dateTime={postedAt}>{postedWords(words, postedAt)}</time> : search.dateNotStated}
      </p>
      <ul className="verdicts" aria-label={search.criteria}>
        {criterionNames.map((name) => {
          const verdict = criteria[name];
          return (
            verdict && (
              <li key={name} data-verdict={verdict}>
                {verdictWords(words, name, verdict, asked)}
              </li>
            )
          );
        })}
      </ul>
      <Via result={result} />
    </li>
  );
}

function Head({ result: { id, title, url, score } }: { result: SearchResult }) {
  const { search } = useWords().pages;
  return (
    <div className="result-head">
      <h3 id={`r-${id}`}>
        <bdi>
          {isWeb(url) ? (
            <a href={url} rel="noopener">
              {title}
            </a>
          ) : (
            title
          )}
        </bdi>
      </h3>
      <p className="score">
        <strong>{score}</strong> {search.score.of}
        <span className="unseen"> {search.score.forWhat}</span>
      </p>
    </div>
  );
}

function Via({ result: { via } }: { result: SearchResult }) {
  return (
    <p className="via">
      {useWords().pages.search.via}{" "}
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

function useFacts({ places, locations, remote, employment }: SearchResult): string[] {
  const [locale, { names, pages }] = [useLocale(), useWords()];
  const { search } = pages;
  const named = places ? placeNames(places, locale) : locations;
  const shown = named.slice(0, mostPlaces).join("; ");
  const place = named.length > mostPlaces ? search.morePlaces(shown, named.length - mostPlaces) : shown;
  const mode = remote === "unknown" ? "" : names.workModes[remote];
  const kinds: Readonly<Record<string, string>> = search.employment;
  return [place, mode, employment ? (kinds[employment] ?? sentence(employment)) : ""].filter((fact) => fact !== "");
}

const isWeb = (url: string) => /^https?:\/\//i.test(url);
