import { isSold } from "../../lib/billing/plans.ts";
import { entitlements } from "../../lib/subscribers/entitlements.ts";
import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { type BillingView, renews } from "../billing-view.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import { type BillingWords, Comparison, Plans, Portal } from "./billing-parts.tsx";
import { Layout } from "./layout.tsx";
import { momentsIn } from "./moments.ts";

interface BillingPageProps {
  view: BillingView;
  /** Of this page's own link. */
  token: string;
}

/** Where somebody stands with premium, and what they can do about it. */
export function billingPage({ view, token }: BillingPageProps) {
  const { locale, subscribed } = view;
  const { title, standing: words } = wordsOf(locale).pages.billing;
  const { headline, lead, next } = standingOf(view);
  const portal = view.customer && <Portal token={token} urgent={next === "pay" || (renews(view) && !subscribed)} />;
  const toPreferences = pathWith(token, "/preferences");
  return (
    <Layout locale={locale} title={title}>
      <h1>{headline}</h1>
      <p className="lead">{lead}</p>
      {!subscribed && (
        <p className="news">
          {words.left} {renews(view) && `${words.leftCharged} `}
          <a href={pathIn(locale, "/")}>{words.signUp}</a>
        </p>
      )}
      {subscribed && next !== "buy" && view.cadence === "weekly" && entitlements(view).cadences.length > 1 && (
        <p className="news">
          {words.weekly} <a href={`${toPreferences}#cadence`}>{words.chooseDays}</a>
        </p>
      )}
      {next !== "buy" && portal}
      {next === "buy" && <Comparison />}
      {next === "buy" && subscribed && <Plans token={token} />}
      {next === "buy" && portal}
      <p>
        <a href={toPreferences}>{wordsOf(locale).pages.common.links}</a>
      </p>
    </Layout>
  );
}

interface Standing {
  headline: string;
  lead: string;
  /** What there is to do: a plan to choose, something to put right at Polar, or nothing. */
  next: "buy" | "pay" | "none";
}

function standingOf({ locale, time_zone, tier, status, period_end, ends_at, grace_until }: BillingView): Standing {
  const { pitch, standing: words }: BillingWords = wordsOf(locale).pages.billing;
  const { day } = momentsIn(locale, time_zone);
  const late = status === "past_due" || status === "unpaid";
  if (tier === "free") {
    if (late) return { headline: words.failed, lead: words.failedOver, next: "pay" };
    if (status === "paused") return { headline: words.paused, lead: words.pausedText, next: "pay" };
    return status === null ? { ...pitch, next: "buy" } : { headline: words.over, lead: words.overText, next: "buy" };
  }
  if (late && grace_until !== null) {
    return { headline: words.failed, lead: words.failedUntil(day(grace_until)), next: "pay" };
  }
  if (ends_at !== null) return { headline: words.ends, lead: words.endsOn(day(ends_at)), next: "none" };
  const lead = period_end === null || status === null ? words.given : words.renews(day(period_end));
  return { headline: words.on, lead, next: "none" };
}

/** For visitors without a link of their own: the same for everybody. */
export function premiumPage(locale: Locale) {
  const { pages } = wordsOf(locale);
  const { title, pitch, plans: words } = pages.billing;
  return (
    <Layout locale={locale} title={title} self="/premium">
      <h1>{pitch.headline}</h1>
      <p className="lead">{pitch.lead}</p>
      <Comparison />
      <Plans />
      {isSold() && (
        <>
          <p>{words.ask}</p>
          <p className="say">
            <a className="button" href={pathIn(locale, "/links")}>
              {words.askLink}
            </a>
            <a className="button quiet" href={pathIn(locale, "/")}>
              {words.signUp}
            </a>
          </p>
        </>
      )}
    </Layout>
  );
}
