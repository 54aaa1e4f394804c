import { resolveCity } from "../../lib/postings/places.ts";
import type { SearchCriteria } from "../../lib/searches/criteria.ts";
import type { Search } from "../../lib/searches/results.ts";
import { type Locale, type Words, wordsOf } from "../../lib/words/index.ts";
import { nearCities } from "../cities.ts";
import { pathIn } from "../locale.ts";
import type { Problem } from "../problem.ts";
import { useLocale, useWords } from "./language.ts";
import { Layout } from "./layout.tsx";
import { ErrorSummary } from "./parts.tsx";
import { searchErrors, searchSummary } from "./search-errors.ts";
import { SearchForm } from "./search-form.tsx";
import { ResultCard } from "./search-result.tsx";
import { SourceList } from "./search-sources.tsx";
import { searchDetails, searchTitle } from "./search-words.ts";

interface SearchFormPageProps {
  locale: Locale;
  /** What was sent, so that nobody has to type it twice. */
  typed?: URLSearchParams;
  problem?: Problem;
}

export function searchFormPage({ locale, typed = new URLSearchParams(), problem }: SearchFormPageProps) {
  const { search, problems } = wordsOf(locale).pages;
  return (
    <Layout title={search.title} locale={locale} self="/search" failed={problem !== undefined} scripts={["search.js"]}>
      {problem && <ErrorSummary title={problems[problem.code].title} lines={searchSummary(problem, locale)} />}
      <h1>{search.headline}</h1>
      <p className="lead">{search.lead}</p>
      <div className="card">
        <SearchForm typed={typed} errors={searchErrors(problem, locale)} />
      </div>
    </Layout>
  );
}

/** A search and its results so far. The script replaces the part `live` as sources answer. */
export function searchPage({ result, locale }: { result: Search; locale: Locale }) {
  const { id, status, criteria } = result;
  const words = wordsOf(locale);
  const title = searchTitle(words, locale, criteria);
  const details = searchDetails(words, criteria);
  const running = status === "running";
  return (
    <Layout title={title} locale={locale} self={`/searches/${id}`} scripts={["search.js"]}>
      <h1>{title}</h1>
      {details.length > 0 && <p className="lead">{details.join(" · ")}</p>}
      <details className="change">
        <summary>{words.pages.search.change}</summary>
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
  const [locale, { search }] = [useLocale(), useWords().pages];
  const running = status === "running";
  return (
    <>
      <div className="found" data-running={running ? true : undefined}>
        <h2 id="headline">{headlineOf(search, result)}</h2>
        {results.length > 0 && !running && (
          <a className="csv" href={`/searches/${id}.csv`} download>
            {search.csv}
          </a>
        )}
      </div>
      <CityMissed criteria={criteria} />
      {sources.length > 0 && <SourceList sources={sources} />}
      {running && (
        <noscript>
          <p>
            <a href={pathIn(locale, `/searches/${id}`)}>{search.reload}</a> {search.reloadText}
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

function headlineOf(search: Words["pages"]["search"], { status, sources, results }: Search): string {
  const jobs = search.jobs(results.length);
  if (status === "running") return results.length > 0 ? search.soFar(jobs) : search.looking;
  if (results.length > 0) return results.length > 1 ? search.bestFirst(jobs) : jobs;
  return sources.some(({ status: one }) => one === "done") ? search.nothingFound : search.nobodyAsked;
}

/** Advice that helps with this search, not with any. */
function Nothing({ result: { sources, criteria } }: { result: Search }) {
  const [locale, { none }] = [useLocale(), useWords().pages.search];
  const answered = sources.some(({ status }) => status === "done");
  const { city, country, jobType, datePosted, salaryMin, salaryMax, industry } = criteria;
  const advice = [
    none.words,
    city && (country ? none.cityInCountry : none.city),
    jobType && none.type,
    datePosted !== "any" && none.time,
    (salaryMin ?? salaryMax) !== undefined && none.pay,
    industry && none.industry,
  ].filter((line) => typeof line === "string" && line !== "") as string[];
  return (
    <div className="card nothing">
      <p>{answered ? none.helps : none.unanswered}</p>
      {answered && (
        <ul>
          {advice.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <p>
        {none.or} <a href={pathIn(locale, "/")}>{none.signUp}</a>: {none.weWrite}
      </p>
    </div>
  );
}

/** The same search in a city that was probably meant. */
function CityMissed({ criteria: { city, country, ...others } }: { criteria: SearchCriteria }) {
  const [locale, { cityMissed }] = [useLocale(), useWords().pages.search];
  const isKnown = city === undefined || resolveCity(city, country ? [country] : []) !== null;
  const near = isKnown ? [] : nearCities(city, locale);
  if (city === undefined || near.length === 0) return null;
  return (
    <form method="post" action={pathIn(locale, "/searches")} className="missed">
      <p>{cityMissed(city)}</p>
      {[...typedOf(others)].map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <p>
        {near.map(({ geonameId, label }) => (
          <button key={geonameId} type="submit" name="city" value={label} className="quiet small">
            {label}
          </button>
        ))}
      </p>
    </form>
  );
}

function typedOf(criteria: Partial<SearchCriteria>): URLSearchParams {
  const fields = Object.entries(criteria).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return new URLSearchParams(fields.map(([name, value]) => [name, String(value)]));
}
