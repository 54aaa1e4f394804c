import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import type { VerificationView } from "../verification-view.ts";
import { Layout } from "./layout.tsx";

interface VerifyPageProps {
  locale: Locale;
  token: string;
  /** Absent = the database did not say in time; the page works all the same. */
  view: VerificationView | undefined;
}

export function verifyPage({ locale, token, view }: VerifyPageProps) {
  if (view?.state === "confirmed") {
    return verifiedPage({ locale, already: true, progress: view.progress_id ? `/signups/${view.progress_id}` : null });
  }
  const words = wordsOf(locale).pages.verify;
  const self = pathWith(token, "/verify");
  return (
    <Layout title={words.title} locale={locale} self={self}>
      <h1>{view ? words.headline(view.masked_email) : words.headlineUnknown}</h1>
      <p className="lead">{words.lead}</p>
      <form method="post" action={pathIn(locale, self)}>
        <input type="hidden" name="token" value={token} />
        <button type="submit">{words.button}</button>
      </form>
    </Layout>
  );
}

interface VerifiedPageProps {
  locale: Locale;
  already: boolean;
  /** Where the steps of the signup are shown. */
  progress: string | null;
}

export function verifiedPage({ locale, already, progress }: VerifiedPageProps) {
  const words = wordsOf(locale).pages.verify;
  return (
    <Layout title={words.doneTitle} locale={locale}>
      <h1>{already ? words.already : words.done}</h1>
      <p className="lead">{already ? words.alreadyLead : words.doneLead}</p>
      {progress && (
        <p>
          <a className="button quiet" href={pathIn(locale, progress)}>
            {words.progress}
          </a>
        </p>
      )}
    </Layout>
  );
}
