import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import type { SubscriberView } from "../subscriber-view.ts";
import { useLocale, useWords } from "./language.ts";
import { Layout } from "./layout.tsx";
import { momentsIn, pausedUntil } from "./moments.ts";

interface UnsubscribePageProps {
  token: string;
  locale: Locale;
  /** Absent = we could not look it up; leaving works all the same. */
  view: SubscriberView | null | undefined;
  /** Whether Polar goes on charging them; absent = we could not look it up. */
  charged: boolean | undefined;
}

/** Pauses that are offered instead, in weeks. */
const breaks = [2, 4, 8];

export function unsubscribePage({ token, locale, view, charged }: UnsubscribePageProps) {
  if (view?.status === "unsubscribed") return unsubscribedPage({ token, locale, charged });
  const words = wordsOf(locale).pages.unsubscribe;
  const paused = view ? pausedUntil(view) : undefined;
  const action = pathIn(locale, pathWith(token, "/unsubscribe"));
  return (
    <Layout locale={locale} title={words.title}>
      <h1>{view ? words.question(view.masked_email) : words.questionUnknown}</h1>
      <p className="lead">{words.lead}</p>
      <form method="post" action={action}>
        <input type="hidden" name="token" value={token} />
        <button type="submit">{words.button}</button>
      </form>
      {charged !== false && <Charged token={token} sure={charged === true} />}
      <h2>{words.insteadTitle}</h2>
      <p>{paused === undefined ? words.insteadText : words.pausedNow(paused)}</p>
      <form method="post" action={action} className="say">
        {breaks.map((weeks) => (
          <button key={weeks} type="submit" name="pause" value={weeks} className="quiet">
            {words.pause(weeks)}
          </button>
        ))}
      </form>
      <form method="post" action={pathIn(locale, "/links/fresh")} className="say">
        <input type="hidden" name="token" value={token} />
        <button type="submit" className="quiet">
          {words.fewer}
        </button>
      </form>
    </Layout>
  );
}

export function unsubscribedPage({ token, locale, charged }: Omit<UnsubscribePageProps, "view">) {
  const words = wordsOf(locale).pages.unsubscribe;
  return (
    <Layout locale={locale} title={words.done}>
      <h1>{words.done}</h1>
      <p className="lead">{words.doneLead}</p>
      <p>
        {words.slip} <a href={pathIn(locale, "/")}>{words.again}</a>
        {words.whenever}
      </p>
      {charged !== false && <Charged token={token} sure={charged === true} />}
    </Layout>
  );
}

/**
 * Leaving or pausing stops our mails, not Polar's charges. The link that ends those is mailed: this one only
 * unsubscribes.
 */
function Charged({ token, sure, paused = false }: { token: string; sure: boolean; paused?: boolean }) {
  const { unsubscribe: words } = useWords().pages;
  return (
    <section className="card" aria-labelledby="charged">
      <h2 id="charged">{paused ? words.charged.paused : words.charged.title}</h2>
      <p>{sure ? words.charged.text : words.charged.perhaps}</p>
      <form method="post" action={pathIn(useLocale(), "/links/fresh")}>
        <input type="hidden" name="token" value={token} />
        <button type="submit" className="quiet">
          {words.charged.button}
        </button>
      </form>
    </section>
  );
}

interface PausedPageProps extends Omit<UnsubscribePageProps, "view"> {
  /** The first day with mails again. */
  until: string;
  /** The end of the pause that this one replaces, in words. */
  before: string | undefined;
}

export function pausedPage({ token, locale, charged, until, before }: PausedPageProps) {
  const words = wordsOf(locale).pages.unsubscribe;
  const day = momentsIn(locale, "UTC").day(until);
  return (
    <Layout locale={locale} title={words.pausedTitle}>
      <h1>{words.paused(day)}</h1>
      <p className="lead">
        {words.pausedLead}
        {before !== undefined && before !== day && ` ${words.pausedInstead(before)}`}
      </p>
      {charged !== false && <Charged token={token} sure={charged === true} paused />}
    </Layout>
  );
}
