import type { SearchCriteria } from "../../lib/searches/criteria.ts";
import type { Search } from "../../lib/searches/results.ts";
import type { Problem } from "../problem.ts";
import { assetPath } from "./assets.ts";
import { Layout } from "./layout.tsx";
import { ErrorSummary } from "./parts.tsx";
import { searchErrors, searchSummary } from "./search-errors.ts";
import { SearchForm } from "./search-form.tsx";
import { ResultCard } from "./search-result.tsx";
import { SourceList } from "./search-sources.tsx";
import { postings, searchDetails, searchTitle } from "./search-words.ts";

function Style() {
  return <link rel="stylesheet" href={assetPath("search.css")} />;
}

interface SearchFormPageProps {
  /** What was sent, so that nobody types twice. */
  typed?: URLSearchParams;
  problem?: Problem;
}

export function searchFormPage({ typed = new URLSearchParams(), problem }: SearchFormPageProps) {
  return (
    <Layout title="Search jobs" failed={problem !== undefined} scripts={["search.js"]} head={<Style />}>
      {problem && <ErrorSummary title={problem.title} lines={searchSummary(problem)} />}
      <h1>Search jobs now.</h1>
      <p className="lead">We ask several job searches at once and show how each job fits what you asked for.</p>
      <div className="card">
        <SearchForm typed={typed} errors={searchErrors(problem)} />
      </div>
    </Layout>
  );
}

/** A search and what came of it so far. The script replaces the part `live` as sources answer. */
export function searchPage({ result }: { result: Search }) {
  const { id, status, criteria } = result;
  const title = searchTitle(criteria);
  const details = searchDetails(criteria);
  const running = status === "running";
  return (
    <Layout title={title} scripts={["search.js"]} head={<Style />}>
      <h1>{title}</h1>
      {details.length > 0 && <p className="lead">{details.join(" · ")}</p>}
      <details className="change">
        <summary>Change this search</summary>
        <SearchForm typed={typedOf(criteria)} errors={{}} />
      </details>
      <div id="live" data-events={running ? `/searches/${id}/events` : undefined}>
        <Found result={result} />
      </div>
      <p className="unseen" role="status" aria-live="polite" id="news" />
    </Layout>
  );
}

function Found({ result }: { result: Search }) {
  const { id, status, criteria, sources, results } = result;
  const running = status === "running";
  const headline = headlineOf(result);
  return (
    <>
      <div className="found" data-running={running ? true : undefined}>
        <h2 id="headline">{headline}</h2>
        {results.length > 0 && !running && (
          <a className="csv" href={`/searches/${id}.csv`} download>
            Save as CSV
          </a>
        )}
      </div>
      {sources.length > 0 && <SourceList sources={sources} />}
      {running && (
        <noscript>
          <p>
            <a href={`/searches/${id}`}>Reload</a> this page to see what has come since.
          </p>
        </noscript>
      )}
      {results.length > 0 && (
        <ol className="results" aria-labelledby="headline">
          {results.map((one) => (
            <ResultCard key={one.id} result={one} asked={criteria} />
          ))}
        </ol>
      )}
      {results.length === 0 && !running && <Nothing result={result} />}
    </>
  );
}

function headlineOf({ status, sources, results }: Search): string {
  if (status === "running") return results.length > 0 ? `${postings(results.length)} so far …` : "We are looking …";
  if (results.length > 0) return `${postings(results.length)}${results.length > 1 ? ", what fits best first" : ""}`;
  return sources.some(({ status: one }) => one === "done") ? "Nothing found" : "Nobody could be asked";
}

/** Advice that helps with this search, not with any. */
function Nothing({ result: { sources, criteria } }: { result: Search }) {
  if (!sources.some(({ status }) => status === "done")) {
    return (
      <div className="card nothing">
        <p>None of the job searches answered just now. It is not your search: try it again in a few minutes.</p>
        <SignUpInstead />
      </div>
    );
  }
  const { city, country, jobType, datePosted, salaryMin, salaryMax, industry } = criteria;
  const advice = [
    "Use fewer or other words for the title: “analyst” finds more than “junior data analyst”.",
    city &&
      (country
        ? "Leave out the city, and look in the whole country."
        : "Leave out the city, or try a larger one near it."),
    jobType && "Ask for any kind of job: many postings do not say which kind they are.",
    datePosted !== "any" && "Ask for any time.",
    (salaryMin ?? salaryMax) !== undefined && "Leave out the pay: most postings do not say what they pay.",
    industry && "Leave out the industry.",
  ].filter(Boolean);
  return (
    <div className="card nothing">
      <p>Nobody has a job like this just now. What often helps:</p>
      <ul>
        {advice.map((line) => (
          <li key={String(line)}>{line}</li>
        ))}
      </ul>
      <SignUpInstead />
    </div>
  );
}

function SignUpInstead() {
  return (
    <p>
      Or <a href="/">let the jobs come to you</a>: we write when one fits.
    </p>
  );
}

function typedOf(criteria: SearchCriteria): URLSearchParams {
  const fields = Object.entries(criteria).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return new URLSearchParams(fields.map(([name, value]) => [name, String(value)]));
}
