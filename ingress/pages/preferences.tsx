import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import type { SubscriberView } from "../subscriber-view.ts";
import { Layout } from "./layout.tsx";
import { momentsIn, pausedUntil } from "./moments.ts";
import { preferencesFields } from "./preferences-fields.ts";
import { PreferencesForm } from "./preferences-form.tsx";
import { Digests, OwnData, Taste } from "./preferences-parts.tsx";

interface PreferencesPageProps {
  view: SubscriberView;
  /** Of this page's own link; the others open what it leads to. */
  token: string;
  unsubscribe: string;
  matches: string;
  /** Polar charges them, which people who pause are told. */
  charged: boolean;
  /** What became of the change that led here. */
  state: "saved" | "late" | undefined;
}

export function preferencesPage({ view, token, unsubscribe, matches, charged, state }: PreferencesPageProps) {
  const words = wordsOf(view.locale).pages.preferences;
  const active = view.status === "active";
  return (
    <Layout locale={view.locale} title={words.title} scripts={active ? ["cities.js"] : []}>
      {state && (
        <p className="news" role="status">
          {words[state]}
        </p>
      )}
      <h1>{words.title}</h1>
      <NextMails view={view} token={token} charged={charged} />
      <p>
        {active && `${words.writeTo(view.masked_email)} `}
        <a href={pathWith(matches, "/matches")}>{words.allMatches}</a>
      </p>
      {active && <PreferencesForm token={token} typed={preferencesFields(view, charged)} />}
      <Digests view={view} />
      {active && <Taste view={view} token={token} />}
      <OwnData view={view} token={token} unsubscribe={active ? unsubscribe : undefined} />
    </Layout>
  );
}

function NextMails({ view, token, charged }: Pick<PreferencesPageProps, "view" | "token" | "charged">) {
  const { status, next_digest_at, locale, time_zone } = view;
  const words = wordsOf(locale).pages.preferences;
  if (status === "unsubscribed") {
    return (
      <>
        <p className="lead">{words.left}</p>
        <p>
          {words.leftBack} <a href={pathIn(locale, "/")}>{words.signUpAgain}</a>
        </p>
      </>
    );
  }
  if (status !== "active" || next_digest_at === null) return <p className="lead">{words.unconfirmed}</p>;
  const paused = pausedUntil(view);
  return (
    <>
      <p className="lead">
        {paused && `${words.pausedUntil(paused)} `}
        {words.next(momentsIn(locale, time_zone).minute(next_digest_at))}
      </p>
      {paused && charged && (
        <p>
          {words.pausedPremium} <a href={pathWith(token, "/billing")}>{words.endPremium}</a>
        </p>
      )}
      {paused && (
        <form method="post" action={pathIn(locale, pathWith(token, "/preferences"))}>
          <input type="hidden" name="pausedUntil" value="" />
          <p>
            <button type="submit" className="quiet">
              {words.endPause}
            </button>
          </p>
        </form>
      )}
    </>
  );
}

/** Reloads itself, by a header, until what was saved counts. */
export function savingPage({ locale }: { locale: Locale }) {
  const words = wordsOf(locale).pages.preferences;
  return (
    <Layout locale={locale} title={words.savingTitle}>
      <div role="status">
        <h1>{words.saving}</h1>
        <p className="lead">{words.savingText}</p>
      </div>
    </Layout>
  );
}
