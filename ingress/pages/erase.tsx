import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import type { SubscriberView } from "../subscriber-view.ts";
import { Layout } from "./layout.tsx";

interface ErasePageProps {
  token: string;
  locale: Locale;
  /** Absent = we could not look it up; erasing works all the same. */
  view: SubscriberView | undefined;
}

export function erasePage({ token, locale, view }: ErasePageProps) {
  const words = wordsOf(locale).pages.privacy.erase;
  return (
    <Layout title={words.title} locale={locale}>
      <h1>{view ? words.heading(view.masked_email) : words.headingUnknown}</h1>
      <p className="lead">{words.text}</p>
      <p>{words.stays}</p>
      <p>{words.premium}</p>
      <form method="post" action={pathIn(locale, "/me/erase")}>
        <input type="hidden" name="token" value={token} />
        <button type="submit" className="danger">
          {words.button}
        </button>
      </form>
      <p>
        {words.insteadBefore}
        <a href={pathWith(token, "/preferences")}>{words.instead}</a>
        {words.insteadAfter}
      </p>
    </Layout>
  );
}

export function erasedPage({ locale }: { locale: Locale }) {
  const words = wordsOf(locale).pages.privacy.erase;
  return (
    <Layout title={words.doneTitle} locale={locale}>
      <h1>{words.doneHeading}</h1>
      <p className="lead">{words.doneText}</p>
      <p>
        <a href={pathIn(locale, "/")}>{words.again}</a>
        {words.againAfter}
      </p>
    </Layout>
  );
}
