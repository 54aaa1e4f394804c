import { progressSteps, type ProgressStep, type StepTime } from "../../lib/subscribers/progress.ts";
import { Layout } from "./layout.tsx";

interface StatusPageProps {
  id: string;
  steps: readonly StepTime[];
}

const words: Readonly<Record<ProgressStep, { title: string; text: string }>> = {
  received: { title: "We have your wishes", text: "They travel sealed until they are stored." },
  verification_sent: { title: "A mail is in your inbox", text: "Open it and press its button. It may hide among the spam." },
  verified: { title: "You pressed the button", text: "From now on we may write to you." },
  matched: { title: "We chose your jobs", text: "The newest that fit, at most two of one company." },
  digest_sent: { title: "Your first jobs are on their way", text: "The next ones come when you asked for them." },
};

/** The way of a signup. A script moves it along; without one the page reloads itself until the way is over. */
export function statusPage({ id, steps }: StatusPageProps) {
  const times = new Map(steps.map(({ step, at }) => [step, at]));
  const over = times.has("digest_sent");
  const current = progressSteps.find((step) => !times.has(step));
  const reload = (
    <noscript>
      <meta httpEquiv="refresh" content="10" />
    </noscript>
  );
  return (
    <Layout title="Your signup" scripts={["status.js"]} head={over ? undefined : reload}>
      <h1>Thank you. One press of a button is left.</h1>
      <p className="lead" id="asked">
        We have sent a mail to the address you gave. Press the button in it, and your first jobs come at once.
      </p>
      <ol className="steps" id="steps" data-events={over ? undefined : `/signups/${id}/events`}>
        {progressSteps.map((step) => (
          <Step key={step} step={step} at={times.get(step)} current={step === current} />
        ))}
      </ol>
      <p className="unseen" role="status" id="news" />
      <h2>No mail?</h2>
      <p>
        Give it a minute and look among the spam. Then <a href="/verify/resend">ask for a fresh one</a>. Was there a slip in the
        address? <a href="/">Sign up again</a>, nothing else is needed.
      </p>
    </Layout>
  );
}

function Step({ step, at, current }: { step: ProgressStep; at: string | undefined; current: boolean }) {
  const { title, text } = words[step];
  const state = at === undefined ? (current ? "now" : "later") : "done";
  return (
    <li data-step={step} data-state={state} aria-current={current ? "step" : undefined}>
      <strong>{title}</strong>
      <span className="text">{text}</span>
      <time dateTime={at}>{at === undefined ? "" : `${at.slice(11, 16)} UTC`}</time>
    </li>
  );
}
