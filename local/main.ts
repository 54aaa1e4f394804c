import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { second } from "../lib/time.ts";
import { ownerOf } from "./claim.ts";
import { fixed, mailsForReal, sellsForReal } from "./environment.ts";
import { freePort, isFree, nextFreePort } from "./ports.ts";
import { FolderInUseError, type Stack, startStack, whoRuns } from "./stack.ts";

const root = new URL("..", import.meta.url);
/** Tests give a folder of their own. */
const folder = process.argv[2] ?? fileURLToPath(new URL(".local", root));
const defaultPort = 3000;
/** The terminal and npm both send SIGINT on Ctrl-C: a second one this soon is the same key press. */
const sameSignalMs = 1 * second;
/** On SIGTERM, npm dies without telling us, so we check; nobody notices a quarter of a second. */
const parentCheckMs = second / 4;

const say = (line = "") => process.stdout.write(`${line}\n`);

/** Shown as a sentence without a stack: nothing is wrong with the code. */
function giveUp(sentence: string): never {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}

async function choosePort(host: string): Promise<number> {
  const wanted = process.env.PORT;
  if (wanted) {
    const port = Number(wanted);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) giveUp(`PORT is ${wanted}, which is not a port.`);
    if (port > 0 && !(await isFree(port, host))) {
      giveUp(
        `Port ${port} is taken by another program, or not open to you. Unset PORT, or set it to 0, and a free one is found.`,
      );
    }
    return port || freePort(0, host);
  }
  const port = await nextFreePort(defaultPort, host);
  if (port !== defaultPort) say(`Port ${defaultPort} is taken, so JobPing uses ${port}.`);
  return port;
}

function unusable(host: string, error: Error): never {
  giveUp(`HOST is ${host}, where this machine cannot listen (${error.message}). Unset it: 127.0.0.1 is the default.`);
}

function present({ file }: Stack, startedAt: number): void {
  const mail = mailsForReal(process.env)
    ? "RESEND_API_KEY is set: mail goes out through Resend, not to the inbox."
    : "Every mail lands in the inbox; none leaves this machine.";
  const sale = sellsForReal(process.env)
    ? "POLAR_ACCESS_TOKEN is set: premium is sold through Polar."
    : "Premium is sold by a Polar that is played here: nobody is charged.";
  const polar = file.polar ? `\n  Polar        ${file.polar}` : "";
  const ms = performance.now() - startedAt;
  say(`
JobPing is ready (${(ms / second).toFixed(1)} s).

  Sign up      ${file.ingress}
  Job scanner  ${file.ingress}/search
  Mail inbox   ${file.outbox}
  All mails    ${file.ingress}/mails
  API          ${file.ingress}/docs
  Job boards   ${file.boards}${polar}

${mail}
${sale}
Data and logs stay in .local/; \`npm run reset\` empties it. Ctrl-C stops everything.
`);
}

const stopping = new AbortController();
let stack: Stack | undefined;
let exitCode = 0;
let askedAt = 0;

/** Stops everything in order; at the second key press, at once. */
function stop(why: string, code = 0): void {
  exitCode = Math.max(exitCode, code);
  if (stopping.signal.aborted) {
    // The leash ends what is left.
    if (performance.now() - askedAt > sameSignalMs) process.exit(1);
    return;
  }
  askedAt = performance.now();
  say(`\n${why ? `${why} ` : ""}Stopping ...`);
  stopping.abort(new Error(why));
  void stack?.stop().then(
    () => process.exit(exitCode),
    (error) => giveUp(`Stopping failed: ${error}`),
  );
}

function listenForTheEnd(): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop(""));
  // If the terminal is gone, EPIPE must not interrupt the orderly stop.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event) return;
  setInterval(() => {
    if (process.ppid !== parent && !stopping.signal.aborted) stop("npm is gone.");
  }, parentCheckMs).unref();
}

listenForTheEnd();
const startedAt = performance.now();
const dotenv = fileURLToPath(new URL(".env", root));
if (existsSync(dotenv)) process.loadEnvFile(dotenv);
for (const name of fixed) {
  if (process.env[name]) say(`${name} is set, but \`npm start\` uses its own local services.`);
}
try {
  // Before looking for a port, which the running stack has.
  if (ownerOf(folder)) throw new FolderInUseError(whoRuns(folder));
  const host = process.env.HOST || "127.0.0.1";
  stack = await startStack({
    folder,
    port: await choosePort(host).catch((error) => unusable(host, error)),
    say,
    signal: stopping.signal,
    onServiceDeath: (name, how) => stop(`${name} ended (${how}); see .local/logs.`, 1),
  });
  present(stack, startedAt);
} catch (error) {
  if (stopping.signal.aborted) process.exit(exitCode);
  if (error instanceof FolderInUseError) giveUp(error.message);
  giveUp(`JobPing did not start: ${error instanceof Error ? error.message : error}`);
}
