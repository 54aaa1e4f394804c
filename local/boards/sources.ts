import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { arbeitnowPage } from "./arbeitnow.ts";
import type { Catalogue } from "./catalogue.ts";
import { companies } from "./companies.ts";
import { greenhouseBoard, greenhouseJob, greenhouseJobs } from "./greenhouse.ts";
import { jsearchRoutes } from "./jsearch.ts";
import { theirstackRoutes } from "./theirstack.ts";

export interface Boards {
  catalogue: Catalogue;
  recordings: { greenhouse?: object | undefined; arbeitnow?: object | undefined };
  clock: () => number;
  /** Our own address, known only once we listen. */
  url: string;
}

/** The sources' routes, each under its name in place of its host. */
export function sourceRoutes(boards: Boards): Hono {
  return new Hono()
    .route("/greenhouse/v1/boards", greenhouseRoutes(boards))
    .route("/arbeitnow/api", arbeitnowRoutes(boards))
    .route("/jsearch", jsearchRoutes(boards))
    .route("/theirstack/v1", theirstackRoutes(boards));
}

/** The sources that can have faults of their own: `PUT /jsearch/faults`. */
export const sourceNames = ["greenhouse", "arbeitnow", "jsearch", "theirstack"] as const;

/** A source's error body. `name` is the vendor's text, such as the sentence about a quota. */
export function errorOf(path: string, status: number, name = "A fault was asked for."): object {
  if (path.startsWith("/jsearch/")) return { message: name };
  if (path.startsWith("/theirstack/")) {
    return { error: { code: `E-${status}`, title: name, description: name }, request_id: randomUUID() };
  }
  return { status, error: name };
}

function greenhouseRoutes(boards: Boards): Hono {
  const { catalogue, recordings, clock } = boards;
  const place = () => ({ url: boards.url, now: clock() });
  const postingsOf = (token: string) => catalogue.live().filter(({ company }) => company.board === token);
  return new Hono()
    .get("/:token", (c) => {
      const company = companies.find(({ board }) => board === c.req.param("token"));
      return company ? c.json(greenhouseBoard(company)) : c.json(notFound("Job board not found"), 404);
    })
    .get("/:token/jobs", (c) => {
      const token = c.req.param("token");
      if (recordings.greenhouse) {
        const recorded = recordingOf(recordings.greenhouse, token);
        return recorded ? c.json(recorded) : c.json(notFound("Job board not found"), 404);
      }
      if (!companies.some(({ board }) => board === token)) return c.json(notFound("Job board not found"), 404);
      return c.json(greenhouseJobs(postingsOf(token), { content: c.req.query("content") === "true", ...place() }));
    })
    .get("/:token/jobs/:id", (c) => {
      const posting = postingsOf(c.req.param("token")).find(({ id }) => String(id) === c.req.param("id"));
      return posting ? c.json(greenhouseJob(posting, place())) : c.json(notFound("Job not found"), 404);
    });
}

function arbeitnowRoutes(boards: Boards): Hono {
  const { catalogue, recordings } = boards;
  return new Hono().get("/job-board-api", (c) => {
    const page = Math.max(1, Number.parseInt(c.req.query("page") ?? "1", 10) || 1);
    if (recordings.arbeitnow && page === 1) return c.json(recordings.arbeitnow);
    const postings = recordings.arbeitnow ? [] : catalogue.live().filter(({ company }) => company.board === null);
    return c.json(arbeitnowPage(postings, { page, api: `${boards.url}/arbeitnow/api/job-board-api`, url: boards.url }));
  });
}

/** One document for every board, or one for each token. */
function recordingOf(recordings: object, token: string): object | undefined {
  if ("jobs" in recordings) return recordings;
  const found: unknown = Object.entries(recordings).find(([name]) => name === token)?.[1];
  return typeof found === "object" && found !== null ? found : undefined;
}

const notFound = (error: string) => ({ status: 404, error });
