import {
  context,
  DiagLogLevel,
  diag,
  propagation,
  ROOT_CONTEXT,
  type Sampler,
  SamplingDecision,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { BullMQOtel } from "bullmq-otel";
import { env } from "./env.ts";
import { asError } from "./errors.ts";
import { log } from "./log.ts";
import type { Step, Tell, Tracer } from "./tracing.ts";

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT };
/** From this status on a step has failed: what a caller did wrong is no failure of the server's. */
const failsFrom = { server: 500, client: 400 };

/** Every trace, also one of a trusted proxy unless it says no; BullMQ's polling begins none. */
const sampler: Sampler = {
  shouldSample(parents, _traceId, _name, kind) {
    const parent = trace.getSpanContext(parents);
    const wanted = parent ? (parent.traceFlags & TraceFlags.SAMPLED) !== 0 : kind !== SpanKind.INTERNAL;
    return { decision: wanted ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
  },
};

/** Sends spans to the collector from here on. @returns how they are made, and how the last ones go out */
export function startOtel(service: string, collector: string): { tracer: Tracer; stop(): Promise<void> } {
  const say = (message: string) => log.warn({ reason: message.slice(0, 300) }, "traces do not arrive");
  const quiet = () => {};
  diag.setLogger({ error: say, warn: quiet, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.ERROR);
  const attributes = {
    "service.name": `jobping-${service}`,
    "deployment.environment.name": env.ENVIRONMENT,
    ...(env.COMMIT && { "service.version": env.COMMIT }),
  };
  const sdk = new NodeSDK({
    traceExporter: new OTLPTraceExporter({ url: `${collector}/v1/traces` }),
    sampler,
    // Its own detectors would tell the machine's user and the command's arguments.
    resourceDetectors: [{ detect: () => ({ attributes }) }],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return { tracer: tracerOf(), stop: () => sdk.shutdown() };
}

function tracerOf(): Tracer {
  const spans = trace.getTracer("jobping");
  return {
    bullmq: new BullMQOtel(),
    span({ kind, name, attributes, continues }: Step, work) {
      const before = continues ? propagation.extract(ROOT_CONTEXT, { traceparent: continues }) : context.active();
      return spans.startActiveSpan(name, { kind: kinds[kind], attributes }, before, async (span) => {
        const tell: Tell = (more) => {
          span.setAttributes(more);
          const failed = Number(more["http.response.status_code"]) >= failsFrom[kind];
          if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        };
        try {
          return await work(tell);
        } catch (thrown) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: asError(thrown).message });
          throw thrown;
        } finally {
          span.end();
        }
      });
    },
    tell: (attributes) => void trace.getActiveSpan()?.setAttributes(attributes),
  };
}
