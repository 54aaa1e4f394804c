import type { ReactNode } from "react";
import { type AssetName, assetPath } from "./assets.ts";

interface LayoutProps {
  title: string;
  /** Screen readers and tabs say it first when the form came back. */
  failed?: boolean;
  wide?: boolean;
  scripts?: readonly AssetName[];
  head?: ReactNode;
  children: ReactNode;
}

/** The frame of every page. */
export function Layout({ title, failed = false, wide = false, scripts = [], head, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${failed ? "Error: " : ""}${title} – JobPing`}</title>
        <link rel="icon" href={assetPath("icon.svg")} type="image/svg+xml" />
        <link rel="stylesheet" href={assetPath("style.css")} />
        <link rel="stylesheet" href={assetPath("form.css")} />
        {scripts.map((name) => (
          <script key={name} src={assetPath(name)} defer />
        ))}
        {head}
      </head>
      <body>
        <a className="skip" href="#main">
          Skip to the content
        </a>
        <header className="top">
          <a className="brand" href="/">
            <Mark />
            JobPing
          </a>
        </header>
        <main id="main" className={wide ? "wide" : "narrow"}>
          {children}
        </main>
        <footer className="bottom">
          <nav aria-label="About">
            <a href="/search">Search jobs</a>
            <a href="/privacy">Privacy</a>
            <a href="/terms">Terms</a>
            <a href="/links">Your preferences</a>
          </nav>
          <p>City names by GeoNames, CC BY 4.0.</p>
        </footer>
      </body>
    </html>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <circle cx="16" cy="16" r="5" fill="currentColor" />
      <path d="M16 5a11 11 0 0 1 11 11" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
      <path d="M16 27A11 11 0 0 1 5 16" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
