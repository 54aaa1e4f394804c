import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeRedis } from "../redis.ts";
import { fetchPage } from "./fetch-page.ts";
import { mayAsk, sourceNamed } from "./index.ts";
import { isPaused, pausedSources, pauseSource, resumeSource } from "./pause.ts";
import { searchSource } from "./search-source.ts";
import type { Source } from "./source.ts";

let server: Server;
let source: Source;
let requests = 0;
beforeAll(async () => {
  server = createServer((_, response) => {
    requests++;
    response.end('{"jobs":[],"meta":{"total":0}}');
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  source = { ...sourceNamed("greenhouse"), search: sourceNamed("jsearch").search ?? expect.fail(), baseUrl };
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await closeRedis();
});

test("a paused source is asked by no clock, no scrape and no search, until it is resumed; others are", async () => {
  const fetched = () => fetchPage(source, { target: "fjordbyte", cursor: null, conditional: false }, {});
  await pauseSource("greenhouse");
  await pauseSource("greenhouse");
  expect([await pausedSources(), await isPaused("greenhouse"), await isPaused("lever")]).toEqual([
    ["greenhouse"],
    true,
    false,
  ]);
  expect(await mayAsk(source)).toBe(false);
  const refusal = { name: "NotAskedError", kind: "paused", reason: "paused by an operator" };
  await expect(fetched()).rejects.toMatchObject(refusal);
  const criteria = { jobTitle: "analyst", datePosted: "any" } as const;
  const { signal } = new AbortController();
  await expect(searchSource(source, criteria, { signal })).rejects.toMatchObject(refusal);
  expect(requests).toBe(0);
  expect(await mayAsk({ ...source, name: "lever" })).toBe(true);
  await resumeSource("greenhouse");
  expect(await mayAsk(source)).toBe(true);
  expect(await fetched()).toMatchObject({ postings: [] });
  expect(requests).toBe(1);
});
