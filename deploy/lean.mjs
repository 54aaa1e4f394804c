// `lean.mjs build|run`: leaves of package.json what that step of the Dockerfile needs. Of what developers have, the build
// needs the compiler and types; a laptop's Node and databases, our optional packages, neither needs. What runs needs no
// types either, and no maps to sources that are not there: that is half of all files.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const { optionalDependencies: _, devDependencies, ...rest } = JSON.parse(readFileSync("package.json", "utf8"));
const compiles = Object.entries(devDependencies).filter(([name]) => /^(@types\/|typescript$)/.test(name));
const runs = process.argv[2] === "run";
writeFileSync("package.json", JSON.stringify({ ...rest, devDependencies: runs ? {} : Object.fromEntries(compiles) }));
for (const file of runs ? readdirSync("node_modules", { recursive: true }) : []) {
  if (/\.(map|d\.[cm]?ts)$/.test(file)) rmSync(`node_modules/${file}`);
}
