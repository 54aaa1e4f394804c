import { expect, test } from "vitest";
import { databaseOfFile } from "../../test/services.ts";
import { asBrowser, ingressOfFile } from "../test-ingress.ts";

databaseOfFile();
const ingress = ingressOfFile();

test("the reference runs one bundle of the vendor's, byte for byte, and is no white page where it does not load", async () => {
  const page = await (await ingress.get("/docs", asBrowser)).text();
  expect(page).toContain('<html lang="en">');
  expect(page).toMatch(
    /<script src="https:[^"]+@[\d.]+\/[^"]+\.js" integrity="sha384-[\w+/]{64}" crossorigin="anonymous"/,
  );
  expect(/<div id="app">(.*?)<\/div>/s.exec(page)?.[1]).toContain('<a href="/openapi.json">');
});
