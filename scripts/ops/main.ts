import { Refusal, UsageError } from "./refusals.ts";

interface Command {
  usage: string;
  does: string;
  /** Loaded when it is asked for: a command starts as fast as what it needs. */
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
  "invalidate-tokens": {
    usage: "invalidate-tokens --subscriber ID|--all --yes",
    does: "every link mailed until now to these people, or to all, is dead; open /links for fresh ones",
    load: () => import("./invalidate-tokens.ts"),
  },
  resume: {
    usage: "resume mail",
    does: "digests that complaints or bounces have stopped go out again, in ten minutes -> {job, resumed, waiting, dueBy}",
    load: () => import("./resume.ts"),
  },
  rotate: {
    usage: "rotate SECRET [--json] | SEAL_SECRET --reseal | --check",
    does: "a fresh secret, what to set where, and when the old one can go; --reseal, --check: the stored link keys",
    load: () => import("./rotate.ts"),
  },
};

const usage = () =>
  [
    "npm run -s ops -- COMMAND",
    ...Object.values(commands).map((each) => `  ${each.usage.padEnd(56)} ${each.does}`),
    "",
  ].join("\n");

async function main([name = "", ...args]: string[]): Promise<void> {
  if (name === "--help") return void process.stdout.write(usage());
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new UsageError(name ? `There is no command "${name}".` : "Which command?");
  if (args.includes("--help")) {
    return void process.stdout.write(`npm run -s ops -- ${command.usage}\n  ${command.does}\n`);
  }
  const { run } = await command.load();
  await run(args);
}

// Whoever reads may have seen enough (`| head`).
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof Refusal)) throw error;
  process.stderr.write(`${error.message}\n${error instanceof UsageError ? usage() : ""}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
