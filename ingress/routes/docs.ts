import { randomBytes } from "node:crypto";
import { Scalar } from "@scalar/hono-api-reference";
import { Hono } from "hono";
import { z } from "zod";
import { docsPolicy } from "../headers.ts";
import { openApiDocument } from "../openapi.ts";
import { json, type Route, route } from "../route.ts";

// The vendor's bundle that draws the reference in an operator's browser, pinned by version and by the hash of that file
// in its npm package (`openssl dgst -sha384 -binary FILE | base64`).
const bundle = "https://cdn.jsdelivr.net/npm/@scalar/api-reference@1.72.1/dist/browser/standalone.js";
const integrity = "sha384-U11tb2XnKvmwt8RlTvnwUnYgrN+ur4Xyh9htLhjajWNR/Oyl5AX5DEz00qRmlrmK";

/** Shown until the bundle has drawn the reference, or if it does not load. */
const meanwhile = `<main><h1>JobPing API</h1>
<p>A script from cdn.jsdelivr.net draws the reference here. Where it does not load, read
<a href="/openapi.json">the document itself</a> (OpenAPI 3.1).</p></main>`;

/** @param routes all routes including these two: a function, as the document is made at the first request */
export function docsRoutes(routes: () => readonly Route[]): readonly Route[] {
  let document: string | undefined;
  const openapi = route({
    method: "GET",
    path: "/openapi.json",
    summary: "This API, described",
    caller: "all; operator in production",
    limit: "page",
    answers: { 200: { description: "OpenAPI 3.1", schema: z.looseObject({ openapi: z.string() }) } },
    handle() {
      document ??= JSON.stringify(openApiDocument(routes()));
      return { ...json(200, null), body: document };
    },
  });
  const docs = route({
    method: "GET",
    path: "/docs",
    summary: "The same, to read and try",
    caller: "all; operator in production",
    limit: "page",
    answers: { 200: { description: "A page that draws the document", type: "text/html" } },
    async handle() {
      const nonce = randomBytes(16).toString("base64");
      const reference = Scalar({ url: "/openapi.json", pageTitle: "JobPing API", cdn: bundle, nonce });
      const page = await new Hono().get("/", reference).request("/");
      return {
        status: 200,
        headers: {
          "Content-Type": "text/html; charset=utf-8",
          "Content-Security-Policy": docsPolicy(new URL(bundle).origin, nonce),
        },
        body: (await page.text())
          .replace("<html>", '<html lang="en">')
          .replace(`src="${bundle}"`, (src) => `${src} integrity="${integrity}" crossorigin="anonymous"`)
          .replace('<div id="app"></div>', `<div id="app">${meanwhile}</div>`),
      };
    },
  });
  return [openapi, docs];
}
