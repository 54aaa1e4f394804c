import { printed, type Report } from "./report.ts";
import { readTarget, type Target, Trouble } from "./target.ts";

/** Runs a pilot as a program: report on stdout; exit code 1 if a check failed, 2 if it could not begin. */
export async function asProgram(name: string, pilot: (target: Target) => Promise<Report>): Promise<void> {
  try {
    const { target, asJson } = readTarget(process.argv.slice(2), process.env);
    const report = await pilot(target);
    process.stdout.write(printed(report, target.url, asJson));
    process.exitCode = report.verdict === "FAIL" ? 1 : 0;
  } catch (error) {
    // parseArgs throws a TypeError whose message is a full sentence.
    if (!(error instanceof Trouble || error instanceof TypeError)) throw error;
    process.stderr.write(`${error.message}\n${usage(name)}\n`);
    process.exitCode = 2;
  }
}

const usage = (name: string) => `npm run ${name} -- [--url BASE] [--outbox URL] [--live] [--json]
Without --url: PUBLIC_URL, or what \`npm start\` runs here. ADMIN_API_KEY, where it is set, opens what operators see.
Without --live no checkout is made where money moves.`;
