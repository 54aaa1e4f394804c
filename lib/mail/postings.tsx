import { createElement, Fragment, type ReactElement, type ReactNode } from "react";
import type { Words } from "../words/index.ts";
import { dotted, Inlines } from "./layout.tsx";
import type { PostingBlock } from "./letter.ts";
import { styles } from "./theme.ts";

interface PostingsProps {
  postings: readonly PostingBlock[];
  words: Words["mail"];
}

/** A table, as Outlook respects spacing and borders of cells only. */
export function Postings({ postings, words }: PostingsProps) {
  return (
    <table role="presentation" cellPadding="0" cellSpacing="0" border={0} width="100%" style={styles.postings}>
      <tbody>
        {postings.map((posting) => (
          <Posting key={posting.verdict} posting={posting} words={words} />
        ))}
      </tbody>
    </table>
  );
}

function Posting({ posting, words }: { posting: PostingBlock; words: Words["mail"] }) {
  const { title, href, company, facts, sentence, reasons, gaps, seen, moreAtCompany, verdicts } = posting;
  return (
    <tr>
      <td className="line text" style={styles.posting}>
        <h2 style={styles.role}>
          <a href={href} className="link" style={styles.roleLink} dir="auto">
            {title}
          </a>
        </h2>
        <p style={styles.facts}>
          <b dir="auto">{company}</b>
          {createElement(Fragment, null, ...facts.flatMap((fact) => [<br key={fact} />, dotted(fact)]))}
        </p>
        {sentence === "" ? null : <p style={styles.sentence}>{sentence}</p>}
        {reasons === "" && gaps === "" ? null : (
          <p className="tint" style={styles.why}>
            {reasons === "" ? null : <Said label={words.fits}>{reasons}</Said>}
            {reasons === "" || gaps === "" ? null : <br />}
            {gaps === "" ? null : <Said label={words.mayNot}>{gaps}</Said>}
          </p>
        )}
        <p className="muted" style={styles.seen}>
          <Inlines line={seen} />
        </p>
        <p style={styles.verdicts}>{createElement(Fragment, null, ...verdicts.map(verdictLink))}</p>
        {moreAtCompany === null ? null : (
          <p style={styles.more}>
            <Inlines line={[moreAtCompany]} />
          </p>
        )}
      </td>
    </tr>
  );
}

/** A button by style sheet; in clients that drop it, a link followed by a space. */
function verdictLink({ href, name, label }: PostingBlock["verdicts"][number]): ReactElement {
  return (
    <>
      <a href={href} className="link verdict" style={styles.verdict} aria-label={name}>
        {label}
      </a>{" "}
    </>
  );
}

function Said({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <b>{label}:</b> {children}
    </>
  );
}
