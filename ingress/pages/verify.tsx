import type { VerificationView } from "../verification-view.ts";
import { Layout } from "./layout.tsx";

interface VerifyPageProps {
  token: string;
  /** Absent = the database did not say in time; the page works all the same. */
  view: VerificationView | undefined;
}

export function verifyPage({ token, view }: VerifyPageProps) {
  if (view?.state === "confirmed") {
    return verifiedPage({ already: true, progress: view.progress_id ? `/signups/${view.progress_id}` : null });
  }
  return (
    <Layout title="Confirm your address">
      <h1>{view ? `Job alerts for ${view.masked_email}?` : "Do you want job alerts?"}</h1>
      <p className="lead">
        Press the button, and your first jobs come at once. If it was not you who signed up, do nothing.
      </p>
      <form method="post" action={`/verify?token=${encodeURIComponent(token)}`}>
        <input type="hidden" name="token" value={token} />
        <button type="submit">Yes, send me jobs</button>
      </form>
    </Layout>
  );
}

export function verifiedPage({ already, progress }: { already: boolean; progress: string | null }) {
  return (
    <Layout title="Confirmed">
      <h1>{already ? "This address is already confirmed." : "Confirmed. Thank you."}</h1>
      <p className="lead">
        {already
          ? "There is nothing left to do: your jobs come by mail."
          : "We are choosing your first jobs. They are in your inbox in a moment."}
      </p>
      {progress && (
        <p>
          <a href={progress}>See how far it is</a>
        </p>
      )}
    </Layout>
  );
}
