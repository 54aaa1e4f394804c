import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentVariables, secretName, type Variable } from "../../lib/env-variables.ts";
import { readersOf, requiredByWorkers, root } from "./readers.ts";

const opening = `# Configuration

<!-- Made from lib/env-variables.ts by \`npm run docs\`; a test compares. -->

Everything that differs between installations is an environment variable; there is no other configuration. An empty value counts
as not set. A process whose environment is wrong names everything that is wrong at once and exits with 1.

- **must be set**: in production both programs refuse to start without it, whichever of them reads it (${"`*`"}: only the workers do).
- **read by**: who uses it. Give what need not be set to nobody else: the ingress holds no key of the workers.
- **secret**: belongs in the host's secret store; our own are 32 characters or longer (\`npm run -s ops -- secrets\` makes a set).
  \`REDIS_URL\` carries a password.

Production also refuses the values that every developer knows, one value for two secrets, keys of vendors that are for trying,
the key of one vendor in the place of another's (while its \`…_BASE_URL\` is not set), a service key in the place of the anon key,
and Redis, the Data API or Polar without TLS except on this machine (unless \`ALLOW_PLAINTEXT_INTERNAL=1\`), and, whatever that
says, a \`PUBLIC_URL\` without it. Refused everywhere: \`POLAR_ACCESS_TOKEN\` or one product of Polar's without both products, and
quotation marks, spaces or a line break around a value, as a file for \`docker run --env-file\` or \`echo … | base64\` leaves them.
`;

/** Pads columns to one width, as the formatter does. */
function tableOf([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((cell, at) => Math.max(3, cell.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |\n`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("");
}

const stagingRows = [
  ["variable", "on staging"],
  ["`ENVIRONMENT`", "`staging`: the badge of the dashboard and of Bull Board, the environment at Sentry and of traces"],
  [
    "`EMAIL_ALLOWLIST`",
    '`@example.org`, or single addresses; without it workers that have `RESEND_API_KEY` do not start. A mail to anybody else is not sent: its delivery ends as skipped, "not on the allow-list"',
  ],
  ["`REDIS_PREFIX`", "`{jobping-staging}`, if both must share one Redis"],
  [
    "`SOURCES`, `SCRAPER_RATE_LIMITS`",
    "fewer sources and smaller budgets: a vendor counts the requests of one key together",
  ],
  [
    "`POLAR_BASE_URL`",
    "`https://sandbox-api.polar.sh`, with a token, products and a webhook's secret of its own: no money moves",
  ],
  ["`AI_MAX_DAILY_COST`", "`0.1`, or no `OPENAI_API_KEY` at all"],
  ["`AXIOM_DATASET`", "one of its own: log lines do not say from where they come"],
];

const staging = `## Staging

Staging and production run the same image with other variables: \`NODE_ENV=production\` on both, and on staging its own Redis, database,
secrets, \`PUBLIC_URL\` and \`EMAIL_DOMAIN\`, and

${tableOf(stagingRows)}
\`workers/email-allowlist.test.ts\` proves that nobody else is mailed. One thing is not a variable: the imprint of mails in
[lib/mail/sender.ts](../lib/mail/sender.ts), the same on both.
`;

/** Headings come from .env.example, which has the same variables in the same order (lib/env.test.ts). */
function groups(): Map<string, string[]> {
  const example = readFileSync(join(root, ".env.example"), "utf8");
  const found = new Map<string, string[]>();
  let heading = "";
  for (const [, title, name] of example.matchAll(/^(?:## (.+)|([A-Z_]+)=)$/gm)) {
    if (title !== undefined) heading = title;
    else found.set(heading, [...(found.get(heading) ?? []), name ?? ""]);
  }
  return found;
}

/** The rules that `NODE_ENV=production` adds. */
const inProduction = (name: string, { production }: Variable) => (name === "NODE_ENV" ? "production" : production);
const code = (value: string) => (value === "" ? "empty" : `\`${value}\``);

function rowOf(name: string, variable: Variable, workersNeed: readonly string[]): string[] {
  const { purpose, development } = variable;
  const production = inProduction(name, variable);
  const readers = readersOf(name);
  const absent = workersNeed.includes(name) ? "must be set\\*" : "–";
  return [
    `\`${name}\``,
    purpose.replaceAll("|", "\\|"),
    development === undefined ? "–" : code(development),
    production === undefined ? (development === undefined ? absent : "must be set") : code(production),
    readers.length === 2 ? "both" : readers.join(),
    secretName.test(name) ? "yes" : "",
  ];
}

const columns = ["variable", "what for", "in development", "in production", "read by", "secret"];

/** The text of docs/configuration.md. */
export function configuration(): string {
  const workersNeed = requiredByWorkers();
  const tables = [...groups()].map(([heading, names]) => {
    const rows = names.map((name) => {
      const variable = environmentVariables[name];
      if (!variable) throw new Error(`.env.example has ${name}, which lib/env does not read`);
      return rowOf(name, variable, workersNeed);
    });
    return `## ${heading.replace(/:.*/, "")}\n\n${tableOf([columns, ...rows])}`;
  });
  return [opening, ...tables, staging].join("\n");
}
