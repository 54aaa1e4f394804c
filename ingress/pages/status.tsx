import { type Progress, type ProgressStep, progressSteps } from "../../lib/subscribers/progress.ts";
import { type Locale, type Words, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { useLocale, useWords } from "./language.ts";
import { Layout } from "./layout.tsx";

interface StatusPageProps {
  id: string;
  progress: Progress;
  locale: Locale;
}

/** The text of a step `before` and, as its title, once it is done; some also change what the whole page says. */
interface StepWords {
  title: string;
  before: string;
  text: string;
  headline?: string;
  lead?: string;
}

const stepWords = (words: Words, step: ProgressStep): StepWords => words.pages.status.steps[step];

/** The steps of a signup. A script moves them along; without one a link reloads the page until they are done. */
export function statusPage({ id, progress, locale }: StatusPageProps) {
  const words = wordsOf(locale);
  const { status } = words.pages;
  const times = new Map(progress.steps.map(({ step, at }) => [step, at]));
  const over = times.has("digest_sent");
  const current = progressSteps.find((step) => !times.has(step));
  const said = progressSteps.filter((step) => times.has(step) && stepWords(words, step).headline).at(-1) ?? "received";
  const none = progress.lookedAt !== undefined;
  const { headline, lead } = none
    ? { headline: status.none.headline, lead: status.none.looked(progress.lookedAt ?? 0) }
    : stepWords(words, said);
  const path = pathIn(locale, `/signups/${id}`);
  return (
    <Layout title={status.title} locale={locale} self={`/signups/${id}`} scripts={["status.js"]}>
      <h1 id="headline">{headline}</h1>
      <p className="lead" id="lead" data-address={status.addressYouGave}>
        {lead}
      </p>
      <ol
        className="steps"
        id="steps"
        data-page={path}
        data-tag={words.tag}
        data-events={over ? undefined : `/signups/${id}/events`}
      >
        {progressSteps.map((step) => (
          <Step key={step} step={step} at={times.get(step)} current={step === current} none={none} />
        ))}
      </ol>
      <div id="details">
        {none && <Why progress={progress} />}
        {progress.live !== undefined && !over && !none && <p className="hint">{status.live(progress.live)}</p>}
        {over && !none && (
          <p>
            <a href={pathIn(locale, "/links")}>{words.pages.common.links}</a>
          </p>
        )}
      </div>
      {!over && (
        <noscript>
          <p>
            <a className="button quiet" href={path}>
              {status.lookAgain}
            </a>
          </p>
        </noscript>
      )}
      <p className="unseen" role="status" id="news" />
      {!times.has("verified") && <NoMail />}
    </Layout>
  );
}

interface StepProps {
  step: ProgressStep;
  at: string | undefined;
  current: boolean;
  /** Nothing was found. */
  none: boolean;
}

function Step({ step, at, current, none }: StepProps) {
  const words = useWords();
  const empty: Partial<Record<ProgressStep, StepWords>> = none ? words.pages.status.none.steps : {};
  const { title, before, text } = empty[step] ?? stepWords(words, step);
  const state = at === undefined ? (current ? "now" : "later") : "done";
  return (
    <li data-step={step} data-state={state} aria-current={current ? "step" : undefined}>
      <strong>{state === "done" ? title : before}</strong>
      <span className="text">{text}</span>
      <time dateTime={at}>{at === undefined ? "" : `${at.slice(11, 16)} UTC`}</time>
    </li>
  );
}

function Why({ progress: { why = [] } }: { progress: Progress }) {
  const [locale, { pages, tag }] = [useLocale(), useWords()];
  const { none } = pages.status;
  const reasons: Readonly<Record<string, (count: string) => string>> = none.reasons;
  const told = why.flatMap(({ code, count }) => reasons[code]?.(count.toLocaleString(tag)) ?? []);
  return (
    <section className="card why">
      {told.length > 0 && (
        <>
          <h2>{none.why}</h2>
          <ul>
            {told.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </>
      )}
      <p>
        {none.change}
        <a href={pathIn(locale, "/links")}>{none.changeLink}</a>.
      </p>
    </section>
  );
}

function NoMail() {
  const [locale, { status }] = [useLocale(), useWords().pages];
  return (
    <section id="no-mail">
      <h2>{status.noMail}</h2>
      <p>
        {status.noMailText} <a href={pathIn(locale, "/verify/resend")}>{status.askAgain}</a>. {status.slip}{" "}
        <a href={pathIn(locale, "/")}>{status.signUpAgain}</a>.
      </p>
    </section>
  );
}
