import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { type IngressContext, serve } from "./edge.ts";
import { preflight } from "./origin.ts";
import { Problem } from "./problem.ts";
import type { Route } from "./route.ts";
import { table } from "./routes/table.ts";

const methods = ["GET", "POST"] as const;

export type Ingress = Hono<{ Bindings: HttpBindings }>;

/** The routes of the table, and what answers everything else. */
export function buildApp(routes: readonly Route[] = table): Ingress {
  const app: Ingress = new Hono();
  for (const route of routes) app.on(route.method, route.path, (c) => serve(route, c));
  app.notFound((c) => serve(elsewhere(app, routes, c), c));
  return app;
}

/** No route has this method and path: another method, a browser asking before it sends, or nothing. */
function elsewhere(app: Ingress, routes: readonly Route[], c: IngressContext): Route {
  const here = routesAt(app, routes, c.req.path);
  return {
    method: "GET",
    path: "(none)",
    summary: "What no route answers",
    caller: "all",
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
