import { type Locale, wordsOf } from "../../lib/words/index.ts";
import type { Problem } from "../problem.ts";
import { useWords } from "./language.ts";
import { Layout } from "./layout.tsx";
import { ErrorSummary } from "./parts.tsx";
import { fieldErrors, summaryLines } from "./signup-errors.ts";
import { SignupForm } from "./signup-form.tsx";
import { cityLines, missedCities, type Questions } from "./signup-questions.tsx";

interface SignupPageProps {
  locale: Locale;
  /** What was sent, so that nobody has to type it twice. */
  typed?: URLSearchParams | undefined;
  problem?: Problem | undefined;
  questions?: Questions | undefined;
  /** How many live postings match; absent = not known. */
  live?: string | undefined;
}

export function signupPage({ locale, typed = new URLSearchParams(), problem, questions, live }: SignupPageProps) {
  const { signup, problems } = wordsOf(locale).pages;
  const errors = fieldErrors(problem, locale, typed);
  const missed = missedCities(problem, locale);
  const form = <SignupForm typed={typed} errors={errors} questions={questions} missed={missed} live={live} />;
  if (!problem && !questions) {
    return (
      <Layout title={signup.title} locale={locale} self="/" wide scripts={["signup.js"]}>
        <div className="split">
          <Pitch />
          <div className="card">
            <h2>{signup.formTitle}</h2>
            {form}
          </div>
        </div>
      </Layout>
    );
  }
  return (
    <Layout title={signup.title} locale={locale} self="/" failed={problem !== undefined} scripts={["signup.js"]}>
      {problem && <ErrorSummary title={problems[problem.code].title} lines={summaryLines(problem, locale, errors)} />}
      {questions && <Asked questions={questions} />}
      <h1>{signup.formTitle}</h1>
      <div className="card">{form}</div>
    </Layout>
  );
}

function Asked({ questions: { mail, cities } }: { questions: Questions }) {
  const { signup } = useWords().pages;
  const mailLine = mail && ("meant" in mail ? signup.typo(mail.meant) : signup.disposable(mail.throwaway));
  const lines = [...(mailLine ? [{ message: mailLine, field: "email" }] : []), ...cityLines(cities, signup)];
  return <ErrorSummary title={signup.question} lines={lines} question />;
}

function Pitch() {
  const { signup } = useWords().pages;
  const { sample } = signup;
  return (
    <div className="pitch">
      <h1>{signup.headline}</h1>
      <p className="lead">{signup.lead}</p>
      <ul className="ticks">
        {signup.promises.map((promise) => (
          <li key={promise}>{promise}</li>
        ))}
      </ul>
      <figure className="sample">
        <figcaption>{sample.caption}</figcaption>
        <div className="card">
          <p>
            <strong>{sample.title}</strong>
          </p>
          <p>{sample.where}</p>
          <p className="hint">{sample.when}</p>
          <p className="reason">{sample.why}</p>
        </div>
      </figure>
    </div>
  );
}
