import { pathIn } from "../locale.ts";
import type { Problem } from "../problem.ts";
import { useLocale, useWords } from "./language.ts";
import { Layout } from "./layout.tsx";
import { sentence } from "./parts.tsx";

interface ProblemPageProps {
  problem: Problem;
  requestId: string;
}

/** The page for a problem that came without a form. */
export const problemPage = (props: ProblemPageProps) => <ProblemPage {...props} />;

function ProblemPage({ problem, requestId }: ProblemPageProps) {
  const [locale, { problems, common }] = [useLocale(), useWords().pages];
  const { title, text } = problems[problem.code];
  return (
    <Layout title={title} failed>
      <h1>{sentence(title)}</h1>
      <p className="lead">{text}</p>
      <p>
        <a className="button" href={pathIn(locale, "/")}>
          {common.toStart}
        </a>
      </p>
      <p className="hint">
        {problems.number} <code>{requestId}</code>
      </p>
    </Layout>
  );
}
