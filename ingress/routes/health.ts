import { z } from "zod";
import { exposition } from "../../lib/metrics.ts";
import { redisReady } from "../../lib/redis.ts";
import { isStopping } from "../../lib/shutdown.ts";
import { second } from "../../lib/time.ts";
import { figuresGauges } from "../figures-gauges.ts";
import { notNow } from "../problem.ts";
import { json, type Route, route } from "../route.ts";

// Orchestrators ask every few seconds and often give up after one second.
const readyWithinMs = 0.8 * second;

const alive = (path: string): Route =>
  route({
    method: "GET",
    path,
    summary: "Whether the process is alive; asks no other service",
    caller: "all",
    limit: "probe",
    answers: { 200: { description: "Alive", schema: z.object({ status: z.literal("ok"), uptimeSeconds: z.int() }) } },
    handle: () => json(200, { status: "ok", uptimeSeconds: Math.floor(process.uptime()) }),
  });

export const health = alive("/api/health");
export const healthz = alive("/healthz");

export const readyz = route({
  method: "GET",
  path: "/readyz",
  summary: "Whether traffic should come: Redis answers and the process is not stopping",
  caller: "all",
  limit: "probe",
  answers: { 200: { description: "Ready", schema: z.object({ status: z.literal("ready") }) } },
  async handle() {
    if (isStopping()) throw notNow("This process is stopping.");
    await redisReady(readyWithinMs).catch(() => {
      throw notNow("Redis does not answer.");
    });
    return json(200, { status: "ready" });
  },
});

// /metrics shows the figures of the whole product beside this process's own.
figuresGauges();

export const metrics = route({
  method: "GET",
  path: "/metrics",
  summary: "Figures for Prometheus",
  caller: "operator or METRICS_TOKEN",
  limit: "probe",
  answers: { 200: { description: "Prometheus text format", type: "text/plain" } },
  async handle() {
    const { contentType, body } = await exposition();
    return { status: 200, headers: { "Content-Type": contentType }, body };
  },
});
