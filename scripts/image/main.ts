import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { second } from "../../lib/time.ts";
import { fail, pass, printed, Report, warn } from "../pilot/report.ts";
import { Builder, type Built } from "./builder.ts";
import { contentOf } from "./content.ts";
import { inImage } from "./programs.ts";
import { checkSystem } from "./system.ts";

/** The bar. */
const buildWithinMs = 90 * second;

const folder = mkdtempSync(join(quickest(), "jobping-image-"));
await using closing = new AsyncDisposableStack();
closing.defer(() => rmSync(folder, { recursive: true, force: true }));
const report = new Report();

const builder = new Builder(folder);
const base = await builder.base();
const told = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: "utf8" }).trim();
const built = await builder.build(base, told("git", "rev-parse", "HEAD"), told("npm", "config", "get", "cache"));

await report.check("build", () => {
  const says = `${Math.round(built.ms / second)} s on ${base}.`;
  return built.ms < buildWithinMs
    ? pass(says)
    : warn(says, `The bar is ${buildWithinMs / second} s. Is the machine busy?`);
});
await report.check("content", () => {
  const { megabytes, packages, faults } = contentOf(built.root, builder.baseRoot, built.config);
  process.stdout.write(`${JSON.stringify({ megabytes, packages })}\n`);
  return faults.length === 0 ? pass("Ours and nothing else.") : fail(faults.slice(0, 20).join("\n"), "");
});
await checkCommands(built);
await checkSystem(built, report, folder, closing);

process.stdout.write(printed(report, "image", false));
process.exitCode = report.verdict === "FAIL" ? 1 : 0;

/** In memory if there is enough: buildah's vfs copies every file of every layer. */
function quickest(): string {
  const { bavail, bsize } = statfsSync("/dev/shm");
  return bavail * bsize > 6 * 2 ** 30 ? "/dev/shm" : tmpdir();
}

/** The checks that need no service. */
async function checkCommands(image: Built): Promise<void> {
  const [entry = ""] = image.config.Entrypoint;
  const job = { id: 1, absolute_url: "https://example.org/1", title: "Junior Analyst", location: { name: "Berlin" } };
  const reply = JSON.stringify({ jobs: [job], meta: { total: 1 } });
  const ids = "process.getuid() + ' ' + process.geteuid() + ' ' + process.getgroups()";
  const places = "['/app/dist/x', '/app/x', '/x', '/tmp/x']";
  const write = `for (const at of ${places}) try { fs.writeFileSync(at, ''); console.log(at) } catch {}`;
  const wanted: [string, string[], RegExp, string?][] = [
    ["ops --help", [entry, "ops", "--help"], /migrate/],
    ["ops parse", [entry, "ops", "parse", "--source", "greenhouse"], /"city":"Berlin"/, reply],
    ["nobody", ["node", "-p", ids], /^10001 10001 10001\n$/],
    ["read-only", ["node", "-e", write], /^\/tmp\/x\n$/],
  ];
  for (const [name, command, says, input] of wanted) {
    await report.check(name, async () => {
      const { code, said } = await inImage(image, command, {}, input);
      return code === 0 && says.test(said) ? pass("As it should.") : fail(`${code}: ${said.slice(0, 400)}`, "");
    });
  }
}
