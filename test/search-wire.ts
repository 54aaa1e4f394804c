import { Hono } from "hono";
import { listen } from "../local/wire/server.ts";

export type Provider = "jsearch" | "theirstack";
/** `empty`: nothing found. `empty-then-found`: nothing until it is asked with less. Else the status of the answer. */
type Mood = "found" | "empty" | "empty-then-found" | "garbage" | number;

export interface SearchWire {
  url: string;
  /** The query or body of each request. */
  asked: Record<Provider, unknown[]>;
  /** How the providers answer from now on. */
  moods: Record<Provider, Mood>;
  /** Title and place of each posting that is found, `number` of them. */
  found: { title: string; city: string; country: string; number: number };
  /** No answer leaves before `release`. */
  hold(): void;
  release(): void;
  reset(): void;
  close(): Promise<void>;
}

const defaults = { title: "Data Analyst", city: "Berlin", country: "Germany", number: 20 };

/** Simulates JSearch and TheirStack, each below its own path, and records requests. */
export async function startSearchWire(): Promise<SearchWire> {
  let gate: PromiseWithResolvers<void> | undefined;
  const asked: SearchWire["asked"] = { jsearch: [], theirstack: [] };
  const moods: SearchWire["moods"] = { jsearch: "found", theirstack: "found" };
  const found = { ...defaults };
  const replyOf = async (provider: Provider, question: unknown): Promise<Response> => {
    asked[provider].push(question);
    const mood = moods[provider];
    await gate?.promise;
    if (typeof mood === "number") return Response.json({ message: "not now" }, { status: mood });
    if (mood === "garbage") return new Response("<html>maintenance</html>");
    const first = asked[provider].length === 1;
    const empty = mood === "empty" || (mood === "empty-then-found" && first);
    const numbers = Array.from({ length: empty ? 0 : found.number }, (_, index) => index);
    return Response.json(
      provider === "jsearch"
        ? { status: "OK", request_id: "r", data: { jobs: numbers.map((n) => jsearchJob(n, found)), cursor: null } }
        : { metadata: {}, data: numbers.map((n) => theirstackJob(n, found)) },
    );
  };
  const app = new Hono()
    .get("/jsearch/search-v2", (c) => replyOf("jsearch", c.req.query()))
    .post("/theirstack/v1/jobs/search", async (c) => replyOf("theirstack", await c.req.json()));
  const played = await listen(app, { port: 0, host: "127.0.0.1" });
  const release = () => {
    gate?.resolve();
    gate = undefined;
  };
  return {
    ...{ url: played.url, asked, moods, found, release },
    hold: () => {
      gate = Promise.withResolvers();
    },
    reset: () => {
      release();
      for (const provider of ["jsearch", "theirstack"] as const) {
        asked[provider].length = 0;
        moods[provider] = "found";
      }
      Object.assign(found, defaults);
    },
    close: () => {
      release();
      return played.close();
    },
  };
}

type Found = SearchWire["found"];
const now = () => Math.floor(Date.now() / 1000) - 3600;

const jsearchJob = (n: number, { title, city, country }: Found) => ({
  job_id: `job-${n}==`,
  job_title: title,
  employer_name: `Employer ${n}`,
  job_description: "You will work with numbers. Salary 48,000 € per year.",
  job_apply_link: `https://jobs.example.com/j/${n}`,
  job_is_remote: false,
  job_employment_types: ["FULLTIME"],
  job_employment_type: "Full-time",
  job_posted_at_timestamp: now(),
  job_city: city,
  job_country: country === "Germany" ? "DE" : "US",
  job_location: `${city}, ${country}`,
});

/** The first is the same posting as JSearch's first. */
const theirstackJob = (n: number, { title, city, country }: Found) => ({
  id: 1000 + n,
  job_title: title,
  company: n === 0 ? "Employer 0" : `Stack ${n}`,
  url: `https://stack.example.com/${n}`,
  final_url: `https://stack.example.com/${n}`,
  date_posted: new Date().toISOString().slice(0, 10),
  discovered_at: new Date().toISOString().slice(0, 19),
  location: `${city}, ${country}`,
  country,
  country_code: country === "Germany" ? "DE" : "US",
  remote: false,
  hybrid: false,
  employment_statuses: ["full_time"],
  min_annual_salary: null,
  max_annual_salary: null,
  salary_currency: null,
  description: "Numbers.",
});
