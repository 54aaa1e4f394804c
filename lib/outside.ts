import { observeCall } from "./metrics.ts";
import { type Tell, traced } from "./tracing.ts";

/** One call to a vendor or source: timed, and a span where traces are made. It names no path: they carry keys. */
export async function calling<T>(
  { service, method, host }: { service: string; method: string; host: string },
  work: (tell: Tell) => Promise<T>,
): Promise<T> {
  const startedAt = performance.now();
  const attributes = { "jobping.service": service, "http.request.method": method, "server.address": host };
  try {
    return await traced(() => ({ kind: "client", name: `${method} ${service}`, attributes }), work);
  } finally {
    observeCall(service, performance.now() - startedAt);
  }
}
