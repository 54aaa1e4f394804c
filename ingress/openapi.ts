import { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { env } from "../lib/env.ts";
import { type ProblemCode, problems } from "./problem.ts";
import type { Caller, DocumentedAnswer, Route } from "./route.ts";

type Registry = OpenAPIHono["openAPIRegistry"];
type PathConfig = Parameters<Registry["registerPath"]>[0];
type Responses = PathConfig["responses"];
export type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

const securityOf: Readonly<Partial<Record<Caller, Record<string, string[]>[]>>> = {
  "system key or HMAC": [{ systemKey: [] }, { signature: [], timestamp: [], nonce: [] }],
  operator: [{ operatorSession: [] }, { operator: [] }, { operatorToken: [] }],
  "operator or METRICS_TOKEN": [{ metricsToken: [] }, { operatorSession: [] }, { operator: [] }, { operatorToken: [] }],
};

/** The API as OpenAPI 3.1, made from the route table: what is not in the table is not in the document. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const api = new OpenAPIHono();
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    api.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  }
  api.openAPIRegistry.registerComponent("schemas", "Problem", jsonSchema(problemSchema));
  for (const route of routes) api.openAPIRegistry.registerPath(pathOf(route));
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "JobPing",
      version: "1",
      description: "Job alerts. Errors are application/problem+json; every answer has X-Request-Id.",
    },
    servers: [{ url: env.PUBLIC_URL }],
  });
}

const header = (name: string) => ({ type: "apiKey", in: "header", name }) as const;
const securitySchemes = {
  systemKey: { type: "http", scheme: "bearer", description: "SYSTEM_API_KEY" },
  signature: header("X-Signature"),
  timestamp: header("X-Timestamp"),
  nonce: header("X-Nonce"),
  operator: { type: "http", scheme: "basic", description: "Any user; the password is ADMIN_API_KEY" },
  operatorSession: { type: "apiKey", in: "cookie", name: "__Host-jobping-operator", description: "From POST /login" },
  operatorToken: {
    type: "http",
    scheme: "bearer",
    description: "ADMIN_API_KEY, or an operator's Supabase access token",
  },
  metricsToken: { type: "http", scheme: "bearer", description: "METRICS_TOKEN" },
} as const;

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
});

function pathOf(route: Route): PathConfig {
  return {
    method: route.method.toLowerCase(),
    path: route.path.replace(/:(\w+)/g, "{$1}"),
    summary: route.summary,
    description: `Caller: ${route.caller}.`,
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(route.body && { requestBody: { required: !route.body.optional, content: contentOf(route) } }),
    ...(securityOf[route.caller] && { security: securityOf[route.caller] }),
    responses: responsesOf(route),
  } as PathConfig;
}

function pathParameters(route: Route) {
  return [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(route: Route) {
  if (!route.query) return [];
  const { properties = {}, required = [] } = jsonSchema(route.query) as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function contentOf({ body }: Route) {
  if (!body) return {};
  const schema = jsonSchema(body.schema);
  const form = body.fromForm && { "application/x-www-form-urlencoded": { schema: { type: "object" } } };
  return { "application/json": { schema }, ...form };
}

function responsesOf(route: Route): Responses {
  const own = Object.entries(route.answers).map(([status, answer]) => [status, responseOf(answer)]);
  const failures = failuresOf(route).map((code) => [problems[code].status, problemResponse(problems[code].title)]);
  return Object.fromEntries([...failures, ...own]) as Responses;
}

function responseOf({ description, type, schema }: DocumentedAnswer) {
  if (!type && !schema) return { description };
  return {
    description,
    content: { [type ?? "application/json"]: { schema: schema ? jsonSchema(schema) : { type: "string" } } },
  };
}

function problemResponse(description: string) {
  return { description, content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } };
}

/** Of whom nothing is proved, or only by a link; of all others a key, a signature or a session. */
const refusals: Readonly<Partial<Record<Caller, readonly ProblemCode[]>>> = {
  all: [],
  "bearer of the id": [],
  "mail link": ["link-not-valid", "link-expired"],
};

/** What the gates before the handler can answer, so that no route has to repeat it. */
function failuresOf({ body, query, caller, method }: Route): ProblemCode[] {
  const read = body && !body.raw;
  return [
    ...(read ? (["not-readable", "wrong-type"] as const) : []),
    ...(body ? (["too-large"] as const) : []),
    ...(read || query ? (["not-valid"] as const) : []),
    ...(refusals[caller] ?? ["who-are-you", "not-yours"]),
    ...(method !== "GET" ? (["origin-not-listed"] as const) : []),
    "too-many",
    "not-now",
  ];
}

/** What a client sends: the schema's input. zod's own conversion keeps regular expressions as OpenAPI wants them. */
function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}
