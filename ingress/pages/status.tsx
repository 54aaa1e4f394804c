import { type ProgressStep, progressSteps, type StepTime } from "../../lib/subscribers/progress.ts";
import { Layout } from "./layout.tsx";

interface StatusPageProps {
  id: string;
  steps: readonly StepTime[];
}

interface Words {
  title: string;
  text: string;
  /** What the page says first once this step is done; absent = what the one before said. */
  headline?: string;
  lead?: string;
}

const words: Readonly<Record<ProgressStep, Words>> = {
  received: {
    title: "We have your wishes",
    text: "They travel sealed until they are stored.",
    headline: "Thank you. Now look into your inbox.",
    lead: "A mail goes to the address you gave. Press the button in it, and your first jobs come at once.",
  },
  verification_sent: {
    title: "A mail is in your inbox",
    text: "Open it and press its button. It may hide among the spam.",
  },
  verified: {
    title: "You pressed the button",
    text: "From now on we may write to you.",
    headline: "Confirmed. Your first jobs are coming.",
    lead: "We are choosing them. You can close this page: they come by mail.",
  },
  matched: { title: "We chose your jobs", text: "The newest that fit, at most two of one company." },
  digest_sent: {
    title: "Your first jobs are on their way",
    text: "The next ones come when you asked for them.",
    headline: "Your first jobs are in your inbox.",
    lead: "Good luck with them. The next ones come when you asked for them.",
  },
};

/** The way of a signup. A script moves it along; without one the page reloads itself until the way is over. */
export function statusPage({ id, steps }: StatusPageProps) {
  const times = new Map(steps.map(({ step, at }) => [step, at]));
  const over = times.has("digest_sent");
  const current = progressSteps.find((step) => !times.has(step));
  const said = progressSteps.filter((step) => times.has(step) && words[step].headline).at(-1) ?? "received";
  const reload = (
    <noscript>
      <meta httpEquiv="refresh" content="10" />
    </noscript>
  );
  return (
    <Layout title="Your signup" scripts={["status.js"]} head={over ? undefined : reload}>
      <h1 id="headline">{words[said].headline}</h1>
      <p className="lead" id="lead">
        {words[said].lead}
      </p>
      <ol className="steps" id="steps" data-events={over ? undefined : `/signups/${id}/events`}>
        {progressSteps.map((step) => (
          <Step key={step} step={step} at={times.get(step)} current={step === current} />
        ))}
      </ol>
      <p className="unseen" role="status" id="news" />
      <h2>No mail?</h2>
      <p>
        Give it a minute and look among the spam. Then <a href="/verify/resend">ask for a fresh one</a>. Was there a
        slip in the address? <a href="/">Sign up again</a>, nothing else is needed.
      </p>
    </Layout>
  );
}

function Step({ step, at, current }: { step: ProgressStep; at: string | undefined; current: boolean }) {
  const { title, text, headline, lead } = words[step];
  const state = at === undefined ? (current ? "now" : "later") : "done";
  return (
    <li
      data-step={step}
      data-state={state}
      data-headline={headline}
      data-lead={lead}
      aria-current={current ? "step" : undefined}
    >
      <strong>{title}</strong>
      <span className="text">{text}</span>
      <time dateTime={at}>{at === undefined ? "" : `${at.slice(11, 16)} UTC`}</time>
    </li>
  );
}
