import { createElement, Fragment, type ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { type Locale, wordsOf } from "../words/index.ts";
import { Action, Inlines, Layout } from "./layout.tsx";
import type { Block, Letter } from "./letter.ts";
import { Postings } from "./postings.tsx";
import { outlookStyles, styles } from "./theme.ts";

export function html(letter: Letter, locale: Locale): string {
  const page = (
    <Layout letter={letter} locale={locale}>
      <h1 className="text title" style={styles.title}>
        {letter.title}
      </h1>
      {createElement(Fragment, null, ...letter.blocks.map((block) => partOf(block, locale)))}
    </Layout>
  );
  return `<!DOCTYPE html>${renderToStaticMarkup(page).replace("</head>", `${outlookStyles}</head>`)}`;
}

function partOf(block: Block, locale: Locale): ReactElement {
  const words = wordsOf(locale).mail;
  switch (block.is) {
    case "paragraph":
      return (
        <p className="text" style={styles.paragraph}>
          <Inlines line={block.line} />
        </p>
      );
    case "note":
      return (
        <p className="muted" style={styles.note}>
          <Inlines line={block.line} />
        </p>
      );
    case "action":
      return <Action href={block.href} label={block.label} />;
    case "postings":
      return <Postings postings={block.postings} words={words} />;
  }
}
