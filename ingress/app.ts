import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { type IngressContext, serve } from "./edge.ts";
import { operatorsGate } from "./gates.ts";
import { preflight } from "./origin.ts";
import { Problem } from "./problem.ts";
import { methods, type Route } from "./route.ts";
import { table } from "./routes/table.ts";

export type Ingress = Hono<{ Bindings: HttpBindings }>;

/** The routes of the table, and what answers everything else. */
export function buildApp(routes: readonly Route[] = table): Ingress {
  const app: Ingress = new Hono();
  for (const route of routes) if (!route.servedBy) app.on(route.method, route.path, (c) => serve(route, c));
  app.notFound((c) => serve(elsewhere(app, routes, c), c));
  return app;
}

/** For requests that match no route: a wrong method, a CORS preflight, or an unknown path. */
function elsewhere(app: Ingress, routes: readonly Route[], c: IngressContext): Route {
  const here = routesAt(app, routes, c.req.path);
  return {
    method: "GET",
    path: "(none)",
    summary: "What no route answers",
    // Whatever resembles an operators' path asks for proof first: no answer tells which spellings come close.
    caller: looksClosed(routes, c.req.path) ? "operator" : "all",
    limit: "page",
    answers: {},
    handle() {
      if (here.length === 0)
        throw new Problem("not-found", "The address leads nowhere. Perhaps a part of it is missing.");
      if (c.req.method === "OPTIONS" && here.some(({ origins }) => origins === "listed")) {
        return preflight(here, c.env.incoming.headers);
      }
      const allow = here.flatMap(({ method }) => (method === "GET" ? ["GET", "HEAD"] : [method]));
      throw new Problem("wrong-method", `This address takes ${allow.join(", ")}.`, {
        headers: { Allow: allow.join(", ") },
      });
    },
  };
}

function routesAt(app: Ingress, routes: readonly Route[], path: string): Route[] {
  return methods.flatMap((method) => {
    const found = app.router.match(method, path)[0][0]?.[0][1];
    return routes.filter((route) => route.method === method && route.path === found?.path);
  });
}

/** Whether the path could be read as one of the operators' routes: a proxy may normalise it in other ways than we do. */
function looksClosed(routes: readonly Route[], path: string): boolean {
  const plain = plainly(path);
  return routes.some((route) => {
    const own = route.path.replace("/*", "");
    return operatorsGate(route) && (plain === own || plain.startsWith(`${own}/`));
  });
}

/** Decoded, lower case, single slashes, without dots and without anything after a semicolon. */
function plainly(path: string): string {
  let text = path;
  // No proxy decodes more than twice.
  for (let times = 0; times < 2; times++) text = text.replace(/%[0-9a-f]{2}/gi, decoded);
  const parts: string[] = [];
  for (const part of text.toLowerCase().split(/[/\\]+/)) {
    const name = part.replace(/;.*$/, "").trim();
    if (name === "..") parts.pop();
    else if (name !== "" && name !== ".") parts.push(name);
  }
  return `/${parts.join("/")}`;
}

const decoded = (code: string) => String.fromCharCode(Number.parseInt(code.slice(1), 16));
