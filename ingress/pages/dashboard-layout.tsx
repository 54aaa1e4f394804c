import type { ReactNode } from "react";
import { assetPath } from "./assets.ts";
import { Mark } from "./layout.tsx";

interface OperatorLayoutProps {
  title: string;
  /** ENVIRONMENT of the installation that is shown. */
  environment?: string | undefined;
  children: ReactNode;
}

const places = [
  ["Dashboard", "/dashboard"],
  ["Queues", "/admin/queues"],
  ["Metrics", "/metrics"],
  ["API", "/docs"],
] as const;

/** The frame of the operators' pages. English only. */
export function OperatorLayout({ title, environment, children }: OperatorLayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} – JobPing operations`}</title>
        <link rel="icon" href={assetPath("icon.svg")} type="image/svg+xml" />
        <link rel="stylesheet" href={assetPath("style.css")} />
        <link rel="stylesheet" href={assetPath("dashboard.css")} />
        <script type="module" src={assetPath("dashboard.js")} />
      </head>
      <body className="operator">
        <a className="skip" href="#main">
          Skip to the content
        </a>
        <header className="top">
          <a className="brand" href="/dashboard" aria-label="JobPing operations">
            <Mark />
            JobPing
          </a>
          {environment !== undefined && <span className={`environment ${environment}`}>{environment}</span>}
          <nav aria-label="Operations">
            {places.map(([name, path]) => (
              <a key={path} href={path} aria-current={path === "/dashboard" ? "page" : undefined}>
                {name}
              </a>
            ))}
          </nav>
          <form method="post" action="/logout">
            <button type="submit" className="quiet">
              Sign out
            </button>
          </form>
        </header>
        <main id="main">{children}</main>
      </body>
    </html>
  );
}
