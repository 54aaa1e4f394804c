import { isSold } from "../../lib/billing/plans.ts";
import { resolveCity } from "../../lib/postings/places.ts";
import { type Locale, type Words, wordsOf } from "../../lib/words/index.ts";
import { namesIn } from "../../lib/words/names.ts";
import { pathIn } from "../locale.ts";
import type { MatchesFilter, MatchesView } from "../matches-view.ts";
import { choicesOf, leastScores } from "./choices.ts";
import { Layout } from "./layout.tsx";
import { MatchCard } from "./match-card.tsx";
import { momentsIn } from "./moments.ts";
import { SelectField } from "./parts.tsx";

interface MatchesPageProps {
  view: MatchesView;
  filter: MatchesFilter;
  /** Of this page's own link, and of what its buttons do. */
  tokens: { matches: string; feedback: string };
}

export function matchesPage({ view, filter, tokens }: MatchesPageProps) {
  const { locale, matches, all, searched, found, more } = view;
  // A filter looks only through the newest matches.
  const of = found === all ? all : searched;
  const words = wordsOf(locale).pages.matches;
  const last = matches.at(-1);
  return (
    <Layout locale={locale} title={words.title}>
      <h1>{words.title}</h1>
      <p className="lead">{all === 0 ? words.none : found === 0 ? words.noneFits : words.found(found, of)}</p>
      {all > 0 && <Filter view={view} filter={filter} token={tokens.matches} />}
      {byDay(view).map(([day, chosen]) => (
        <section key={day} className="day">
          <h2 className="date">{words.chosenOn(day)}</h2>
          <ol className="results">
            {chosen.map((match) => (
              <MatchCard key={match.id} match={match} view={view} tokens={tokens} />
            ))}
          </ol>
        </section>
      ))}
      <nav aria-label={words.pages} className="pages">
        {filter.after && <a href={here(tokens.matches, { ...filter, after: undefined })}>{words.newest}</a>}
        {more && last && (
          <a href={here(tokens.matches, { ...filter, after: last.id })} rel="next">
            {words.older}
          </a>
        )}
      </nav>
      <FreshLink locale={locale} words={words} token={tokens.matches} />
    </Layout>
  );
}

/** Matches by the day on which they were chosen, in order. */
function byDay({ matches, locale, time_zone }: MatchesView) {
  const { day } = momentsIn(locale, time_zone);
  return [...Map.groupBy(matches, ({ chosenAt }) => day(chosenAt))];
}

function here(token: string, filter: MatchesFilter): string {
  const query = new URLSearchParams({ token });
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  return `/matches?${query}`;
}

interface FilterProps {
  view: MatchesView;
  filter: MatchesFilter;
  token: string;
}

/** A GET form, so that its result has an address and works without a script. */
function Filter({ view: { locale, places }, filter, token }: FilterProps) {
  const words = wordsOf(locale).pages.matches;
  const choices = choicesOf(locale);
  const any = { value: "", label: words.any };
  return (
    <details open={Object.values(filter).some((value) => value !== undefined)}>
      <summary>{words.filter}</summary>
      <form method="get" action="/matches" className="card filter">
        <input type="hidden" name="token" value={token} />
        <div className="side">
          <SelectField
            name="place"
            label={words.place}
            choices={[any, ...places.map((place) => ({ value: place, label: cityIn(place, locale) }))]}
            value={filter.place ?? ""}
          />
          <SelectField name="mode" label={words.mode} choices={[any, ...choices.workModes]} value={filter.mode ?? ""} />
          <SelectField name="level" label={words.level} choices={[any, ...choices.levels]} value={filter.level ?? ""} />
          <SelectField
            name="minScore"
            label={words.minScore}
            choices={[any, ...leastScores.map((score) => ({ value: String(score), label: words.score(score) }))]}
            value={String(filter.minScore ?? "")}
          />
        </div>
        <label className="choice">
          <input type="checkbox" name="open" defaultChecked={filter.open !== undefined} />
          <span>{words.open}</span>
        </label>
        <p className="say">
          <button type="submit">{words.apply}</button>
          <a className="button quiet" href={here(token, {})}>
            {words.showAll}
          </a>
        </p>
      </form>
    </details>
  );
}

/** The database filters by the name that it has. */
function cityIn(name: string, locale: Locale): string {
  const city = resolveCity(name);
  return city === null ? name : namesIn(locale).city({ ...city, name });
}

/** This link reads only: what changes a person's wishes is mailed to them. */
function FreshLink({ locale, words, token }: { locale: Locale; words: Words["pages"]["matches"]; token: string }) {
  return (
    <>
      <form method="post" action={pathIn(locale, "/links/fresh")}>
        <h2>{words.preferences}</h2>
        <p>{words.preferencesText}</p>
        <input type="hidden" name="token" value={token} />
        <button type="submit" className="quiet">
          {words.preferencesButton}
        </button>
      </form>
      {isSold() && (
        <p>
          <a href={pathIn(locale, "/premium")}>{wordsOf(locale).pages.billing.more}</a>
        </p>
      )}
    </>
  );
}
