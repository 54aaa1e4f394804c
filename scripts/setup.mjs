// Makes this checkout ready to run: npm packages, the last step of Postgres, Redis. Runs before `npm start` and
// `npm test` on the machine's own Node, before any package is installed: plain JavaScript, no dependencies.
const major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  console.error(
    `JobPing needs Node 20 or newer to set itself up; this is ${process.versions.node}. See https://nodejs.org`,
  );
  process.exit(1);
}

const { Unready } = await import("./setup/unready.mjs");
const { ensurePackages } = await import("./setup/packages.mjs");
const { ensureRedis } = await import("./setup/redis.mjs");

const root = new URL("..", import.meta.url);
try {
  await ensurePackages(root);
  await ensureRedis(root);
} catch (error) {
  // Anything else is a defect of this script, so show the stack.
  if (!(error instanceof Unready)) throw error;
  console.error(`\n${error.message}\n`);
  process.exit(1);
}
