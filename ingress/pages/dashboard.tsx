import type { ReactNode } from "react";
import { clockOf, countOf, numberOf, spanOf } from "../../lib/figures/format.ts";
import type { Dashboard } from "../../lib/figures/known.ts";
import type { FiguresProblem } from "../../lib/figures/problem.ts";
import { isStale, problemsOf, type Verdict, verdictOf } from "../../lib/figures/problems.ts";
import { Delivering, Freshness } from "./dashboard-delivering.tsx";
import { OperatorLayout } from "./dashboard-layout.tsx";
import { Database, Environment } from "./dashboard-machine.tsx";
import { Billing, Mail, Model, People } from "./dashboard-outcome.tsx";
import { BoardOf, State, severityWords } from "./dashboard-parts.tsx";
import { Queues } from "./dashboard-queues.tsx";
import { Sources } from "./dashboard-sources.tsx";

/** What is wrong first, then every figure in the order in which an operator asks. */
export function dashboardPage(seen: Dashboard, now = new Date()) {
  const problems = problemsOf(seen, now);
  const verdict = verdictOf(seen, problems);
  const { figures, history } = seen;
  return (
    <OperatorLayout title={titleOf(verdict)} environment={figures?.environment.name}>
      <Live verdict={verdict} problems={problems} history={history?.at}>
        <Trust seen={seen} now={now} />
        <Sentence verdict={verdict} problems={problems} />
        <Problems problems={problems} isFine={verdict.state === "delivering"} />
        {figures !== null && (
          <BoardOf value={{ problems, at: figures.at, now, oldSince: (part) => oldSince(part, seen, now) }}>
            {history === null ? (
              <p className="list">No charts yet: their first point comes within five minutes.</p>
            ) : (
              <Ranges />
            )}
            <div className="panels">
              <Delivering figures={figures} history={history} />
              <Freshness figures={figures} history={history} />
              <Queues figures={figures} history={history} />
              <Sources figures={figures} />
              <Mail figures={figures} history={history} />
              <Model figures={figures} history={history} />
              <People figures={figures} history={history} />
              <Billing figures={figures} />
              <Database figures={figures} />
              <Environment figures={figures} />
            </div>
          </BoardOf>
        )}
        <p className="hint">
          Not judged here, as figures do not tell: answers of the ingress (5xx, 429), webhooks, and processes that are
          gone. Their alerts come from Prometheus.
        </p>
      </Live>
    </OperatorLayout>
  );
}

const titleOf = ({ state }: Verdict) =>
  ({ delivering: "Delivering", "not delivering": "NOT delivering", unknown: "Unknown" })[state];

/** Parts that come from Postgres stay as they were while it is away. */
const fromPostgres = ["delivering", "freshness", "sources", "mail", "people", "billing", "database"];

function oldSince(part: string, { figures, ageMs, redis }: Dashboard, now: Date): string | null {
  if (figures === null) return null;
  if (!redis.up || isStale({ ageMs })) return clockOf(figures.at, now);
  const isAway = !figures.database.up && fromPostgres.includes(part);
  return isAway && figures.databaseAt !== null ? clockOf(figures.databaseAt, now) : null;
}

/** What somebody woken at three reads in two seconds. */
function Sentence({ verdict, problems }: { verdict: Verdict; problems: readonly FiguresProblem[] }) {
  const urgent = problems.filter(({ severity }) => severity === "page").length;
  const troubled = verdict.state === "delivering" && urgent > 0;
  return (
    <div className={`verdict ${troubled ? "troubled" : verdict.state.replace(" ", "-")}`}>
      <h1>{verdict.sentence}</h1>
      {verdict.because && <p>RUNBOOK: {verdict.because.runbook}</p>}
      {troubled && <p>{countOf(urgent, "urgent problem")} beside that</p>}
    </div>
  );
}

interface LiveProps {
  verdict: Verdict;
  problems: readonly FiguresProblem[];
  history: string | undefined;
  children: ReactNode;
}

/**
 * The part that the script renews. What is announced changes with the state and the problems, not with every number.
 */
function Live({ verdict, problems, history, children }: LiveProps) {
  const told = [verdict.state, ...problems.map(({ problem, where }) => `${problem} ${where}`)].join(", ");
  return (
    <>
      <p id="news" className="unseen" role="status" />
      <p id="renewal" className="verdict unknown" role="alert" hidden />
      <div id="live" data-told={told} data-history={history}>
        {children}
      </div>
    </>
  );
}

/** How far the figures can be believed: their age, and who answers. */
function Trust({ seen: { figures, ageMs, redis }, now }: { seen: Dashboard; now: Date }) {
  const { up, latencyMs } = redis;
  const postgres = figures?.database;
  const answers = isStale({ ageMs }) ? "answered then" : "answers";
  return (
    <ul className="trust">
      <li>
        Figures{" "}
        <State severity={isStale({ ageMs }) ? "page" : undefined}>
          {figures === null ? "none" : `of ${clockOf(figures.at, now)} UTC, ${spanOf(ageMs ?? 0)} old`}
        </State>
      </li>
      <li>
        Redis{" "}
        <State severity={up ? undefined : "page"}>
          {up ? `answers${latencyMs === null ? "" : ` in ${numberOf(latencyMs)} ms`}` : "away"}
        </State>
      </li>
      {postgres && (
        <li>
          Postgres{" "}
          <State severity={postgres.up ? undefined : "page"}>
            {postgres.up ? answers : figures.databaseAt ? `away since ${clockOf(figures.databaseAt, now)} UTC` : "away"}
          </State>
        </li>
      )}
      {figures?.slowAt && <li>Counts of 24 h of {clockOf(figures.slowAt, now)} UTC</li>}
      <li>
        <noscript>
          <a href="/dashboard">Look again</a>
        </noscript>
      </li>
    </ul>
  );
}

/** More problems than these are read in their parts. */
const mostProblems = 12;

function Problems({ problems, isFine }: { problems: readonly FiguresProblem[]; isFine: boolean }) {
  if (problems.length === 0) return isFine ? <p className="lead">Nothing is wrong that figures can tell.</p> : null;
  const rest = problems.slice(mostProblems);
  return (
    <>
      <ol className="problems">{problems.slice(0, mostProblems).map(lineOf)}</ol>
      {rest.length > 0 && (
        <details>
          <summary>{`And ${rest.length} more`}</summary>
          <ol className="problems">{rest.map(lineOf)}</ol>
        </details>
      )}
    </>
  );
}

function lineOf({ problem, severity, sentence, runbook, where }: FiguresProblem) {
  const part = where.split(".")[0];
  return (
    <li key={`${problem} ${where}`} className={severity}>
      <State severity={severity}>{severityWords[severity]}</State>
      <span className="sentence">{where.includes(".") ? <a href={`#${part}`}>{sentence}</a> : sentence}</span>
      <span className="entry">
        RUNBOOK: {runbook} <small>({problem})</small>
      </span>
    </li>
  );
}

/** For all charts. CSS alone shows one or the other, so it works without a script. */
function Ranges() {
  return (
    <fieldset className="ranges">
      <legend>Charts of</legend>
      {(["day", "month"] as const).map((range) => (
        <label key={range}>
          <input type="radio" name="range" value={range} defaultChecked={range === "day"} />
          <span>{range === "day" ? "24 h" : "30 d"}</span>
        </label>
      ))}
    </fieldset>
  );
}
