import * as Sentry from "@sentry/node";
import { env } from "./env.ts";
import { scrub } from "./scrub.ts";
import { second } from "./time.ts";

/** What is read of a log line, all of which is redacted already. */
interface Line {
  level?: string;
  msg?: string;
  err?: { type?: string; message?: string; stack?: string };
  [field: string]: unknown;
}

/** Fields to search errors by. */
const tagged = ["requestId", "job", "id", "route", "service"];
const loud = new Set(["error", "fatal"]);

/**
 * Errors go to Sentry as the log tells them: without bodies, headers, persons or what libraries would gather.
 */
export function startSentry(service: string, dsn: string) {
  Sentry.initWithoutDefaultIntegrations({
    dsn,
    environment: env.ENVIRONMENT,
    ...(env.COMMIT && { release: env.COMMIT }),
    initialScope: { tags: { service } },
    serverName: service,
    // Nothing but what is below, whatever its libraries could gather: breadcrumbs hold URLs, requests hold people.
    dataCollection: { userInfo: false, cookies: false, httpHeaders: false, httpBodies: [], urlQueryParams: false },
    maxBreadcrumbs: 0,
    beforeSend: (event) => JSON.parse(scrub(JSON.stringify(event))) as typeof event,
  });
  const send = (lines: string): void => {
    for (const text of lines.split("\n")) {
      if (text.includes('"level":"error"') || text.includes('"level":"fatal"')) report(JSON.parse(text) as Line);
    }
  };
  return { send, stop: () => Sentry.flush(2 * second) };
}

function report({ level, msg = "", err, time: _, pid: __, ...fields }: Line): void {
  if (level === undefined || !loud.has(level)) return;
  const error = new Error(err?.message ?? msg);
  error.name = err?.type ?? "Error";
  error.stack = err?.stack ?? "";
  const tags = Object.fromEntries(tagged.flatMap((name) => (name in fields ? [[name, String(fields[name])]] : [])));
  Sentry.captureException(error, { level: level as "error" | "fatal", tags, extra: { msg, ...fields } });
}
