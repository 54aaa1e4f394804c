import { expect, test } from "vitest";
import { type Child, runChild } from "../test/child.ts";

const intro = `
  import { log } from "./lib/log.ts";
  import { installShutdown, isStopping, onShutdown, shutdown } from "./lib/shutdown.ts";
  import { wait } from "./lib/time.ts";
  setInterval(() => {}, 1000);
`;
const messages = (child: Child) => child.lines().map(({ msg }) => msg);

test.each(["SIGTERM", "SIGINT"] as const)("%s: phases in their order, each handler once, then 0", async (signal) => {
  const child = runChild(`${intro}
    installShutdown({ log, softMs: 5000, hardMs: 10000 });
    onShutdown("connections", "redis", () => log.info("connections"));
    onShutdown("work", "slow", async (softMs) => { await wait(20); log.info({ softMs }, "work"); });
    onShutdown("work", "quick", () => log.info("work at once"));
    onShutdown("intake", "http", async () => { await wait(20); log.info({ stopping: isStopping() }, "intake"); });
    log.info({ stopping: isStopping() }, "up");
  `);
  expect(await child.said("up")).toMatchObject({ stopping: false });
  child.kill(signal);
  expect(await child.ended).toBe(0);
  expect(messages(child)).toEqual([
    "up",
    "shutting down",
    "intake",
    "work at once",
    "work",
    "connections",
    "shut down",
  ]);
  expect(await child.said("intake")).toMatchObject({ stopping: true });
  expect(await child.said("work")).toMatchObject({ softMs: 5000 });
});

test("Ctrl-C that arrives twice at once is one; a later one ends it at once with 1", async () => {
  const child = runChild(`${intro}
    installShutdown({ log, softMs: 60000, hardMs: 60000 });
    onShutdown("work", "endless", () => new Promise(() => {}));
    process.kill(process.pid, "SIGINT");
    process.kill(process.pid, "SIGINT");
    setInterval(() => process.kill(process.pid, "SIGINT"), 1100);
  `);
  expect(await child.ended).toBe(1);
  expect(messages(child)).toEqual(["shutting down", "told twice to stop"]);
});

test("what does not end is ended at the hard limit, with 1", async () => {
  const child = runChild(`${intro}
    installShutdown({ log, softMs: 50, hardMs: 200 });
    onShutdown("intake", "open connection", () => new Promise(() => {}));
    onShutdown("work", "endless", () => { log.info("work was not held up"); return new Promise(() => {}); });
    process.kill(process.pid, "SIGTERM");
  `);
  expect(await child.ended).toBe(1);
  expect(messages(child)).toEqual(["shutting down", "work was not held up", "shutdown took too long"]);
});

test("a handler that fails does not keep the others from closing, and the exit code tells", async () => {
  const child = runChild(`${intro}
    installShutdown({ log, softMs: 1000, hardMs: 5000 });
    onShutdown("work", "broken", () => { throw new Error("cannot"); });
    onShutdown("connections", "redis", () => log.info("closed"));
    void shutdown("asked");
    void shutdown("asked again");
  `);
  expect(await child.ended).toBe(1);
  expect(messages(child)).toEqual(["shutting down", "could not be closed", "closed", "shut down"]);
});

test.each([
  ["thrown", `setTimeout(() => { throw new Error("nobody caught this"); }, 1);`],
  ["rejected", `void Promise.reject(new Error("nobody caught this"));`],
])("an uncaught error (%s) is logged as fatal, everything closes, exit code 1", async (_, crash) => {
  const child = runChild(`${intro}
    installShutdown({ log, softMs: 1000, hardMs: 5000 });
    onShutdown("connections", "redis", () => log.info("closed"));
    ${crash}
  `);
  expect(await child.ended).toBe(1);
  const fatal = await child.said("uncaught error");
  expect(fatal).toMatchObject({ level: "fatal", err: { message: "nobody caught this" } });
  expect(messages(child)).toEqual(["uncaught error", "shutting down", "closed", "shut down"]);
});
