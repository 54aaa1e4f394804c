import { readFileSync } from "node:fs";
import { sharedPath } from "../../test/shared.ts";

const document = () => sharedPath("contracts/openapi/polar.subset.json");

/** Removes null from query parameters' types: it never occurs, and with it the judge refuses a list of one. */
export function readableDocument() {
  type Schema = { anyOf?: { type?: string }[] };
  type Operation = { parameters?: { in: string; schema: Schema }[] };
  const vendor = JSON.parse(readFileSync(document(), "utf8")) as { paths: Record<string, Record<string, Operation>> };
  for (const operation of Object.values(vendor.paths).flatMap((path) => Object.values(path)))
    for (const parameter of operation.parameters ?? []) {
      const [only, more] = parameter.schema.anyOf?.filter(({ type }) => type !== "null") ?? [];
      if (parameter.in === "query" && only && !more) parameter.schema = only as Schema;
    }
  return vendor;
}

/** The vendor's description of its events, as if each were a request to a path of its name. */
export function eventsDocument(made: readonly string[]) {
  const vendor = JSON.parse(readFileSync(document(), "utf8")) as {
    openapi: string;
    info: object;
    components: object;
    webhooks: Record<string, { post: { requestBody: object } }>;
  };
  const response = { responses: { 200: { description: "taken" } } };
  const paths = Object.entries(vendor.webhooks).map(([type, { post }]) => [type, post.requestBody] as const);
  // Events without a schema get that of their object; the document has no refunds.
  const shapes: Record<string, string> = { checkout: "Checkout", customer: "Customer", order: "Order" };
  for (const type of new Set(made)) {
    const shape = shapes[type.split(".")[0] ?? ""];
    if (type in vendor.webhooks || !shape) continue;
    const data = { $ref: `#/components/schemas/${shape}` };
    const properties = { type: { const: type }, timestamp: { type: "string", format: "date-time" }, data };
    const schema = { type: "object", required: ["type", "timestamp", "data"], properties };
    paths.push([type, { required: true, content: { "application/json": { schema } } }]);
  }
  const { openapi, info, components } = vendor;
  const asPaths = Object.fromEntries(
    paths.map(([type, requestBody]) => [`/${type}`, { post: { requestBody, ...response } }]),
  );
  const types = new Set(paths.map(([type]) => type));
  return { document: { openapi, info, components, paths: asPaths }, types, own: Object.keys(vendor.webhooks) };
}

/** What makes two events of a type differ. */
export function stateOf(body: string): string {
  const { data } = JSON.parse(body) as {
    data: { status?: string; discount_id?: string; cancel_at_period_end?: boolean };
  };
  return JSON.stringify([data.status, Boolean(data.discount_id), data.cancel_at_period_end]);
}
