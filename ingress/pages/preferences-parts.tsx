import type { ReactNode } from "react";
import { isSold } from "../../lib/billing/plans.ts";
import { companyName } from "../../lib/company-name.ts";
import type { DigestSkip } from "../../lib/subscribers/skips.ts";
import { type Words, wordsOf } from "../../lib/words/index.ts";
import { namesIn } from "../../lib/words/names.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import type { SubscriberView } from "../subscriber-view.ts";
import { momentsIn } from "./moments.ts";
import { TextField } from "./parts.tsx";

type PreferencesWords = Words["pages"]["preferences"];

/** The last ten: how many postings came, or why none did. */
export function Digests({ view: { digests, locale, time_zone } }: { view: SubscriberView }) {
  const words = wordsOf(locale).pages.preferences.digests;
  const moments = momentsIn(locale, time_zone);
  return (
    <section aria-labelledby="digests">
      <h2 id="digests">{words.title}</h2>
      {digests.length === 0 ? (
        <p>{words.none}</p>
      ) : (
        <dl className="facts">
          {digests.map((digest) => (
            <div key={digest.promised_at}>
              <dt>
                <time dateTime={digest.promised_at}>{moments.shortDay(digest.promised_at)}</time>
              </dt>
              <dd>{outcome(digest, words)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

type Digest = SubscriberView["digests"][number];

function outcome({ status, reason, postings }: Digest, words: PreferencesWords["digests"]): string {
  if (status === "sent") return postings > 0 ? words.sent(postings) : words.sentEmpty;
  if (status === "failed" || status === "unknown") return words[status];
  if (status !== "skipped") return words.open;
  // Every reason that this version knows has its words, or this does not compile.
  const reasons: Readonly<Record<DigestSkip, string> & Record<string, string | undefined>> = words.skipped;
  return reasons[reason ?? ""] ?? words.skippedOtherwise;
}

type Verdicts = Pick<SubscriberView, "verdicts" | "locale">;

/** What we learned from the person's verdicts, in words, and the button to forget it. */
export function Taste({ view, token }: { view: Verdicts; token: string }) {
  const { verdicts, locale } = view;
  const words = wordsOf(locale).pages.preferences;
  const likes = verdicts.filter(({ verdict }) => isPraise(verdict)).length;
  return (
    <section aria-labelledby="taste">
      <h2 id="taste">{words.taste.title}</h2>
      {verdicts.length === 0 ? (
        <p>{words.taste.none}</p>
      ) : (
        <>
          <p>{words.taste.said(likes, verdicts.length - likes)}</p>
          <ul className="roomy">
            {lessons(view).map((lesson) => (
              <li key={lesson}>{lesson}</li>
            ))}
          </ul>
          <form method="post" action={pathIn(locale, pathWith(token, "/preferences"))}>
            <input type="hidden" name="resetTaste" value="true" />
            <p className="hint">{words.taste.resetHint}</p>
            <button type="submit" className="quiet">
              {words.taste.reset}
            </button>
          </form>
        </>
      )}
    </section>
  );
}

/** Things shown of each kind, the strongest first. */
const mostNamed = 5;

type Tally = Map<string, number>;

function note(tally: Tally, name: string, worth: number): void {
  if (name !== "") tally.set(name, (tally.get(name) ?? 0) + worth);
}

/** What lib/matching/taste.ts makes of verdicts, told by their sums: of what more, of what less, and what matters. */
function lessons({ verdicts, locale }: Verdicts): string[] {
  const { taste: words, occupations } = wordsOf(locale).pages.preferences;
  const [roles, companies, parts]: [Tally, Tally, Tally] = [new Map(), new Map(), new Map()];
  const spelling = spellings(verdicts);
  for (const { verdict, reason, occupation, company } of verdicts) {
    const worth = isPraise(verdict) ? 1 : -1;
    const whole = reason === null || reason === "other";
    if (!whole) note(parts, words.parts[reason] ?? "", 1);
    if ((whole || reason === "role") && occupation !== "other") note(roles, occupations[occupation] ?? "", worth);
    if (whole || reason === "company") note(companies, spelling(company), whole ? worth / 2 : worth);
  }
  const told = [
    [words.more.role, namedMost(roles, 1)],
    [words.more.company, namedMost(companies, 1)],
    [words.less.role, namedMost(roles, -1)],
    [words.less.company, namedMost(companies, -1)],
    [words.matters, namedMost(parts, 1)],
  ] as const;
  return told.flatMap(([say, named]) => (named.length === 0 ? [] : say(namesIn(locale).listed(named))));
}

/** A company has one name, however it is written: that of its newest verdict. */
function spellings(verdicts: Verdicts["verdicts"]): (company: string) => string {
  const first = new Map<string, string>([["", ""]]);
  for (const { company } of verdicts) {
    const name = companyName(company);
    if (!first.has(name)) first.set(name, company);
  }
  return (company) => first.get(companyName(company)) ?? company;
}

function namedMost(tally: Tally, sign: 1 | -1): string[] {
  const inFavour = [...tally].filter(([, worth]) => worth * sign > 0);
  const byWorth = inFavour.sort(([, a], [, b]) => (b - a) * sign);
  return byWorth.slice(0, mostNamed).map(([name]) => name);
}

const isPraise = (verdict: string) => verdict === "more" || verdict === "applied";

interface OwnDataProps {
  view: SubscriberView;
  token: string;
  /** Token for unsubscribing; absent = the person has left. */
  unsubscribe: string | undefined;
}

/** Whether and where mails come, rather than what is in them. */
export function OwnData({ view: { locale, tier }, token, unsubscribe }: OwnDataProps) {
  const { billing, preferences } = wordsOf(locale).pages;
  const words = preferences.data;
  return (
    <section aria-labelledby="data">
      <h2 id="data">{words.title}</h2>
      <form method="post" action={pathIn(locale, pathWith(token, "/me/address"))} noValidate>
        <input type="hidden" name="token" value={token} />
        <TextField
          name="email"
          label={words.address}
          hint={words.addressHint}
          type="email"
          inputMode="email"
          autoComplete="email"
        />
        <button type="submit" className="quiet">
          {words.change}
        </button>
      </form>
      <ul className="ways">
        {(isSold() || tier !== "free") && (
          <Way hint={tier === "free" ? billing.wayHint : billing.wayHintPremium}>
            <a className="button quiet" href={pathWith(token, "/billing")}>
              {billing.way}
            </a>
          </Way>
        )}
        <Way hint={words.exportHint}>
          <form method="post" action={pathIn(locale, pathWith(token, "/me/export"))}>
            <button type="submit" className="quiet">
              {words.export}
            </button>
          </form>
        </Way>
        {unsubscribe && (
          <Way hint={words.leaveHint}>
            <a className="button quiet" href={pathWith(unsubscribe, "/unsubscribe")}>
              {words.leave}
            </a>
          </Way>
        )}
        <Way hint={words.eraseHint}>
          <a className="button quiet" href={pathWith(token, "/me/erase")}>
            {words.erase}
          </a>
        </Way>
      </ul>
    </section>
  );
}

function Way({ hint, children }: { hint: string; children: ReactNode }) {
  return (
    <li>
      {children}
      <p className="hint">{hint}</p>
    </li>
  );
}
