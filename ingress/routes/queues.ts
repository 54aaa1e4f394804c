// Every queue is shown, also those that no route uses.
import "../../jobs/index.ts";
import { z } from "zod";
import { boardPolicy } from "../headers.ts";
import { actorHeaders, boardPath, bullBoard } from "../operator/bull-board.ts";
import { notNow, Problem } from "../problem.ts";
import { type Answer, type Exchange, type Method, methods, route } from "../route.ts";

const summaries: Readonly<Record<Method, string>> = {
  GET: "Bull Board: every queue and its jobs, what is personal in them hidden",
  POST: "Bull Board: an act on a queue",
  PUT: "Bull Board: an act on a queue or a job, such as retry, pause or resume",
  PATCH: "Bull Board: a job is moved in time or in rank",
};

/** Bull Board behind the operators' gate, its pages, scripts and API alike. */
export const boardRoutes = methods.map((method) =>
  route({
    method,
    path: `${boardPath}/*`,
    summary: summaries[method],
    caller: "operator",
    limit: "page",
    ...(method !== "GET" && { body: { capBytes: 32 * 1024, schema: z.unknown(), raw: true } }),
    answers: {
      200: { description: "Bull Board's own page or answer", type: "*/*" },
      404: { description: "Bull Board has no such page, queue or job" },
    },
    handle: (x) => ask(x),
  }),
);

async function ask(x: Exchange): Promise<Answer> {
  const board = await bullBoard();
  const { pathname, search } = new URL(x.request.url);
  const headers = {
    "Content-Type": "application/json",
    [actorHeaders.operator]: x.operator ?? "",
    [actorHeaders.requestId]: x.requestId,
  };
  const body = x.sent.kind === "bytes" && x.sent.bytes.length > 0 ? new Uint8Array(x.sent.bytes) : null;
  const method = x.request.method;
  const response = await board.request(pathname.replace(/\/+$/, "") + search, { method, headers, body });
  return answerOf(response, pathname);
}

// Their names contain a hash of their content.
const lasting = /\/static\/.*\.[0-9a-f]{10}\.(js|css)$/;

async function answerOf(response: Response, path: string): Promise<Answer> {
  if (response.status === 500) throw notNow("Redis does not answer.");
  const type = response.headers.get("content-type") ?? "text/plain; charset=utf-8";
  if (response.status === 404 && type.startsWith("text/plain"))
    throw new Problem("not-found", "There is no such page.");
  const headers = {
    "Content-Type": type,
    "Content-Security-Policy": boardPolicy,
    ...(response.ok && lasting.test(path) && { "Cache-Control": "private, max-age=31536000, immutable" }),
  };
  if (!type.startsWith("text/html")) {
    return { status: response.status, headers, body: new Uint8Array(await response.arrayBuffer()) };
  }
  return { status: response.status, headers, body: withoutForeign(await response.text()) };
}

/** Removes a third party's font, and inline styles for the time before the scripts load, which our policy forbids. */
function withoutForeign(page: string): string {
  return page.replace(/<link href="https:\/\/fonts\.[^>]*>|<style>[^<]*<\/style>| style="[^"]*"/g, "");
}
