import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { claimFolder, ownerOf } from "./claim.ts";
import { nobodysFolder } from "./postgres-user.ts";
import { readStackFile } from "./stack-file.ts";

const folder = fileURLToPath(new URL("../.local", import.meta.url));

const claim = await claimFolder(folder);
if (!claim) {
  const pid = ownerOf(folder)?.pid;
  const address = readStackFile(folder)?.ingress ?? "starting";
  process.stderr.write(
    `JobPing is running (${address}, process ${pid}). Stop it first: Ctrl-C there, or: kill ${pid}\n`,
  );
  process.exit(1);
}
// What scripts/setup unpacked stays: it is not data.
for (const name of ["data", "logs", "logs.previous", "polar.json", "secrets.json", "ports.json", "stack.json"]) {
  rmSync(join(folder, name), { recursive: true, force: true });
}
rmSync(nobodysFolder(join(folder, "data/postgres")), { recursive: true, force: true });
claim.release();
process.stdout.write("The local data, logs and secrets are gone; `npm start` begins with none.\n");
