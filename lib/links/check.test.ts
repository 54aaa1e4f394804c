import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { checkLink, type LinkOptions } from "./check.ts";
import { publicAndLoopback } from "./guard.ts";

const title = "Junior Data Analyst (m/f/d)";
const page = (body: string, head = "") => `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;
const advert = `<h1>${title}</h1><p>Numbers, at Nordlicht.</p>`;
const ld = (over: object) => `<script type="application/ld+json">${JSON.stringify(over)}</script>`;
const job = (validThrough: string) => ({
  "@context": "https://schema.org",
  "@type": "JobPosting",
  title,
  validThrough,
});

const html =
  (body: string): RequestListener =>
  (_, res) =>
    void res.setHeader("content-type", "text/html; charset=utf-8").end(body);
const status =
  (code: number, headers = {}): RequestListener =>
  (_, res) =>
    void res.writeHead(code, { "content-type": "text/html", ...headers }).end(page(advert));
const to = (location: string, code = 302) => status(code, { location });

const bomb = gzipSync(Buffer.concat([Buffer.from(advert), Buffer.alloc(50_000_000, " ")]), { level: 1 });

const routes: Record<string, RequestListener> = {
  "/jobs/1001": html(page(advert)),
  "/jobs/1001-junior-data-analyst": html(page(advert)),
  "/jobs/1002": html(page("<h1>Senior Chef</h1>")),
  "/jobs": html(page("<h1>All jobs</h1>")),
  "/login": html(page("<h1>Log in</h1>")),
  "/404": status(404),
  "/410": status(410),
  "/403": status(403),
  "/429": status(429, { "retry-after": "60" }),
  "/500": status(500),
  "/503": status(503),
  "/304": status(304),
  "/empty": html(""),
  "/pdf": (_, res) => void res.setHeader("content-type", "application/pdf").end("%PDF"),
  "/loop": to("/loop"),
  "/moved/1001": to("/jobs/1001-junior-data-analyst", 301),
  "/jobs/1003": to("/jobs"),
  "/jobs/1004": to("/jobs/1002"),
  "/jobs/1005": to("/"),
  "/acme/jobs/1006": to("/acme?error=true"),
  "/acme": html(page("<h1>Acme</h1>")),
  "/jobs/1007": to("/login?next=/jobs/1007"),
  "/offer/junior-data-analyst": to("/offer/junior-data-analyst-2"),
  "/offer/junior-data-analyst-2": html(page(advert)),
  "/closed": html(page(`${advert}<div class="banner">Sorry, this position has been filled.</div>`)),
  "/hidden": html(
    page(`${advert}<div hidden>This job is no longer available</div><script>"This job is no longer available"</script>
    <template><p>This job has expired</p></template><p style="display:none">This job is closed</p>`),
  ),
  "/past": html(page(advert, ld(job("2026-11-01")))),
  "/past-graph": html(page(advert, ld({ "@graph": [{ "@type": "Organization" }, job("2026-11-21T12:00:00Z")] }))),
  "/today": html(page(advert, ld(job("2026-11-22")))),
  "/future": html(page(advert, ld(job("2027-01-01T00:00:00+01:00")))),
  "/odd-ld": html(page(advert, `<script type='application/ld+json'>{"@type": "JobPosting", oops</script>`)),
  "/one-of-many-past": html(page(advert, ld([job("2020-01-01"), job("2030-01-01")]))),
  "/gzip": (_, res) =>
    void res
      .writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" })
      .end(gzipSync(page(`${advert}<p>Diese Stelle ist leider nicht mehr verfügbar.</p>`))),
  "/bomb": (_, res) => void res.writeHead(200, { "content-type": "text/html", "content-encoding": "gzip" }).end(bomb),
  "/endless": (_, res) => {
    res.setHeader("content-type", "text/html").write(page(advert));
    const more = () => {
      while (res.write("x".repeat(64 * 1024))) {}
    };
    res.on("drain", more);
    more();
  },
  "/latin": (_, res) =>
    void res
      .setHeader("content-type", "text/html")
      .end(
        Buffer.from(
          page(`${advert}<p>Offre expirée, le poste a été pourvu</p>`, "<meta charset=iso-8859-1>"),
          "latin1",
        ),
      ),
  "/cut": (_, res) => {
    res.writeHead(200, { "content-type": "text/html", "content-length": "10000" }).write(page(advert));
    setImmediate(() => res.destroy());
  },
  "/unclosed": html("<script ".repeat(40_000)),
  "/nested": html(`<div>`.repeat(50_000) + advert),
  "/tags": html(`${"<li>x</li>".repeat(12_000)}<p>This job is no longer available</p>${advert}`),
  "/silent": () => {},
  "/drip": (_, res) => {
    res.setHeader("content-type", "text/html").write(page(advert));
    const drip = setInterval(() => res.write(" "), 10);
    res.on("close", () => clearInterval(drip));
  },
};

let server: Server;
let base: string;
let asked: IncomingMessage[] = [];
beforeAll(async () => {
  server = createServer((req, res) => {
    asked.push(req);
    const listener = routes[new URL(req.url ?? "/", "http://x").pathname];
    if (listener) listener(req, res);
    else html(page("<h1>Home</h1>"))(req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(() => void server.close().closeAllConnections());

const now = new Date("2026-11-22T10:00:00Z");
const check = (path: string, over: Partial<LinkOptions> = {}) =>
  checkLink(path.startsWith("/") ? base + path : path, {
    ...{ title, company: "Nordlicht", signal: new AbortController().signal, guard: publicAndLoopback, now },
    ...over,
  });

test.each([
  ["/jobs/1001", "live", "names the posting"],
  ["/jobs/1001?gh_src=jobping", "live", "names the posting"],
  ["/moved/1001", "live", "names the posting"],
  ["/offer/junior-data-analyst", "live", "names the posting"],
  ["/404", "gone", "404"],
  ["/410", "gone", "410"],
  ["/403", "uncertain", "403"],
  ["/429", "uncertain", "429"],
  ["/500", "uncertain", "500"],
  ["/503", "uncertain", "503"],
  ["/304", "uncertain", "304"],
  ["/empty", "uncertain", "nothing to read"],
  ["/pdf", "uncertain", "nothing to read"],
  ["/loop", "uncertain", "too many redirects"],
  ["/jobs/1002", "uncertain", "does not name the posting"],
  ["/jobs/1003", "gone", "redirects to a list"],
  ["/jobs/1004", "gone", "redirects to another posting"],
  ["/jobs/1005", "gone", "redirects to a list"],
  ["/acme/jobs/1006", "gone", "redirects to a list"],
  ["/jobs/1007", "uncertain", "redirects to a login"],
  ["/closed", "gone", "says that it is closed"],
  ["/hidden", "live", "names the posting"],
  ["/past", "gone", "past its own end"],
  ["/past-graph", "gone", "past its own end"],
  ["/today", "live", "names the posting"],
  ["/future", "live", "names the posting"],
  ["/odd-ld", "live", "names the posting"],
  ["/one-of-many-past", "live", "names the posting"],
  ["/gzip", "gone", "says that it is closed"],
  ["/bomb", "live", "names the posting"],
  ["/endless", "live", "names the posting"],
  ["/latin", "gone", "says that it is closed"],
  ["/cut", "uncertain", "not reachable: ECONNRESET"],
  ["/unclosed", "uncertain", "does not name the posting"],
  ["/nested", "live", "names the posting"],
  // Nothing is read after so many tags.
  ["/tags", "live", "names the posting"],
  ["http://127.0.0.1:1/", "uncertain", "not reachable: ECONNREFUSED"],
])("%s: %s, %s", async (path, expected, reason) => {
  expect(await check(path)).toEqual({ status: expected, reason });
});

test("a redirect is followed five times, and no further", async () => {
  await check("/loop");
  expect(asked).toHaveLength(6);
});

test("asks without cookies, with our name, and waits for its turn at each hop", async () => {
  const turns: string[] = [];
  await check("/moved/1001", { turn: async (host) => void turns.push(host) });
  expect(turns).toEqual([new URL(base).host, new URL(base).host]);
  for (const { headers, method } of asked) {
    expect(method).toBe("GET");
    expect(headers["user-agent"]).toContain("JobPing");
    expect(headers).not.toHaveProperty("cookie");
    expect(headers).not.toHaveProperty("authorization");
  }
});

test("ends with the caller's signal, and with nothing else", async () => {
  const controller = new AbortController();
  const reason = new Error("the process stops");
  routes["/stops"] = () => controller.abort(reason);
  await expect(check("/stops", { signal: controller.signal })).rejects.toBe(reason);
});

test.each(["/silent", "/drip"])("a server that takes its time is left: %s", async (path) => {
  expect(await check(path, { hopMs: 50 })).toEqual({ status: "uncertain", reason: "timed out" });
});

test("a title of one word must stand beside its company", async () => {
  routes["/intern"] = html(page("<h1>Intern</h1><p>at Nordlicht</p>"));
  expect((await check("/intern", { title: "Intern" })).status).toBe("live");
  expect((await check("/intern", { title: "Intern", company: "Acme" })).status).toBe("uncertain");
});
