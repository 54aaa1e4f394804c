import type { Visit } from "../../lib/billing/visits.ts";
import { entitlements } from "../../lib/subscribers/entitlements.ts";
import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { Layout } from "./layout.tsx";

/** Where at Polar somebody comes from: its success page, or its way back. */
export type VisitFrom = "checkout" | "back" | undefined;

export interface VisitStanding {
  headline: string;
  lead: string;
  /** Polar's page, where there is one to go to. */
  go?: string | undefined;
  /** How the page goes on by itself: to Polar, or by being loaded anew. */
  next?: "go" | "look";
}

/** How far somebody's visit to Polar has come, in words. */
export function visitStanding({ to, state, url }: Visit, from: VisitFrom, locale: Locale): VisitStanding {
  const { visit: words } = wordsOf(locale).pages.billing;
  // Polar leads people there who have paid, whatever we know by then.
  const paying = from === "checkout" && to === "checkout";
  switch (state) {
    case "started":
      return { ...words.started, lead: words.started.lead(entitlements({ tier: "premium" }).digestSize) };
    case "unneeded":
    case "owed":
    case "nobody":
    case "unsold":
    case "erased":
      return words[state];
    case "closed":
      return paying ? { ...words.awaited, next: "look" } : words.closed;
    case "paid":
      return { ...words.paid, next: "look" };
    case "failed":
      return paying ? { ...words.awaited, next: "look" } : words[to].failed;
    case "ready":
      if (paying) return { ...words.awaited, next: "look" };
      if (from === undefined) return { ...words[to].ready, go: url, next: "go" };
      return { ...words[to].back, ...(to === "checkout" && { go: url }) };
    case "waiting":
    case "slow":
      return { ...(paying ? words.awaited : words[state]), next: "look" };
  }
}

/** The page between ours and Polar's. It goes on by a header, with and without scripts. */
export function visitPage({ standing, locale }: { standing: VisitStanding; locale: Locale }) {
  const { visit: words } = wordsOf(locale).pages.billing;
  const { headline, lead, go, next } = standing;
  return (
    <Layout locale={locale} title={headline}>
      <div role="status">
        <h1>{headline}</h1>
        <p className="lead">{lead}</p>
      </div>
      {go !== undefined && (
        <>
          {next === "go" && <p>{words.byHand}</p>}
          <p>
            <a className={next === "go" ? "button" : "button quiet"} href={go} rel="noreferrer">
              {words.go}
            </a>
          </p>
        </>
      )}
      {next === undefined && (
        <p>
          <a href={pathIn(locale, "/links")}>{wordsOf(locale).pages.common.links}</a>
        </p>
      )}
    </Layout>
  );
}
