import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { testFolder } from "../../test/services.ts";
import { type OutboxOptions, startOutbox } from "./main.ts";
import { ask, messages, post, validMail } from "./test-client.ts";

/** One run of the outbox on a folder. */
async function run<T>(folder: string, act: (url: string) => Promise<T>, over: Partial<OutboxOptions> = {}): Promise<T> {
  const outbox = await startOutbox({ port: 0, folder, ...over });
  return act(outbox.url).finally(() => outbox.close());
}

const send = (url: string, subject: string) =>
  post(`${url}/emails`, { ...validMail, subject }, { "idempotency-key": subject });
const subjects = async (url: string) => (await messages(url)).map(({ subject }) => subject);

it("knows after a restart which mails it has, and what it answered to whose key", async () => {
  const folder = testFolder();
  const [first, shown] = await run(folder, async (url) => [
    await send(url, "One"),
    (await ask(`${url}/messages`)).body,
  ]);
  await run(folder, async (url) => {
    expect((await ask(`${url}/messages`)).body).toEqual(shown);
    expect((await send(url, "One")).body).toEqual(first.body);
    await send(url, "Two");
  });
  expect(await run(folder, subjects)).toEqual(["Two", "One"]);
  await run(folder, (url) => ask(`${url}/messages`, { method: "DELETE" }));
  expect(await run(folder, subjects)).toEqual([]);
});

it("loses no mail but the one that a kill cut short, and keeps the newest", async () => {
  const folder = testFolder();
  await run(folder, async (url) => {
    for (const subject of ["One", "Two", "Three"]) await send(url, subject);
  });
  appendFileSync(join(folder, "mails.jsonl"), '{"subject":"Half');
  await run(folder, (url) => send(url, "Four"));
  expect(await run(folder, subjects, { keep: 2 })).toEqual(["Four", "Three"]);
  expect(await run(folder, subjects)).toEqual(["Four", "Three"]);
  appendFileSync(join(folder, "mails.jsonl"), "no mail\n");
  await expect(run(folder, subjects)).rejects.toThrow(/mails\.jsonl cannot be read; delete that file/);
});

it("writes no more mails than twice as many as it keeps, however long it runs", async () => {
  const folder = testFolder();
  const lines = () => readFileSync(join(folder, "mails.jsonl"), "utf8").trimEnd().split("\n").length;
  const send5 = async (url: string) => {
    for (let n = 0; n < 5; n++) await send(url, `Mail ${n}`);
    return lines();
  };
  expect(await run(folder, send5, { keep: 2 })).toBe(3);
  expect(await run(folder, subjects, { keep: 2 })).toEqual(["Mail 4", "Mail 3"]);
});

it("accepts a mail once, also when it could not be written down at first, and makes its folder again", async () => {
  // Silences the log of failed requests.
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  const folder = testFolder();
  await run(folder, async (url) => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, "in the way");
    for (const status of [500, 500]) expect(await send(url, "One")).toMatchObject({ status });
    rmSync(folder);
    mkdirSync(join(folder, "keys.jsonl"), { recursive: true });
    for (const status of [500, 200]) expect(await send(url, "One")).toMatchObject({ status });
    rmSync(folder, { recursive: true });
    await send(url, "Two");
    expect(await subjects(url)).toEqual(["Two", "One"]);
  });
  expect(told).toHaveBeenCalledTimes(3);
  told.mockRestore();
  expect(await run(folder, subjects)).toEqual(["Two"]);
});
