import type { Problem } from "../problem.ts";
import { Layout } from "./layout.tsx";

/** What a browser sees of a problem that no form stands behind. */
export function problemPage(problem: Problem, requestId: string) {
  return (
    <Layout title={problem.title} failed>
      <h1>{problem.title}.</h1>
      <p className="lead">{problem.message}</p>
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({ pointer, message }) => (
            <li key={pointer + message}>
              {pointer.slice(1)}: {message}
            </li>
          ))}
        </ul>
      )}
      <p>
        <a href="/">To the start</a>
      </p>
      <p className="hint">
        If you write to us about it, this number helps: <code>{requestId}</code>
      </p>
    </Layout>
  );
}
