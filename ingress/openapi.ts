import { OpenAPIHono } from "@hono/zod-openapi";
import { z } from "zod";
import { env } from "../lib/env.ts";
import { formFields, formTypes } from "./body.ts";
import { type ProblemCode, problems } from "./problem.ts";
import type { Caller, DocumentedAnswer, Route } from "./route.ts";

type Registry = OpenAPIHono["openAPIRegistry"];
type PathConfig = Parameters<Registry["registerPath"]>[0];
type Responses = PathConfig["responses"];
export type OpenApiDocument = ReturnType<OpenAPIHono["getOpenAPI31Document"]>;

const operator = [{ operatorSession: [] }, { operator: [] }, { operatorToken: [] }];
const securityOf: Readonly<Partial<Record<Caller, Record<string, string[]>[]>>> = {
  "system key or HMAC": [{ systemKey: [] }, { signature: [], timestamp: [], nonce: [] }],
  operator,
  "operator or METRICS_TOKEN": [{ metricsToken: [] }, ...operator],
  "all; operator in production": [{}, ...operator],
};

/** The API as OpenAPI 3.1, made from the route table. */
export function openApiDocument(routes: readonly Route[]): OpenApiDocument {
  const api = new OpenAPIHono();
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    api.openAPIRegistry.registerComponent("securitySchemes", name, scheme);
  }
  for (const [name, header] of Object.entries(headers)) api.openAPIRegistry.registerComponent("headers", name, header);
  api.openAPIRegistry.registerComponent("schemas", "Problem", schemaOfAnswer(problemSchema));
  const statuses = Map.groupBy(Object.values(problems), ({ status }) => status);
  for (const [status, ways] of statuses) {
    const response = { description: titles(ways), headers: headersOf(status), content: problem };
    api.openAPIRegistry.registerComponent("responses", `${status}`, response);
  }
  for (const route of routes) api.openAPIRegistry.registerPath(pathOf(route));
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "JobPing",
      version: "1",
      description:
        "Job alerts. Errors are application/problem+json, or a page for callers that ask for text/html. Answers may gain fields.",
    },
    servers: [{ url: env.PUBLIC_URL }],
    security: [],
  });
}

const said = (description: string) => ({ description, required: true, schema: { type: "string" } }) as const;
/** The headers of every answer, and those that certain statuses add. */
const headers = {
  "X-Request-Id": said("What the logs know the request by"),
  Location: said("Where to look"),
  "WWW-Authenticate": said("How to prove who one is"),
  "Retry-After": said("Seconds after which it is worth asking again"),
} as const;
const headerOf: Readonly<Record<number, keyof typeof headers>> = {
  303: "Location",
  401: "WWW-Authenticate",
  429: "Retry-After",
  503: "Retry-After",
};

function headersOf(status: number) {
  const names = ["X-Request-Id", headerOf[status] ?? []].flat();
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
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
    operationId: operationOf(route),
    tags: [route.caller],
    summary: route.summary,
    description: `Caller: ${route.caller}.`,
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(route.body && { requestBody: { required: !route.body.optional, content: contentOf(route) } }),
    ...(securityOf[route.caller] && { security: securityOf[route.caller] }),
    responses: responsesOf(route),
  } as PathConfig;
}

/** The name in generated clients, such as `getSignupsIdEvents`. */
const operationOf = ({ method, path }: Route) =>
  method.toLowerCase() + path.replace(/\W+(\w?)/g, (_, first: string) => first.toUpperCase());

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
  const { properties = {}, required = [] } = schemaOfInput(route.query) as {
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

/** A form takes the same fields as JSON, or has a translation of its own. */
function contentOf({ body }: Route) {
  if (!body) return {};
  const schema = schemaOfInput(body.schema);
  const asForm = { schema: body.fromForm === formFields ? schema : { type: "object" } };
  const forms = body.fromForm ? [...formTypes].map((type) => [type, asForm]) : [];
  return { "application/json": { schema }, ...Object.fromEntries(forms) };
}

function responsesOf(route: Route): Responses {
  const refused = Map.groupBy(
    failuresOf(route).map((code) => problems[code]),
    ({ status }) => status,
  );
  const failures = [...refused].map(([status, ways]) => [status, responseOf(status, { description: titles(ways) })]);
  const own = Object.entries(route.answers).map(([status, answer]) => [status, responseOf(Number(status), answer)]);
  return Object.fromEntries([...failures, ...own]) as Responses;
}

const titles = (ways: readonly { title: string }[]) => ways.map(({ title }) => title).join(". Or: ");

const text = { schema: { type: "string" } } as const;
const problem = {
  "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
  "text/html": text,
} as const;

function responseOf(status: number, { description, type, schema }: DocumentedAnswer) {
  if (status >= 400) return { $ref: `#/components/responses/${status}`, description };
  const content = {
    ...(schema && { "application/json": { schema: schemaOfAnswer(schema) } }),
    ...(type && { [type]: text }),
  };
  return { description, headers: headersOf(status), ...((schema || type) && { content }) };
}

/** For callers who prove nothing or hold a link; all others need a key, a signature or a session. */
const refusals: Readonly<Partial<Record<Caller, readonly ProblemCode[]>>> = {
  all: [],
  "bearer of the id": [],
  "mail link": ["link-not-valid", "link-expired"],
};

/** The problems that the gates can answer with, so that no route has to list them. */
function failuresOf({ body, query, caller, method }: Route): ProblemCode[] {
  const read = body && !body.raw;
  return [
    ...(read || query ? (["not-readable"] as const) : []),
    ...(read ? (["wrong-type"] as const) : []),
    ...(body ? (["too-large"] as const) : []),
    ...(read || query ? (["not-valid"] as const) : []),
    ...(refusals[caller] ?? ["who-are-you", "not-yours"]),
    ...(method !== "GET" ? (["origin-not-listed"] as const) : []),
    "too-many",
    "not-now",
  ];
}

/** For what a client sends. zod's own conversion writes regular expressions as OpenAPI wants them. */
function schemaOfInput(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}

/** For what we send: open, so that a validating client accepts fields that a later version adds. */
function schemaOfAnswer(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    io: "output",
    unrepresentable: "any",
    override({ jsonSchema }) {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return rest;
}
