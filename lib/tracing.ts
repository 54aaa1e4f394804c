import type { BullMQOtel } from "bullmq-otel";

type Attributes = Readonly<Record<string, string | number>>;

/** Adds to the span what is known only now. */
export type Tell = (attributes: Attributes) => void;

/** Attributes name no person: no address, no path with a token, no id of a subscriber. */
export interface Step {
  kind: "server" | "client";
  name: string;
  attributes: Attributes;
  /** W3C traceparent that this continues. */
  continues?: string | undefined;
}

export interface Tracer {
  /** For BullMQ's queues and workers: a job continues the trace in which it was asked for. */
  readonly bullmq: BullMQOtel;
  span<T>(step: Step, work: (tell: Tell) => Promise<T>): Promise<T>;
  /** Of the span that is under way, if there is one. */
  tell: Tell;
}

let tracer: Tracer | undefined;

/** Absent where no traces are made. */
export const tracing = (): Tracer | undefined => tracer;

export function traceWith(chosen: Tracer): void {
  tracer = chosen;
}

const nobody: Tell = () => {};

/** Does `work`, as a span of its own where traces are made. */
export function traced<T>(step: () => Step, work: (tell: Tell) => Promise<T>): Promise<T> {
  return tracer ? tracer.span(step(), work) : work(nobody);
}
