import type { Problem } from "../problem.ts";
import { Layout } from "./layout.tsx";
import { actionOf, ErrorSummary, TextField } from "./parts.tsx";

export type Asked = "verification" | "links";

const words = {
  verification: {
    path: "/verify/resend",
    title: "A fresh confirmation mail",
    text: "Tell us the address you signed up with. If it waits to be confirmed, a new mail comes.",
    button: "Send it again",
    done: "If this address waits to be confirmed, a mail is on its way.",
  },
  links: {
    path: "/links",
    title: "Your links by mail",
    text: "There is no password. Tell us your address, and the links to your preferences come by mail.",
    button: "Send me my links",
    done: "If we write to this address, a mail with your links is on its way.",
  },
} as const;

interface AskPageProps {
  what: Asked;
  typed?: URLSearchParams;
  problem?: Problem;
}

export function askPage({ what, typed, problem }: AskPageProps) {
  const { title, text } = words[what];
  return (
    <Layout title={title} failed={problem !== undefined}>
      {problem && <AskSummary problem={problem} />}
      <h1>{title}</h1>
      <p className="lead">{text}</p>
      <AskForm what={what} value={typed?.get("email") ?? ""} error={messageOf(problem)} />
    </Layout>
  );
}

/** The same for every address: who is with us is nobody else's business. */
export function askedPage({ what }: { what: Asked }) {
  const { title, done, path } = words[what];
  return (
    <Layout title={title}>
      <h1>Look into your inbox.</h1>
      <p className="lead">{done} Give it a minute, and look among the spam.</p>
      <p>
        Nothing came? <a href={path}>Ask again</a>: at most three mails an hour go to one address.
      </p>
    </Layout>
  );
}

/** A link that no longer works, with the form for a fresh one on the same page. */
export function linkProblemPage(what: Asked, problem: Problem) {
  if (problem.status !== 410 && problem.status !== 403) return undefined;
  return (
    <Layout title={problem.title} failed>
      <h1>{problem.title}.</h1>
      <p className="lead">
        {problem.status === 410 ? "Links work for a while only. You get a fresh one here." : problem.message}
      </p>
      <AskForm what={what} value="" />
    </Layout>
  );
}

const advice = "Enter an e-mail address such as name@example.org";

function messageOf(problem: Problem | undefined): string | undefined {
  return problem?.errors.some(({ pointer }) => pointer === "/email") ? advice : undefined;
}

function AskSummary({ problem }: { problem: Problem }) {
  const message = messageOf(problem);
  return (
    <ErrorSummary
      title={problem.title}
      lines={[message ? { message, field: "email" } : { message: problem.message }]}
    />
  );
}

function AskForm({ what, value, error }: { what: Asked; value: string; error?: string | undefined }) {
  const { path, button } = words[what];
  return (
    <form method="post" action={actionOf(path)} noValidate>
      <TextField
        name="email"
        label="E-mail address"
        type="email"
        inputMode="email"
        autoComplete="email"
        value={value}
        error={error}
      />
      <button type="submit">{button}</button>
    </form>
  );
}
