import { verdictReasons, verdicts } from "../../jobs/feedback.ts";
import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import type { MatchView } from "../matches-view.ts";
import { Layout } from "./layout.tsx";
import { PostingFacts } from "./match-card.tsx";
import { ChoiceField } from "./parts.tsx";

type VerdictName = (typeof verdicts)[number];
type ReasonName = (typeof verdictReasons)[number];

interface FeedbackPageProps {
  locale: Locale;
  token: string;
  match: MatchView;
  verdict: VerdictName;
  reason?: ReasonName | undefined;
}

/** Names the posting and asks: the button records, and nothing before it does. */
export function feedbackPage(props: FeedbackPageProps) {
  const { locale, verdict } = props;
  const words = wordsOf(locale).pages.feedback;
  return (
    <Layout locale={locale} title={words.titles[verdict]}>
      <h1>{words.titles[verdict]}</h1>
      <Posting {...props} />
      <p className="lead">{words.lead}</p>
      <Say {...props}>{words.buttons[verdict]}</Say>
    </Layout>
  );
}

/** For the single link in a mail's text part: asks which verdict it is to be. */
export function whichVerdictPage(props: Omit<FeedbackPageProps, "verdict">) {
  const { locale } = props;
  const words = wordsOf(locale).pages.feedback;
  return (
    <Layout locale={locale} title={words.which}>
      <h1>{words.which}</h1>
      <Posting {...props} />
      <p className="lead">{words.lead}</p>
      <Verdicts {...props} which={verdicts} />
    </Layout>
  );
}

function Posting({ match, locale }: Pick<FeedbackPageProps, "match" | "locale">) {
  return (
    <div className="result">
      <h2 className="posting">
        <bdi>{match.title}</bdi>
      </h2>
      <PostingFacts match={match} locale={locale} />
    </div>
  );
}

const complains = (verdict: VerdictName) => verdict === "less" || verdict === "irrelevant";

function Say({
  locale,
  token,
  match,
  verdict,
  reason,
  back,
  children,
}: FeedbackPageProps & { back?: string | undefined; children: string }) {
  const words = wordsOf(locale).pages.feedback;
  return (
    <form method="post" action={pathIn(locale, pathWith(token, "/feedback"))}>
      <input type="hidden" name="match" value={match.id} />
      <input type="hidden" name="verdict" value={verdict} />
      {back && <input type="hidden" name="back" value={back} />}
      {complains(verdict) && (
        <ChoiceField
          name="reason"
          legend={words.why}
          type="radio"
          layout="pairs"
          choices={[
            ...verdictReasons.map((value) => ({ value, label: words.reasons[value] })),
            { value: "", label: words.noReason },
          ]}
          chosen={[reason ?? ""]}
        />
      )}
      <button type="submit">{children}</button>
    </form>
  );
}

/** What was noted, what it changes, and the way to say something else. `back`: token of the page it came from. */
export function thanksPage(props: FeedbackPageProps & { back: string | undefined }) {
  const { locale, match, verdict, reason, back } = props;
  const words = wordsOf(locale).pages.feedback;
  return (
    <Layout locale={locale} title={words.thanks}>
      <h1>{words.thanks}</h1>
      <p className="lead">{(reason && words.changesBy[reason]) || words.changes[verdict]}</p>
      <Posting {...props} />
      {complains(verdict) && reason === undefined && <Say {...props}>{words.sayWhy}</Say>}
      <h2>{words.undo}</h2>
      <p>{words.undoText}</p>
      <Verdicts {...props} which={verdicts.filter((other) => other !== verdict)} />
      {back && (
        <p>
          <a href={`${pathWith(back, "/matches")}#m-${match.id}`}>{words.allMatches}</a>
        </p>
      )}
    </Layout>
  );
}

interface VerdictsProps extends Pick<FeedbackPageProps, "locale" | "token" | "match"> {
  which: readonly VerdictName[];
  back?: string | undefined;
}

function Verdicts({ locale, token, match, which, back }: VerdictsProps) {
  const words = wordsOf(locale).pages.feedback;
  return (
    <form method="post" action={pathIn(locale, pathWith(token, "/feedback"))} className="say">
      <input type="hidden" name="match" value={match.id} />
      {back && <input type="hidden" name="back" value={back} />}
      {which.map((verdict) => (
        <button key={verdict} type="submit" name="verdict" value={verdict} className="quiet small">
          {words.verdicts[verdict]}
        </button>
      ))}
    </form>
  );
}
