import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { expect } from "vitest";
import { openApiDocument } from "./openapi.ts";
import { table } from "./routes/table.ts";

interface Described {
  headers: Record<string, object>;
  content?: Record<string, { schema: object }>;
}
type Schema = Record<string, unknown>;

const { paths = {}, components } = openApiDocument(table);
const judge = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
judge.addSchema({ components: closed(components) }, "document");

/** Longest first, as the more specific ones: `/searches/{id}.csv` before `/searches/{id}`. */
const shapes = Object.keys(paths)
  .toSorted((one, other) => other.length - one.length)
  .map((path) => ({ path, shape: new RegExp(`^${path.replace(/\.|\{\w+\}|\*/g, partOf)}$`) }));

function partOf(part: string): string {
  return part === "." ? "\\." : part === "*" ? ".*" : "[^/]+";
}

/**
 * Fails the test if an answer differs from the document in status, headers, media type or, for JSON, any field.
 * Methods and addresses that are not in the document, and 500, are not checked.
 */
export async function expectDocumented(method: string, url: string, answer: Response): Promise<void> {
  const path = shapes.find(({ shape }) => shape.test(new URL(url).pathname))?.path ?? "";
  const operation = (paths[path] as Record<string, { responses: Record<string, object> }> | undefined)?.[
    method.toLowerCase()
  ];
  if (!operation || answer.status === 500) return;
  const what = `${method} ${path} ${answer.status}`;
  if (!operation.responses[answer.status]) expect.fail(`${what} is not in the document`);
  const refused = components?.responses?.[answer.status] as Described | undefined;
  const described = refused ?? (operation.responses[answer.status] as Described);
  for (const name of Object.keys(described.headers))
    expect(answer.headers.get(name), `${what}, ${name}`).not.toBeNull();
  const type = answer.headers.get("content-type")?.split(";", 1)[0];
  if (type === undefined) return;
  const content = described.content?.[type] ?? described.content?.["*/*"];
  if (!content) expect.fail(`${what} as ${type} is not in the document`);
  if (!type.endsWith("json") || !described.content?.[type]) return;
  const fits = validatorOf(content.schema);
  expect(fits(await answer.clone().json()) || fits.errors, what).toBe(true);
}

const validators = new Map<object, ValidateFunction>();

function validatorOf(schema: object): ValidateFunction {
  let validator = validators.get(schema);
  if (!validator) {
    const text = JSON.stringify(closed(schema)).replaceAll('"#/components', '"document#/components');
    validator = judge.compile(JSON.parse(text));
    validators.set(schema, validator);
  }
  return validator;
}

/** Forbids undocumented fields: clients must tolerate them, but we must document all we send. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.fromEntries(Object.entries(value as Schema).map(([name, part]) => [name, closed(part)]));
  const isObject = parts.type === "object" && "properties" in parts;
  return isObject ? { additionalProperties: false, ...parts } : parts;
}
