import type { ReactNode } from "react";
import { Button, Container, Head, Heading, Html, Link, Preview, Section, Text } from "react-email";
import type { SubscriberLinks } from "./links.ts";
import { sender } from "./sender.ts";
import { darkStyles, styles } from "./theme.ts";

interface LayoutProps {
  /** The subject: screen readers announce it. */
  title: string;
  /** What the inbox shows after the subject; 40 to 90 characters are seen. */
  preheader: string;
  /** Why this mail came and how to stop it. */
  footer: ReactNode;
  children: ReactNode;
}

/** The frame of every mail. Some clients drop html and body, so language and direction stand on the div as well. */
export function Layout({ title, preheader, footer, children }: LayoutProps) {
  return (
    <Html lang="en" dir="ltr">
      <Head>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{title}</title>
        <style>{darkStyles}</style>
      </Head>
      <body lang="en" dir="ltr" className="page" style={styles.page}>
        <div lang="en" dir="ltr" className="page" style={styles.around}>
          <Preview useTitleTag={false}>{preheader}</Preview>
          <Container style={styles.container}>
            <Text className="link" style={styles.wordmark} data-skip-in-text="true">
              {sender.name}
            </Text>
            <Section className="card" tdClassName="card-inside" style={styles.card}>
              {children}
            </Section>
            <Section style={styles.footer}>
              {footer}
              <FooterLine>{sender.postalAddress}</FooterLine>
            </Section>
          </Container>
        </div>
      </body>
    </Html>
  );
}

export function Title({ children }: { children: ReactNode }) {
  return (
    <Heading as="h1" className="text" style={styles.title}>
      {children}
    </Heading>
  );
}

export function Paragraph({ children }: { children: ReactNode }) {
  return (
    <Text className="text" style={styles.paragraph}>
      {children}
    </Text>
  );
}

export function Muted({ children }: { children: ReactNode }) {
  return (
    <Text className="muted" style={styles.muted}>
      {children}
    </Text>
  );
}

export function FooterLine({ children }: { children: ReactNode }) {
  return (
    <Text className="muted" style={styles.footerLine} data-tight="true">
      {children}
    </Text>
  );
}

export function TextLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="link" style={styles.link}>
      {children}
    </Link>
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

/** The button's address in full, for whom it does not work. The text part has it already. */
export function ActionInFull({ href }: { href: string }) {
  return (
    <Text className="muted" style={styles.muted} data-skip-in-text="true">
      {"If the button does not work, open this link: "}
      <Link href={href} className="link" style={styles.longLink}>
        {href}
      </Link>
    </Text>
  );
}

/** The way out and the way to change things, at the end of every mail to a confirmed address. */
export function AccountFooter({ links, children }: { links: SubscriberLinks; children: ReactNode }) {
  return (
    <>
      <FooterLine>{children}</FooterLine>
      <FooterLine>
        <TextLink href={links.preferences}>Your preferences</TextLink>
        <span data-line-in-text="true"> · </span>
        <TextLink href={links.unsubscribe}>Unsubscribe</TextLink>
      </FooterLine>
    </>
  );
}
