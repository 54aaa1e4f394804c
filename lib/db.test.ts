import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { insertSubscriber } from "../test/people.ts";
import { databaseOfFile, play } from "../test/services.ts";
import { until } from "../test/until.ts";
import { anonDb, serviceDb } from "./db.ts";
import { PermanentError } from "./errors.ts";

const database = databaseOfFile();

test("calls a function and parses its answer", async () => {
  expect(await serviceDb().call("end_lost_runs", {}, z.int())).toBe(0);
  await expect(serviceDb().call("end_lost_runs", {}, z.string())).rejects.toThrow(z.ZodError);
});

test("ten thousand ids travel in one call", async () => {
  const ids = Array.from({ length: 10_000 }, () => crypto.randomUUID());
  await serviceDb().call("skip_deliveries", { p_ids: ids, p_reason: "none of them exists" }, z.null());
});

test("what Postgres refuses for good is permanent, and no row is quoted", async () => {
  const call = serviceDb().call("verification_request", { p_request: "someone@example.org" }, z.unknown());
  await expect(call).rejects.toBeInstanceOf(PermanentError);
});

test("a function that is not there yet is worth another try: its migration may be on its way", async () => {
  await database.sql`alter function public.end_lost_runs() rename to end_lost_runs_later`;
  await database.sql`notify pgrst`;
  const error = await until("the function is unknown", async () => {
    const thrown = await serviceDb()
      .call("end_lost_runs", {}, z.unknown())
      .catch((cause: unknown) => cause);
    // Postgres says so before PostgREST has read the names anew, which would then come after the name is back.
    return thrown instanceof Error && thrown.message.includes("PGRST202") ? thrown : null;
  });
  await database.sql`alter function public.end_lost_runs_later() rename to end_lost_runs`;
  await database.sql`notify pgrst`;
  expect(error).not.toBeInstanceOf(PermanentError);
  await until("the function is known again", () =>
    serviceDb()
      .call("end_lost_runs", {}, z.unknown())
      .then(
        () => true,
        () => null,
      ),
  );
});

describe("the ingress's key", () => {
  test("opens the read functions, and those only with the person's own key", async () => {
    const person = await insertSubscriber(database.sql);
    const args = { p_subscriber: person.id, p_key_hash: "0".repeat(64) };
    expect(await anonDb().call("subscriber_page", args, z.unknown())).toBeNull();
  });
  test("opens nothing else", async () => {
    await expect(anonDb().call("end_lost_runs", {}, z.unknown())).rejects.toThrow(/permission denied/);
  });
});

describe("a Data API that is not well", () => {
  async function behind<T>(
    answer: (response: import("node:http").ServerResponse) => void,
    use: () => Promise<T>,
  ): Promise<T> {
    const server = createServer((_, response) => answer(response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    play("database", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    try {
      return await use();
    } finally {
      play("database", database.supabaseUrl);
      server.closeAllConnections();
      server.close();
    }
  }
  const ask = (options = {}) => serviceDb().call("end_lost_runs", {}, z.unknown(), options);

  test.each([502, 503, 504])("%i is worth another try, by the caller's own count", async (status) => {
    let asked = 0;
    const error = await behind(
      (response) => {
        asked++;
        response.writeHead(status).end("{}");
      },
      () => ask().catch((thrown: unknown) => thrown),
    );
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(PermanentError);
    expect(asked).toBe(1);
  });

  test("an answer that is packed is read", async () => {
    const answer = await behind(
      (response) => response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("7")),
      () => ask(),
    );
    expect(answer).toBe(7);
  });

  test("an answer of nothing that says it is packed is nothing", async () => {
    const answer = behind(
      (response) => response.writeHead(204, { "content-encoding": "gzip" }).end(),
      () => serviceDb().call("end_lost_runs", {}, z.null()),
    );
    expect(await answer).toBeNull();
  });

  test("an address that redirects is said", async () => {
    const call = behind(
      (response) => response.writeHead(308, { location: "https://elsewhere.example" }).end(),
      () => ask(),
    );
    await expect(call).rejects.toThrow(/redirects to https:\/\/elsewhere.example/);
  });

  test("who is no Data API is called so", async () => {
    const call = behind(
      (response) => response.writeHead(404, { "content-type": "application/json" }).end('{"error":"no such path"}'),
      () => ask(),
    );
    await expect(call).rejects.toThrow("end_lost_runs: 404 not a Data API");
  });

  test("half an answer is none", async () => {
    const call = behind(
      (response) => response.writeHead(200, { "content-length": 100 }).write("7", () => response.destroy()),
      () => ask(),
    );
    await expect(call).rejects.toThrow(/end_lost_runs: no answer/);
  });

  test("silence ends at the limit, and at the caller's signal", async () => {
    await behind(
      () => {},
      async () => {
        await expect(ask({ timeoutMs: 50 })).rejects.toThrow(/timeout|timed out/i);
        const caller = new AbortController();
        const call = ask({ signal: caller.signal });
        caller.abort(new Error("shutdown"));
        await expect(call).rejects.toThrow("shutdown");
      },
    );
  });
});
