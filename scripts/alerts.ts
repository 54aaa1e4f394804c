import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "../local/find-program.ts";

/**
 * `npm run alerts`: checks that Prometheus and Alertmanager can read ops/, and that each alert fires when it should.
 */

const ops = fileURLToPath(new URL("../ops/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "jobping-alerts-"));

function run(program: string, args: readonly string[], env: Record<string, string> = {}): string {
  console.log(`${program} ${args.join(" ")}`);
  const { status, stdout, stderr } = spawnSync(program, args, { env: { ...process.env, ...env }, encoding: "utf8" });
  if (status === 0) return stdout;
  process.stderr.write(`${stdout}${stderr}`);
  process.exitCode = 1;
  return "";
}

function checkReceivers(): void {
  const receivers: Record<string, string>[] = [
    { ALERT_WEBHOOK_URL: "https://chat.example/hook", ALERT_WEBHOOK_TOKEN_FILE: "/run/secrets/alert_webhook_token" },
    {
      ALERT_MAIL_TO: "operator@example.org",
      ALERT_MAIL_FROM: "alerts@example.org",
      ALERT_SMTP: "smtp.example.org:587",
    },
  ];
  const file = join(folder, "alertmanager.yml");
  for (const receiver of receivers) {
    writeFileSync(file, run(join(ops, "alertmanager.sh"), [], receiver));
    run("amtool", ["check-config", file]);
  }
}

const packages = { promtool: "prometheus", amtool: "prometheus-alertmanager" };
const missing = Object.entries(packages).filter(([program]) => findProgram(program) === undefined);
for (const [program, name] of missing) {
  console.error(`LEFT OUT (no ${program}; Debian: apt-get install ${name}): ops/'s configuration and alerts`);
  // CI must not skip it.
  if (process.env.CI) process.exitCode = 1;
}
if (missing.length === 0) {
  // The token's file exists only in deployments.
  run("promtool", ["check", "config", "--syntax-only", join(ops, "prometheus.yml")]);
  run("promtool", ["check", "rules", join(ops, "alerts.yml")]);
  run("promtool", ["test", "rules", join(ops, "alerts.test.yml")]);
  checkReceivers();
}
rmSync(folder, { recursive: true });
