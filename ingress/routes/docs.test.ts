import { expect, test } from "vitest";
import { databaseOfFile } from "../../test/services.ts";
import { asBrowser, ingressOfFile } from "../test-ingress.ts";

databaseOfFile();
const ingress = ingressOfFile();

test("the reference is no white page where the vendor's bundle does not load", async () => {
  const page = await (await ingress.get("/docs", asBrowser)).text();
  expect(page).toContain('<html lang="en">');
  expect(/<div id="app">(.*?)<\/div>/s.exec(page)?.[1]).toContain('<a href="/openapi.json">');
});
