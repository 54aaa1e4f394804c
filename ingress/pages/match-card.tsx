import { verdicts } from "../../jobs/feedback.ts";
import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { levelOf, payOf, placeOf, remoteScope } from "../../lib/words/postings.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import type { MatchesView, MatchView } from "../matches-view.ts";
import { momentsIn } from "./moments.ts";

/** A separator that may end a line but never begins one. */
const dot = "\u00a0· ";

interface MatchCardProps {
  match: MatchView;
  view: Pick<MatchesView, "locale" | "time_zone">;
  tokens: { matches: string; feedback: string };
}

/** A posting that was chosen: what it is, why, what speaks against it, and four buttons to say what one thinks of it. */
export function MatchCard({ match, view: { locale, time_zone }, tokens }: MatchCardProps) {
  const { pages } = wordsOf(locale);
  const words = pages.matches;
  return (
    <li className="result" data-closed={match.closedAt !== null || undefined}>
      <div className="result-head">
        <h3 className="posting" id={`m-${match.id}`}>
          <bdi>
            {match.closedAt === null ? (
              <a href={match.url} rel="noopener">
                {match.title}
              </a>
            ) : (
              match.title
            )}
          </bdi>
        </h3>
        <p className="score">
          <strong>{match.score}</strong> {pages.search.score.of}
          <span className="unseen"> {words.scoreMeaning}</span>
        </p>
      </div>
      <PostingFacts match={match} locale={locale} />
      {match.closedAt !== null && <p className="closed">{words.closedText}</p>}
      {match.sentence && <p>{match.sentence}</p>}
      <ul className="reasons" aria-label={words.reasons}>
        {match.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {match.gaps.length > 0 && (
        <ul className="gaps" aria-label={words.gaps}>
          {match.gaps.map((gap) => (
            <li key={gap}>{gap}</li>
          ))}
        </ul>
      )}
      <Dates match={match} locale={locale} timeZone={time_zone} />
      <Verdicts match={match} locale={locale} tokens={tokens} />
    </li>
  );
}

/** Company, place, how remote, level and pay; what is not known is said. */
export function PostingFacts({ match, locale }: { match: MatchView; locale: Locale }) {
  const facts = [placeOf(match, locale), remoteScope(match.remote, locale), levelOf(match, locale)];
  return (
    <>
      <p className="company">
        <bdi>{match.company || wordsOf(locale).pages.search.noCompany}</bdi>
      </p>
      <p>{facts.filter((fact) => fact !== "").join(dot)}</p>
      <p>{payOf(match.salary, locale)}</p>
    </>
  );
}

function Dates({ match, locale, timeZone }: { match: MatchView; locale: Locale; timeZone: string }) {
  const words = wordsOf(locale).pages.matches;
  const { briefDay: day } = momentsIn(locale, timeZone);
  const { postedAt, repostedAt, firstSeenAt, checkedAt, attribution } = match;
  const posted = repostedAt
    ? words.reposted(day(repostedAt))
    : postedAt
      ? words.posted(day(postedAt))
      : words.firstSeen(day(firstSeenAt));
  return (
    <p className="via">
      {[posted, words.checked(day(checkedAt))].join(dot)}
      {attribution && (
        <>
          {`${dot}${words.via} `}
          <a href={attribution.url} rel="noopener">
            {attribution.label}
          </a>
        </>
      )}
    </p>
  );
}

function Verdicts({ match, locale, tokens }: { match: MatchView; locale: Locale; tokens: MatchCardProps["tokens"] }) {
  const { feedback, matches: words } = wordsOf(locale).pages;
  return (
    <form method="post" action={pathIn(locale, pathWith(tokens.feedback, "/feedback"))} className="say">
      <input type="hidden" name="match" value={match.id} />
      <input type="hidden" name="back" value={tokens.matches} />
      <fieldset>
        <legend className="unseen">{words.verdictsFor(match.title)}</legend>
        {verdicts.map((verdict) => (
          <button
            key={verdict}
            type="submit"
            name="verdict"
            value={verdict}
            className="quiet small"
            aria-pressed={match.verdict === verdict}
          >
            {feedback.verdicts[verdict]}
          </button>
        ))}
      </fieldset>
    </form>
  );
}
