import type { Problem } from "../problem.ts";
import { Layout } from "./layout.tsx";
import { ErrorSummary } from "./parts.tsx";
import { fieldErrors, summaryLines } from "./signup-errors.ts";
import { SignupForm } from "./signup-form.tsx";

interface SignupPageProps {
  /** What was sent, so that nobody types twice. */
  typed?: URLSearchParams;
  problem?: Problem;
}

export function signupPage({ typed = new URLSearchParams(), problem }: SignupPageProps) {
  const form = <SignupForm typed={typed} errors={fieldErrors(problem)} />;
  if (problem) {
    return (
      <Layout title="Job alerts that fit" failed scripts={["signup.js"]}>
        <ErrorSummary title={problem.title} lines={summaryLines(problem)} />
        <h1>What are you looking for?</h1>
        <div className="card">{form}</div>
      </Layout>
    );
  }
  return (
    <Layout title="Job alerts that fit" wide scripts={["signup.js"]}>
      <div className="split">
        <Pitch />
        <div className="card">
          <h2>What are you looking for?</h2>
          {form}
        </div>
      </div>
    </Layout>
  );
}

function Pitch() {
  return (
    <div className="pitch">
      <h1>The right jobs come to your inbox.</h1>
      <p className="lead">
        Say once what you are looking for. We read the job boards of Europe and send you the internships, graduate
        schemes and first jobs that fit.
      </p>
      <ul className="ticks">
        <li>Ten jobs at most in a mail, and none of them twice</li>
        <li>With each job why it fits, and what we do not know about it</li>
        <li>No account and no password. One click and you are out</li>
      </ul>
      <figure className="sample">
        <figcaption>A job in your mail, for example</figcaption>
        <div className="card">
          <p>
            <strong>Junior Data Analyst</strong>
          </p>
          <p>Nordlicht Energie · Hamburg, Germany · Hybrid</p>
          <p className="hint">Posted yesterday · Pay not stated</p>
          <p className="reason">Your field, your city, and a first job</p>
        </div>
      </figure>
    </div>
  );
}
