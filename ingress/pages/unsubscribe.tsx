import type { SubscriberView } from "../subscriber-view.ts";
import { Layout } from "./layout.tsx";

interface UnsubscribePageProps {
  token: string;
  /** Absent = we could not look it up; leaving works all the same. */
  view: SubscriberView | null | undefined;
}

export function unsubscribePage({ token, view }: UnsubscribePageProps) {
  if (view?.status === "unsubscribed") return unsubscribedPage();
  return (
    <Layout title="Unsubscribe">
      <h1>{view ? `No more jobs to ${view.masked_email}?` : "No more jobs from us?"}</h1>
      <p className="lead">One press, and we stop writing. Nothing else is asked of you.</p>
      <form method="post" action={`/unsubscribe?token=${encodeURIComponent(token)}`}>
        <input type="hidden" name="token" value={token} />
        <button type="submit">Unsubscribe</button>
      </form>
    </Layout>
  );
}

export function unsubscribedPage() {
  return (
    <Layout title="Unsubscribed">
      <h1>You are unsubscribed.</h1>
      <p className="lead">We do not write to you any more. We hope you found what you were looking for.</p>
      <p>
        Was it a slip? <a href="/">Sign up again</a> whenever you like.
      </p>
    </Layout>
  );
}
