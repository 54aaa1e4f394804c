import { register } from "prom-client";
import { afterAll, vi } from "vitest";
import { closeOutside } from "./outside.ts";

// The next test file in this process begins as in a new process: with the environment of the run, and with our modules
// loaded anew. Packages stay loaded, which is most of what a new process costs.
const environment = { ...process.env };
const heard = new Map(process.eventNames().map((name) => [name, process.listeners(name as "exit")]));

// Registered before what test/setup.ts registers, so it runs last.
afterAll(async () => {
  await closeOutside();
  for (const name of process.eventNames()) {
    for (const listener of process.listeners(name as "exit"))
      if (!heard.get(name)?.includes(listener)) process.off(name, listener);
  }
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  register.clear();
  vi.resetModules();
});
