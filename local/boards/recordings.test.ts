import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startBoards } from "./main.ts";

const from = async (url: string): Promise<unknown> => (await fetch(url)).json();

describe("as recorded", () => {
  const folder = join(process.env.JOBPING_SHARED ?? "../shared", "contracts/samples");

  // Without the shared folder vitest names this test as skipped.
  it.runIf(existsSync(folder))("has every field of the vendors' recorded replies, of the recorded types", async () => {
    const recorded = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), "utf8"));
    const boards = await startBoards({ port: 0 });
    const jobs = await from(`${boards.url}/greenhouse/v1/boards/havelwerk/jobs?content=true`);
    expect(missingIn(jobs, recorded("greenhouse.json"))).toEqual([]);
    expect(missingIn(await from(`${boards.url}/arbeitnow/api/job-board-api`), recorded("arbeitnow.json"))).toEqual([]);
    const found = await fetch(`${boards.url}/jsearch/search?query=in%20Berlin&country=de&language=en&num_pages=9`, {
      headers: { "x-rapidapi-key": "any" },
    });
    expect(missingIn(await found.json(), recorded("jsearch.json"))).toEqual([]);
    await boards.close();
  });

  it("serves recordings instead of the catalogue: for any board or for named ones", async () => {
    const document = { jobs: [{ id: 1, title: "As it was" }], meta: { total: 1 } };
    const page = { data: [{ slug: "as-it-was" }], links: { next: "https://elsewhere.example/?page=2" } };
    const any = await startBoards({ port: 0, recordings: { greenhouse: document, arbeitnow: page } });
    const named = await startBoards({ port: 0, recordings: { greenhouse: { fjordbyte: document } } });
    expect(await from(`${any.url}/greenhouse/v1/boards/whoever/jobs?content=true`)).toEqual(document);
    expect(await from(`${any.url}/arbeitnow/api/job-board-api`)).toEqual(page);
    expect(await from(`${any.url}/arbeitnow/api/job-board-api?page=2`)).toMatchObject({
      data: [],
      links: { next: null },
    });
    expect(await from(`${named.url}/greenhouse/v1/boards/fjordbyte/jobs`)).toEqual(document);
    expect(await from(`${named.url}/greenhouse/v1/boards/oakmarket/jobs`)).toMatchObject({ status: 404 });
    await Promise.all([any.close(), named.close()]);
  });
});

/** Paths where the first lacks a value of a type that the second has; list items share one path. */
function missingIn(ours: unknown, theirs: unknown): string[] {
  const types = (value: unknown, path = ""): string[] => {
    if (Array.isArray(value)) return [`${path}: list`, ...value.flatMap((item) => types(item, `${path}[]`))];
    if (typeof value === "object" && value !== null) {
      return Object.entries(value).flatMap(([name, field]) => types(field, `${path}.${name}`));
    }
    return [`${path}: ${value === null ? "null" : typeof value}`];
  };
  const has = new Set(types(ours));
  return [...new Set(types(theirs))].filter((type) => !has.has(type));
}
