import { Refusal, UsageError } from "./refusals.ts";
import { onSystem } from "./services.ts";

interface Command {
  usage: string;
  does: string;
  /** Loaded on demand, so that each command loads only what it needs. */
  load(): Promise<{ run(args: string[]): Promise<void> }>;
}

const commands: Readonly<Record<string, Command>> = {
  parse: {
    usage: "parse --source NAME [--target TARGET]",
    does: "one raw reply of a provider (JSON or XML) on stdin -> one line a normalised posting",
    load: () => import("./parse.ts"),
  },
  normalise: {
    usage: "normalise",
    does: "lines {id, title, company?, location?, description?, ...} on stdin -> one line a normalised posting",
    load: () => import("./normalise.ts"),
  },
  dedupe: {
    usage: "dedupe",
    does: "lines {id, source, url, title, company, location, ...} on stdin -> {id, group}: one group, one posting",
    load: () => import("./dedupe.ts"),
  },
  match: {
    usage: "match --subscribers FILE [--top N]",
    does: "postings as for normalise on stdin, FILE with lines {id, ...signup body} -> {subscriber, rank, posting, score, ...}",
    load: () => import("./match.ts"),
  },
  status: {
    usage: "status [--json]",
    does: "is it delivering, and what is wrong; ends with 1 if it would wake somebody",
    load: onSystem(["redis"], () => import("./status.ts")),
  },
  doctor: {
    usage: "doctor [--json]",
    does: "Redis, clocks, migrations, rights, schedules, secrets, domain, Polar: PASS, WARN or FAIL, and what to do",
    load: onSystem(["database", "redis"], () => import("./doctor.ts")),
  },
  jobs: {
    usage: "jobs search [--queue Q] --text TEXT [--since AGE] [--limit N] | show QUEUE ID  [--json]",
    does: "what became of jobs, over the ledger and the dead letters; one job with its error and payload",
    load: onSystem(["database", "redis"], () => import("./jobs.ts")),
  },
  subscriber: {
    usage: "subscriber show ID|ADDRESS|- [--json]",
    does: "wishes, status, last mails and why not; - reads the address from stdin, as shells keep a history",
    load: onSystem(["database"], () => import("./subscriber.ts")),
  },
  digest: {
    usage: "digest --dry-run --subscriber ID|ADDRESS|- [--json]",
    does: "what would be sent to them now, why, and why the nearest others not; writes nothing",
    load: onSystem(["database"], () => import("./digest.ts")),
  },
  redis: {
    usage: "redis [--purge --yes] [--json]",
    does: "keys and bytes by what they are for, and orphans; --purge removes these",
    load: onSystem(["redis"], () => import("./redis.ts")),
  },
  secrets: {
    usage: "secrets [--json]",
    does: "a fresh set of every secret of ours, as lines of an .env file",
    load: () => import("./secrets.ts"),
  },
  "invalidate-tokens": {
    usage: "invalidate-tokens --subscriber ID|--all --yes",
    does: "every link mailed until now to these people, or to all, is dead; open /links for fresh ones",
    load: () => import("./invalidate-tokens.ts"),
  },
  retry: {
    usage: "retry --queue Q --id ID [--id ID] [--json]",
    does: "these failed jobs run again, with all their attempts",
    load: () => import("./retry.ts"),
  },
  redrive: {
    usage: "redrive --queue Q [--after ISO|AGE] [--before ISO|AGE] [--error TEXT] [--rate N] [--max N] --yes [--json]",
    does: "failed jobs run again, also those that Redis has lost: the oldest first, 10 a second, a thousand at most",
    load: () => import("./redrive.ts"),
  },
  pause: {
    usage: "pause --queue Q | --source S  [--json]",
    does: "a queue starts no more jobs, or a source is asked no more, until you resume it",
    load: () => import("./pause.ts"),
  },
  resume: {
    usage: "resume --queue Q | --source S | mail  [--json]",
    does: "what was paused goes on; mail: digests that complaints or bounces have stopped go out again, in ten minutes",
    load: () => import("./resume.ts"),
  },
  schedule: {
    usage: "schedule list | run ID  [--json]",
    does: "every clock with its next and its last run; one of them now",
    load: onSystem(["redis"], () => import("./schedule.ts")),
  },
  erase: {
    usage: "erase --subscriber ID|--email ADDRESS|- --yes [--json]",
    does: "everything about this person is deleted, as if they had asked themselves",
    load: onSystem(["database"], () => import("./erase.ts")),
  },
  export: {
    usage: "export --subscriber ID|--email ADDRESS|- [--mail] [--json]",
    does: "every row about this person, as JSON; --mail: they get the link to it instead",
    load: onSystem(["database"], () => import("./export.ts")),
  },
  billing: {
    usage: "billing show ID|ADDRESS|- | sync ID|ADDRESS|- | owed | reconcile [--force] --yes  [--json]",
    does: "premium: what we have of somebody and what Polar says; read it again; what erased people paid; compare all with Polar",
    load: onSystem(["database"], () => import("./billing.ts")),
  },
  migrate: {
    usage: "migrate",
    does: "the database at DATABASE_URL gets the migrations that it has not seen",
    load: () => import("./migrate.ts"),
  },
  restored: {
    usage: "restored --dumped ISO --lost ISO --yes [--json]",
    does: "after a restore, before workers start: what may have been mailed since the dump is given up, who left leaves again",
    load: onSystem(["redis"], () => import("./restored.ts")),
  },
  rotate: {
    usage: "rotate SECRET [--json] | SEAL_SECRET --reseal | --check",
    does: "a fresh secret, what to set where, and when the old one can go; --reseal, --check: the stored link keys",
    load: () => import("./rotate.ts"),
  },
};

/** The column of descriptions; a longer usage gets its own line. */
const column = 42;
const lineOf = ({ usage, does }: Command) =>
  `  ${usage.padEnd(column)}${usage.length < column ? "" : `\n  ${" ".repeat(column)}`}${does}`;

const helpOf = ({ usage, does }: Command) => `npm run -s ops -- ${usage}\n  ${does}`;
const usage = () => ["npm run -s ops -- COMMAND", ...Object.values(commands).map(lineOf), ""].join("\n");

async function main([name = "", ...args]: string[]): Promise<void> {
  if (name === "--help") return void process.stdout.write(usage());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`${usage()}\n${name ? `There is no command "${name}".` : "Which command?"}`);
  if (args.includes("--help")) return void process.stdout.write(`${helpOf(command)}\n`);
  try {
    const { run } = await command.load();
    await run(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    // Only this command's usage: the list of all would push the message out of sight.
    throw new UsageError(`${error.message}\n${helpOf(command)}`);
  }
}

// The reader may stop early (`| head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
