import type { Problem } from "../problem.ts";
import { Layout } from "./layout.tsx";
import { actionOf, ErrorSummary, TextField } from "./parts.tsx";

interface LoginPageProps {
  /** Where to go after signing in: a page of ours. */
  next: string;
  /** What was wrong with the last try. */
  problem?: Problem;
  /** Another site led here: browsers then hold back the session's cookie, and send it again on a link of ours. */
  fromElsewhere?: boolean;
}

/** Also what a browser gets in place of every operators' page until somebody has signed in. English only. */
export function loginPage({ next, problem, fromElsewhere = false }: LoginPageProps) {
  const error = problem && (problem.status === 422 ? "Please fill in the key." : problem.message);
  return (
    <Layout title="Sign in" locale="en" failed={error !== undefined}>
      {error && <ErrorSummary title="You are not signed in." lines={[{ message: error, field: "key" }]} />}
      <h1>For operators.</h1>
      <p className="lead">Sign in to see how JobPing is doing, and to put it right.</p>
      <form method="post" action={actionOf("/login")} noValidate>
        <input type="hidden" name="next" value={next} />
        <TextField
          name="key"
          type="password"
          label="Operator’s key"
          hint="ADMIN_API_KEY. You stay signed in for 12 hours."
          autoComplete="current-password"
          error={error}
        />
        <button type="submit">Sign in</button>
      </form>
      {fromElsewhere && (
        <p className="hint">
          Signed in already, and led here by another site? <a href={next}>Go on</a>
        </p>
      )}
    </Layout>
  );
}

export function signedInPage({ operator }: { operator: string }) {
  return (
    <Layout title="Operators" locale="en">
      <h1>You are signed in.</h1>
      <p className="lead">
        What you do is noted as done by <code>{operator}</code>.
      </p>
      <ul className="roomy">
        <li>
          <a href="/dashboard">Dashboard</a>
        </li>
        <li>
          <a href="/admin/queues">Queues</a>
        </li>
        <li>
          <a href="/metrics">Metrics</a>
        </li>
        <li>
          <a href="/docs">API</a>
        </li>
      </ul>
      <form method="post" action="/logout">
        <button type="submit">Sign out</button>
      </form>
    </Layout>
  );
}
