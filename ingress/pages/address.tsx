import type { AddressSide } from "../../lib/tokens.ts";
import { type Locale, wordsOf } from "../../lib/words/index.ts";
import type { AddressView } from "../address-view.ts";
import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import type { Problem } from "../problem.ts";
import type { SubscriberView } from "../subscriber-view.ts";
import { Layout } from "./layout.tsx";
import { ToPreferences, ToStart } from "./onwards.tsx";
import { actionOf, ErrorSummary, MailboxField } from "./parts.tsx";

interface AddressFormPageProps {
  token: string;
  locale: Locale;
  /** Absent = we could not look it up; asking works all the same. */
  view: SubscriberView | undefined;
  typed?: string;
  problem?: Problem;
}

export function addressFormPage({ token, locale, view, typed = "", problem }: AddressFormPageProps) {
  const { address: words, problems } = wordsOf(locale).pages;
  const error = problem?.errors.some(({ pointer }) => pointer === "/email") ? words.advice : undefined;
  return (
    <Layout title={words.title} locale={locale} failed={problem !== undefined}>
      {problem && (
        <ErrorSummary
          title={problems[problem.code].title}
          lines={[error ? { message: error, field: "email" } : { message: problems[problem.code].text }]}
        />
      )}
      <h1>{words.heading}</h1>
      <p className="lead">
        {view && `${words.now(view.masked_email)} `}
        {words.how}
      </p>
      <form method="post" action={actionOf(pathIn(locale, "/me/address"))} noValidate>
        <input type="hidden" name="token" value={token} />
        <MailboxField label={words.label} value={typed} error={error} />
        <button type="submit">{words.button}</button>
      </form>
    </Layout>
  );
}

/** The same for every address: whether somebody has an account here is nobody else's business. */
export function addressAskedPage({ token, locale }: { token: string; locale: Locale }) {
  const { address: words, ask } = wordsOf(locale).pages;
  return (
    <Layout title={words.askedHeading} locale={locale}>
      <h1>{words.askedHeading}</h1>
      <p className="lead">
        {words.askedText} {ask.wait}
      </p>
      <p>
        {ask.nothing} <a href={pathWith(token, "/me/address")}>{ask.again}</a>: {words.most}
      </p>
      <ToPreferences token={token} />
    </Layout>
  );
}

interface SideProps {
  side: AddressSide;
  view: AddressView;
}

/** What one of the two mailboxes is asked. */
export function agreePage({ token, side, view }: SideProps & { token: string }) {
  const words = wordsOf(view.locale).pages.address;
  if (side === "old" ? view.old_confirmed : view.new_confirmed) return agreedPage({ side, view });
  return (
    <Layout title={words.confirmTitle} locale={view.locale}>
      <h1>{side === "old" ? words.fromOld(view.masked_new) : words.fromNew(view.masked_email)}</h1>
      <p className="lead">{words.confirmText}</p>
      <form method="post" action={pathIn(view.locale, "/address")}>
        <input type="hidden" name="token" value={token} />
        <button type="submit">{words.confirm}</button>
      </form>
    </Layout>
  );
}

/** What comes after this mailbox has agreed. */
export function agreedPage({ side, view }: SideProps) {
  const words = wordsOf(view.locale).pages.address;
  const both = side === "old" ? view.new_confirmed : view.old_confirmed;
  const heading = both ? words.movedHeading : words.waitingHeading;
  return (
    <Layout title={heading} locale={view.locale}>
      <h1>{heading}</h1>
      <p className="lead">
        {both
          ? words.movedText(view.masked_new)
          : words.waitingText(side === "old" ? view.masked_new : view.masked_email)}
      </p>
      <ToStart />
    </Layout>
  );
}
