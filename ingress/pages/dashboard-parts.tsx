import { createContext, type ReactNode, useContext } from "react";
import { clockOf, spanOf } from "../../lib/figures/format.ts";
import type { FiguresProblem, Severity } from "../../lib/figures/problem.ts";

/** What each part of the dashboard needs beside its own figures. */
export interface Board {
  problems: readonly FiguresProblem[];
  /** When the figures were gathered: ages are as of then. */
  at: string;
  now: Date;
  /** Since when a part could not be read, "14:03"; null = it is fresh. */
  oldSince(part: string): string | null;
}
export const BoardOf = createContext<Board>({ problems: [], at: "", now: new Date(0), oldSince: () => null });

const useMark = (where: string | undefined): FiguresProblem | undefined =>
  useContext(BoardOf).problems.find((problem) => problem.where === where);

export const severityWords: Record<Severity, string> = { page: "Urgent", ticket: "Ticket", note: "Note" };

interface CardProps<Part> {
  id: string;
  title: string;
  /** Null = could not be read yet. */
  of: Part | null;
  children: (part: Part) => ReactNode;
}

/** One part of the figures and its state in a word: old figures are never called fine. */
export function Card<Part>({ id, title, of, children }: CardProps<Part>) {
  const { problems, oldSince } = useContext(BoardOf);
  const mine = problems.filter(({ where }) => where.startsWith(`${id}.`));
  const worst = mine[0]?.severity;
  const old = oldSince(id);
  const count = mine.length === 1 ? "1 problem" : `${mine.length} problems`;
  return (
    <section className={old === null ? "panel" : "panel old"} id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {title}
        <span>
          {of !== null && old !== null && <State severity="note">{`As of ${old} UTC`}</State>}{" "}
          {of === null && <State severity="ticket">Not read yet</State>}
          {of !== null && worst && <State severity={worst}>{count}</State>}
          {of !== null && !worst && old === null && <State severity={undefined}>Fine</State>}
        </span>
      </h2>
      {of === null ? (
        <p className="none">Nothing could be read yet: Postgres has not answered since the first figures.</p>
      ) : (
        children(of)
      )}
    </section>
  );
}

/** A word with a colour: never the colour alone. */
export function State({ severity, children }: { severity: Severity | undefined; children: ReactNode }) {
  return <span className={`state ${severity ?? "fine"}`}>{children}</span>;
}

/** A figure; one with a problem says so in a word. */
export function Value({ of: where, children }: { of?: string | undefined; children: ReactNode }) {
  const mark = useMark(where);
  if (mark === undefined) return children;
  return (
    <strong className={`marked ${mark.severity}`}>
      {children} <span>{mark.word}</span>
    </strong>
  );
}

export const Facts = ({ children }: { children: ReactNode }) => <dl className="tiles">{children}</dl>;

interface FactProps {
  name: string;
  /** The problem's `where`. */
  of?: string;
  /** The figure that the part is mainly about. */
  main?: boolean;
  children: ReactNode;
}

export function Fact({ name, of, main = false, children }: FactProps) {
  return (
    <div className={main ? "main" : undefined}>
      <dt>{name}</dt>
      <dd>
        <Value of={of}>{children}</Value>
      </dd>
    </div>
  );
}

interface TableProps {
  caption: string;
  head: readonly string[];
  /** By key: its cells, the first of which names the row. */
  rows: readonly (readonly [string, readonly ReactNode[]])[];
  /** The columns that hold words. */
  words?: readonly string[];
}

/** Not every browser scrolls an element by keyboard unless it can have the focus. */
const byKeyboard = { tabIndex: 0 };

/** Numbers in columns; a table wider than the screen scrolls by itself, also with the keyboard. */
export function Table({ caption, head, rows, words = [] }: TableProps) {
  const kindOf = (name: string | undefined) => (words.some((each) => each === name) ? "words" : undefined);
  return (
    <section className="scroll" aria-label={caption} {...byKeyboard}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col" className={kindOf(name)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, [first, ...cells]]) => (
            <tr key={key}>
              <th scope="row">{first}</th>
              {cells.map((cell, column) => (
                <td key={head[column + 1]} className={kindOf(head[column + 1])}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** How much of something is used, as a bar beside the words. */
export function Bar({ part, of }: { part: number; of: number }) {
  const width = of > 0 ? Math.min(100, (100 * part) / of) : 0;
  return (
    <svg className="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">
      <rect className="all" width="100" height="6" />
      <rect className="part" width={width.toFixed(1)} height="6" />
    </svg>
  );
}

/** "26 min", with the moment as its title; null = never. */
export function Ago({ iso }: { iso: string | null }) {
  const { at, now } = useContext(BoardOf);
  if (iso === null) return "never";
  return (
    <time dateTime={iso} title={`${clockOf(iso, now)} UTC`}>
      {spanOf(Date.parse(at) - Date.parse(iso))}
    </time>
  );
}
