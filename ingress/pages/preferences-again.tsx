import { isLocale, wordsOf } from "../../lib/words/index.ts";
import { localeOf } from "../locale.ts";
import { pathWith, tokenSent } from "../mail-links.ts";
import type { Problem } from "../problem.ts";
import type { Exchange } from "../route.ts";
import { useWords } from "./language.ts";
import { Layout } from "./layout.tsx";
import { ErrorSummary, sentence } from "./parts.tsx";
import { preferencesErrors, preferencesSummary } from "./preferences-errors.ts";
import { PreferencesForm } from "./preferences-form.tsx";
import { cityLines, missedCities, type Questions } from "./signup-questions.tsx";

const comesBack = new Set([422, 429, 503]);

/**
 * The form that was refused, with what was typed and what to do about it, or a question to answer first. undefined = it
 * was not the whole form, or can never be accepted.
 */
export function preferencesAgainPage(x: Exchange, why: { problem?: Problem; cities?: Questions["cities"] }) {
  const { problem, cities = [] } = why;
  const { sent } = x;
  if (sent.kind !== "form") return undefined;
  const typed = sent.fields;
  const token = tokenSent(x, typed);
  if (problem?.code === "conflict") return <StalePage token={token} />;
  if (!typed.has("all") || (problem && !comesBack.has(problem.status))) return undefined;
  const chosen = typed.get("locale") ?? "";
  const locale = isLocale(chosen) ? chosen : localeOf(x);
  const { preferences: words, problems, signup } = wordsOf(locale).pages;
  return (
    <Layout locale={locale} title={words.title} failed={problem !== undefined} scripts={["cities.js"]}>
      {problem && <ErrorSummary title={problems[problem.code].title} lines={preferencesSummary(problem, locale)} />}
      {cities.length > 0 && <ErrorSummary title={signup.question} lines={cityLines(cities, signup)} question />}
      <h1>{words.title}</h1>
      <PreferencesForm
        token={token}
        typed={typed}
        errors={preferencesErrors(problem, locale)}
        cities={cities}
        missed={missedCities(problem, locale)}
      />
      <p>
        <a href={pathWith(token, "/preferences")}>{words.backWithout}</a>
      </p>
    </Layout>
  );
}

/** They have left since the form was shown: the page itself says so, and how to come back. */
function StalePage({ token }: { token: string }) {
  const { preferences, problems } = useWords().pages;
  const { title, text } = problems.conflict;
  return (
    <Layout title={title} failed>
      <h1>{sentence(title)}</h1>
      <p className="lead">{text}</p>
      <p>
        <a className="button" href={pathWith(token, "/preferences")}>
          {preferences.title}
        </a>
      </p>
    </Layout>
  );
}
