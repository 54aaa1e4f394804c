import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { ExpiredLink } from "../mail-links.ts";
import type { Problem } from "../problem.ts";
import { inLanguage, useLocale, useWords } from "./language.ts";
import { Layout } from "./layout.tsx";
import { actionOf, ErrorSummary, MailboxField, sentence } from "./parts.tsx";

export type Asked = "verification" | "links";

const paths = { verification: "/verify/resend", links: "/links" } as const;

interface AskPageProps {
  what: Asked;
  locale: Locale;
  typed?: URLSearchParams;
  problem?: Problem;
}

export function askPage({ what, locale, typed, problem }: AskPageProps) {
  const { ask, problems } = wordsOf(locale).pages;
  const error = problem?.errors.some(({ pointer }) => pointer === "/email") ? ask.advice : undefined;
  const line = error ? { message: error, field: "email" } : { message: problem ? problems[problem.code].text : "" };
  return (
    <Layout title={ask[what].title} locale={locale} self={paths[what]} failed={problem !== undefined}>
      {problem && <ErrorSummary title={problems[problem.code].title} lines={[line]} />}
      <h1>{sentence(ask[what].title)}</h1>
      <p className="lead">{ask[what].text}</p>
      <AskForm what={what} value={typed?.get("email") ?? ""} error={error} />
    </Layout>
  );
}

/** The same for every address: who is subscribed is nobody else's business. */
export function askedPage({ what, locale }: { what: Asked; locale: Locale }) {
  const { ask } = wordsOf(locale).pages;
  return (
    <Layout title={ask.askedTitle} locale={locale}>
      <h1>{ask.askedTitle}</h1>
      <p className="lead">
        {ask[what].done} {ask.wait}
      </p>
      <p>
        {ask.nothing} <a href={pathIn(locale, paths[what])}>{ask.again}</a>: {ask.most}
      </p>
    </Layout>
  );
}

/** Our own links and buttons are always valid: where one is not (422), a mail program has cut or changed it. */
const brokenLink = new Set([403, 410, 422]);

/**
 * For a link that is broken or no longer works, with a way to a fresh one on the same page: a button, or a form for the
 * address.
 */
export function linkProblemPage(what: Asked, problem: Problem) {
  if (!brokenLink.has(problem.status)) return undefined;
  const page = <LinkProblem what={what} problem={problem} />;
  return problem instanceof ExpiredLink && problem.locale ? inLanguage(problem.locale, page) : page;
}

function LinkProblem({ what, problem }: { what: Asked; problem: Problem }) {
  const [locale, { ask, problems }] = [useLocale(), useWords().pages];
  const { title, text } = problems[problem.code === "not-valid" ? "link-not-valid" : problem.code];
  const { token, replaced } = problem instanceof ExpiredLink ? problem : {};
  return (
    <Layout title={title} locale={locale} failed>
      <h1>{sentence(title)}</h1>
      <p className="lead">{problem.status === 410 ? (replaced ? ask.replaced : ask.expired) : text}</p>
      {token === undefined ? (
        <AskForm what={what} value="" />
      ) : (
        <form method="post" action={pathIn(locale, "/links/fresh")}>
          <input type="hidden" name="token" value={token} />
          <button type="submit">{ask.fresh}</button>
        </form>
      )}
    </Layout>
  );
}

function AskForm({ what, value, error }: { what: Asked; value: string; error?: string | undefined }) {
  const { ask } = useWords().pages;
  return (
    <form method="post" action={actionOf(pathIn(useLocale(), paths[what]))} noValidate>
      <MailboxField label={ask.email} value={value} error={error} />
      <button type="submit">{ask[what].button}</button>
    </form>
  );
}
