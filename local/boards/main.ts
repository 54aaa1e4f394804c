import { type Context, Hono } from "hono";
import { etag } from "hono/etag";
import { type Fault, type FaultEnv, Faults, faultRoutes, strike } from "../wire/faults.ts";
import { hangUp, listen, type Played } from "../wire/server.ts";
import { Catalogue } from "./catalogue.ts";
import { postingRoutes } from "./pages.ts";
import { type Boards, errorOf, sourceNames, sourceRoutes } from "./sources.ts";

export interface BoardsOptions {
  /** 0 takes any free one. */
  port: number;
  host?: string;
  /**
   * A recorded reply to serve unchanged instead of the catalogue: for greenhouse one document for all boards, or
   * `{token: document}`; for arbeitnow the first and only page.
   */
  recordings?: Boards["recordings"];
  seed?: string;
  clock?: () => number;
}

interface Logged {
  at: string;
  method: string;
  /** With its query. */
  path: string;
  /** null: the connection was closed without an answer. */
  status: number | null;
}

const maxLogged = 10_000;

/** Starts a server that plays Greenhouse, Arbeitnow, JSearch and TheirStack over a catalogue of invented postings. */
export async function startBoards(options: BoardsOptions): Promise<Played> {
  const { port, host = "127.0.0.1", recordings = {}, seed = "jobping", clock = Date.now } = options;
  const stop = new AbortController();
  const requests: Logged[] = [];
  const faults = new Faults();
  const boards: Boards = { catalogue: new Catalogue({ seed, clock }), recordings, clock, url: "" };

  const sources = new Hono<FaultEnv>();
  sources.use(async (c, next) => {
    await next();
    const { pathname, search } = new URL(c.req.url);
    const status = c.get("dropped") ? null : c.res.status;
    requests.push({ at: new Date(clock()).toISOString(), method: c.req.method, path: pathname + search, status });
    if (requests.length > maxLogged) requests.shift();
  });
  const ofSource = Object.fromEntries(sourceNames.map((name) => [name, new Faults()]));
  sources.use((c, next) => {
    const own = ofSource[c.req.path.split("/")[1] ?? ""];
    return strike<FaultEnv>(own?.waiting().length ? own : faults, faultOf, stop.signal)(c, next);
  });
  sources.use(etag());
  // Not an error: a delay cut short because the server closes.
  sources.onError((error, c) => (stop.signal.aborted ? hangUp(c) : c.text(`${error.stack}`, 500)));
  sources.route("/", sourceRoutes(boards));
  const app = new Hono().get("/requests", (c) => c.json(requests)).route("/", faultRoutes(faults));
  for (const [name, own] of Object.entries(ofSource)) app.route(`/${name}`, faultRoutes(own));
  app.route("/", postingRoutes(boards)).route("/", sources);

  const played = await listen(app, { port, host });
  boards.url = played.url;
  return {
    url: played.url,
    async close() {
      stop.abort(new Error("the boards close"));
      await played.close();
    },
  };
}

function faultOf(c: Context, { status, name }: Fault & { status: number }): Response {
  const headers = status === 429 ? { "retry-after": "1" } : undefined;
  return Response.json(errorOf(c.req.path, status, name), { status, ...(headers && { headers }) });
}
