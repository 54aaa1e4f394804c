import { createElement, Fragment, type ReactElement, type ReactNode } from "react";
import { Button, Container, Head, Html, Preview, Section } from "react-email";
import type { Locale } from "../words/index.ts";
import type { Inline, Letter, Line } from "./letter.ts";
import { sender } from "./sender.ts";
import { styleSheet, styles } from "./theme.ts";

interface LayoutProps {
  letter: Letter;
  locale: Locale;
  children: ReactNode;
}

/**
 * The frame of every mail. Some clients drop html and body, so language and direction are set on the div as well.
 * React Email's components are used where mail programs differ, the frame and the buttons; everything else is plain
 * elements, which cost a tenth.
 */
export function Layout({ letter: { subject, preheader, footer, footerLinks }, locale, children }: LayoutProps) {
  return (
    <Html lang={locale} dir="ltr">
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no" />
        <title>{subject}</title>
        <style>{styleSheet}</style>
      </Head>
      <body lang={locale} dir="ltr" className="page" style={styles.page}>
        <div lang={locale} dir="ltr" className="page" style={styles.around}>
          <Preview useTitleTag={false}>{preheader}</Preview>
          <Container style={styles.container}>
            <p className="link" style={styles.wordmark}>
              {sender.name}
            </p>
            <Section className="card line" tdClassName="card-inside" style={styles.card}>
              {children}
            </Section>
            <Section style={styles.footer}>
              {createElement(Fragment, null, ...footer.map((line) => footerLine([line])))}
              {footerLinks.length === 0 ? null : footerLine(footerLinks.flatMap((link) => [link, " · "]).slice(0, -1))}
              {footerLine([sender.postalAddress])}
            </Section>
          </Container>
        </div>
      </body>
    </Html>
  );
}

function footerLine(line: Line): ReactElement {
  return (
    <p className="muted" style={styles.footerLine}>
      <Inlines line={line} />
    </p>
  );
}

export function Inlines({ line }: { line: Line }) {
  return createElement(Fragment, null, ...line.map(inline));
}

function inline(part: Inline): ReactNode {
  return typeof part === "string" ? dotted(part) : <TextLink href={part.href}>{part.text}</TextLink>;
}

/** A dot between facts may end a line but never begins one. */
export const dotted = (text: string): string => text.replaceAll(" · ", "\u00a0· ");

function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="link" style={styles.link}>
      {children}
    </a>
  );
}

export function Action({ href, label }: { href: string; label: string }) {
  return (
    <Section style={styles.action}>
      <Button href={href} className="button" style={styles.button}>
        {label}
      </Button>
    </Section>
  );
}
