import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configuration } from "./configuration.ts";
import { root } from "./readers.ts";

writeFileSync(join(root, "docs/configuration.md"), configuration());
process.stdout.write("docs/configuration.md is written\n");
