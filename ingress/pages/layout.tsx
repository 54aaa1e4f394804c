import type { ReactNode } from "react";
import { type Locale, locales, wordsOf } from "../../lib/words/index.ts";
import { pathIn } from "../locale.ts";
import { type AssetName, assetPath } from "./assets.ts";
import { Language, useLocale, useWords } from "./language.ts";

interface LayoutProps {
  title: string;
  /** Absent = the language of whoever asked, as for a problem's page. */
  locale?: Locale;
  /** Where GET shows this page, so that it can be read in another language; absent = nowhere. */
  self?: string;
  /** Begins the title of a form that came back: screen readers and tabs say it first. */
  failed?: boolean;
  wide?: boolean;
  scripts?: readonly AssetName[];
  children: ReactNode;
}

/** The frame of every page. */
export function Layout(props: LayoutProps) {
  const { title, self, failed = false, wide = false, scripts = [], children } = props;
  const around = useLocale();
  const { locale = around } = props;
  const { error, skip } = wordsOf(locale).pages.common;
  return (
    <Language value={locale}>
      <html lang={locale}>
        <head>
          <meta charSet="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${failed ? `${error}: ` : ""}${title} – JobPing`}</title>
          <link rel="icon" href={assetPath("icon.svg")} type="image/svg+xml" />
          <link rel="stylesheet" href={assetPath("style.css")} />
          {scripts.map((name) => (
            <script key={name} type="module" src={assetPath(name)} />
          ))}
        </head>
        <body>
          <a className="skip" href="#main">
            {skip}
          </a>
          <Top />
          <main id="main" className={wide ? "wide" : "narrow"}>
            {children}
          </main>
          <Bottom self={self} />
        </body>
      </html>
    </Language>
  );
}

function Top() {
  const [locale, { common }] = [useLocale(), useWords().pages];
  return (
    <header className="top">
      <a className="brand" href={pathIn(locale, "/")} aria-label={common.home}>
        <Mark />
        JobPing
      </a>
      <a href={pathIn(locale, "/search")}>{common.search}</a>
    </header>
  );
}

function Bottom({ self }: { self: string | undefined }) {
  const [locale, { common }] = [useLocale(), useWords().pages];
  return (
    <footer className="bottom">
      <div>
        <nav aria-label={common.about}>
          <a href={pathIn(locale, "/privacy")}>{common.privacy}</a>
          <a href={pathIn(locale, "/terms")}>{common.terms}</a>
          <a href={pathIn(locale, "/links")}>{common.links}</a>
        </nav>
        {self !== undefined && <Languages self={self} />}
        <p>{common.sources}</p>
      </div>
    </footer>
  );
}

function Languages({ self }: { self: string }) {
  const [locale, { common }] = [useLocale(), useWords().pages];
  return (
    <nav aria-label={common.languages}>
      {locales
        .filter((other) => other !== locale)
        .map((other) => (
          <a key={other} href={pathIn(other, self)} lang={other} hrefLang={other}>
            {wordsOf(other).language}
          </a>
        ))}
    </nav>
  );
}

export function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <circle cx="16" cy="16" r="5" fill="currentColor" />
      <path d="M16 5a11 11 0 0 1 11 11" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <path d="M16 27A11 11 0 0 1 5 16" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
