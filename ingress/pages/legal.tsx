import { consentWording } from "../../lib/subscribers/wishes.ts";
import { type Locale, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { Layout } from "./layout.tsx";

interface Section {
  title: string;
  lines?: readonly string[];
  list?: readonly string[];
}

/** A template: whoever runs JobPing has a lawyer read it. What it says about the program is true. */
export function privacyPage(locale: Locale) {
  const { privacy } = wordsOf(locale).pages.legal;
  const sections: readonly Section[] = privacy.sections;
  return (
    <Layout title={privacy.title} locale={locale} self="/privacy">
      <h1>{privacy.title}</h1>
      <p className="lead">{privacy.lead}</p>
      {sections.map(({ title, lines = [], list }) => (
        <section key={title}>
          <h2>{title}</h2>
          {lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
          {list && <List items={list} />}
        </section>
      ))}
      <p>
        <a className="button quiet" href={pathIn(locale, "/links")}>
          {privacy.links}
        </a>
      </p>
    </Layout>
  );
}

/** A template, as above. */
export function termsPage(locale: Locale) {
  const { terms } = wordsOf(locale).pages.legal;
  return (
    <Layout title={terms.title} locale={locale} self="/terms">
      <h1>{terms.title}</h1>
      <p className="lead">{terms.lead(consentWording)}</p>
      <List items={terms.list} />
      <h2>{terms.premium.title}</h2>
      <List items={terms.premium.list} />
      <p>
        <a className="button quiet" href={pathIn(locale, "/premium")}>
          {terms.premium.link}
        </a>
      </p>
    </Layout>
  );
}

function List({ items }: { items: readonly string[] }) {
  return (
    <ul className="roomy">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}
