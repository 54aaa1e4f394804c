import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { pathWith } from "../mail-links.ts";
import type { SubscriberView } from "../subscriber-view.ts";
import { Layout } from "./layout.tsx";
import { ToPreferences } from "./onwards.tsx";

export function exportAskedPage({ token, locale }: { token: string; locale: Locale }) {
  const words = wordsOf(locale).pages.privacy.export;
  return (
    <Layout title={words.askedTitle} locale={locale}>
      <h1>{words.askedHeading}</h1>
      <p className="lead">{words.askedText}</p>
      <ToPreferences token={token} />
    </Layout>
  );
}

export function exportPage({ token, view }: { token: string; view: SubscriberView }) {
  const words = wordsOf(view.locale).pages.privacy.export;
  return (
    <Layout title={words.title} locale={view.locale}>
      <h1>{words.heading(view.masked_email)}</h1>
      <p className="lead">{words.text}</p>
      <p>{words.holds}</p>
      <ul className="roomy">
        {words.rows.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ul>
      <p>
        <a className="button" href={`${pathWith(token, "/me/export")}&download=1`} download>
          {words.button}
        </a>
      </p>
      <p>{words.life}</p>
    </Layout>
  );
}
