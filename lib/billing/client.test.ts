import { PolarNetworkError } from "@polar-sh/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { play } from "../../test/outside.ts";
import { type Played, startPlayed } from "../../test/played.ts";
import { askPolar } from "./client.ts";
import { readCheckout } from "./customers.ts";

let server: Played;
beforeAll(async () => {
  server = await startPlayed();
  play("polar", server.url);
});
afterAll(() => {
  play("polar", null);
  server.close();
});

const { signal } = new AbortController();
const checkout = () => readCheckout("00000000-0000-4000-8000-000000000000", signal);

test("what Polar fails at says with which status, and nothing of its words", async () => {
  for (const status of [200, 500]) {
    server.routes = [[/./, (_, __, response) => void response.writeHead(status).write("<p>for ada@example.org")]];
    await expect(checkout()).rejects.toThrow(new Error(`Polar failed to read a checkout: ${status}`));
  }
});

test.each([
  ["20", 20_000],
  ["86400", 600_000],
])("at its limit Polar is asked again after the %s s that it says, but within ten minutes", async (seconds, ms) => {
  server.routes = [[/./, (_, __, response) => void response.writeHead(429, { "retry-after": seconds })]];
  await expect(checkout()).rejects.toMatchObject({ name: "LaterError", ms });
});

test("an answer that does not come says why", async () => {
  const call = { what: "read a checkout", method: "GET", signal } as const;
  const late = () => Promise.reject(new PolarNetworkError("The operation was aborted due to timeout"));
  const message = "No answer from Polar to read a checkout: The operation was aborted due to timeout";
  await expect(askPolar(call, late)).rejects.toThrow(new Error(message));
});
