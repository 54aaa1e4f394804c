import { type Locale, wordsOf } from "../../lib/words/index.ts";
import type { MatchView } from "../matches-view.ts";
import { Layout } from "./layout.tsx";
import { PostingFacts, verdicts } from "./match-card.tsx";
import { ChoiceField } from "./parts.tsx";

type VerdictName = (typeof verdicts)[number];
const reasons = ["place", "role", "level", "company", "pay", "stale", "other"] as const;
type ReasonName = (typeof reasons)[number];

interface FeedbackPageProps {
  locale: Locale;
  token: string;
  match: MatchView;
  verdict: VerdictName;
  reason?: ReasonName | undefined;
}

/** Names the posting and asks: one button records, and nothing before it does. */
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

function Posting({ match, locale }: FeedbackPageProps) {
  return (
    <div className="result">
      <h2 className="posting" dir="auto">
        {match.title}
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
    <form method="post" action={`/feedback?token=${encodeURIComponent(token)}`}>
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
            ...reasons.map((value) => ({ value, label: words.reasons[value] })),
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
  const { locale, token, match, verdict, reason, back } = props;
  const words = wordsOf(locale).pages.feedback;
  return (
    <Layout locale={locale} title={words.thanks}>
      <h1>{words.thanks}</h1>
      <p className="lead">{(reason && words.changesBy[reason]) || words.changes[verdict]}</p>
      <Posting {...props} />
      {complains(verdict) && reason === undefined && <Say {...props}>{words.sayWhy}</Say>}
      <h2>{words.undo}</h2>
      <p>{words.undoText}</p>
      <form method="post" action={`/feedback?token=${encodeURIComponent(token)}`} className="say">
        <input type="hidden" name="match" value={match.id} />
        {back && <input type="hidden" name="back" value={back} />}
        {verdicts
          .filter((other) => other !== verdict)
          .map((other) => (
            <button key={other} type="submit" name="verdict" value={other} className="quiet small">
              {words.verdicts[other]}
            </button>
          ))}
      </form>
      {back && (
        <p>
          <a href={`/matches?token=${encodeURIComponent(back)}#m-${match.id}`}>{words.allMatches}</a>
        </p>
      )}
    </Layout>
  );
}
