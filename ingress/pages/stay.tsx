import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import type { SubscriberView } from "../subscriber-view.ts";
import { Layout } from "./layout.tsx";
import { ToPreferences } from "./onwards.tsx";

interface StayPageProps {
  token: string;
  locale: Locale;
  /** Absent = we could not look it up; staying works all the same. */
  view: SubscriberView | undefined;
  /** Where to unsubscribe. */
  unsubscribe: string;
}

export function stayPage({ token, locale, view, unsubscribe }: StayPageProps) {
  const words = wordsOf(locale).pages.reengage;
  if (view?.status === "unsubscribed") return leftPage(locale);
  return (
    <Layout title={words.title} locale={locale}>
      <h1>{view ? words.heading(view.masked_email) : words.headingUnknown}</h1>
      <p className="lead">{words.text}</p>
      <form method="post" action={pathIn(locale, "/stay")}>
        <input type="hidden" name="token" value={token} />
        <button type="submit">{words.button}</button>
      </form>
      <ul className="roomy">
        <li>
          <a href={pathWith(token, "/preferences")}>{words.change}</a>
        </li>
        <li>
          <a href={unsubscribe}>{words.leave}</a>
        </li>
      </ul>
    </Layout>
  );
}

export function leftPage(locale: Locale) {
  const words = wordsOf(locale).pages.reengage;
  return (
    <Layout title={words.leftHeading} locale={locale}>
      <h1>{words.leftHeading}</h1>
      <p className="lead">{words.leftText}</p>
      <p>
        <a href={pathIn(locale, "/")}>{words.again}</a>
      </p>
    </Layout>
  );
}

export function stayedPage({ token, locale }: { token: string; locale: Locale }) {
  const words = wordsOf(locale).pages.reengage;
  return (
    <Layout title={words.doneHeading} locale={locale}>
      <h1>{words.doneHeading}</h1>
      <p className="lead">{words.doneText}</p>
      <ToPreferences token={token} />
    </Layout>
  );
}
