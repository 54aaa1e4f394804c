import { env } from "./env.ts";
import { alsoTo } from "./log.ts";
import { onShutdown } from "./shutdown.ts";
import { atMost, second } from "./time.ts";
import { traceWith } from "./tracing.ts";

/** How long the end of the process waits for what is still on its way to others. */
const lastMs = 3 * second;

const lastly = (name: string, stop: () => Promise<unknown>) =>
  onShutdown("connections", name, () => atMost(lastMs, stop(), "").catch(() => {}));

/**
 * Sends traces, log lines and errors to whoever is configured to get them; what is not configured is not even loaded.
 * To be called before queues and workers are opened, as they take the tracer with them.
 */
export async function startTelemetry(service: "ingress" | "workers"): Promise<void> {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT) {
    const otel = (await import("./tracing-otel.ts")).startOtel(service, env.OTEL_EXPORTER_OTLP_ENDPOINT);
    traceWith(otel.tracer);
    lastly("traces", otel.stop);
  }
  if (env.AXIOM_TOKEN && env.AXIOM_DATASET) {
    const options = { token: env.AXIOM_TOKEN, dataset: env.AXIOM_DATASET, url: env.AXIOM_URL };
    const axiom = (await import("./axiom.ts")).startAxiom(options);
    alsoTo(axiom.send);
    lastly("axiom", axiom.stop);
  }
  if (env.SENTRY_DSN) {
    const sentry = (await import("./sentry.ts")).startSentry(service, env.SENTRY_DSN);
    alsoTo(sentry.send);
    lastly("sentry", sentry.stop);
  }
}
