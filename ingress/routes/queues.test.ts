import { afterEach, describe, expect, test, vi } from "vitest";
import { jobs } from "../../jobs/index.ts";
import { env } from "../../lib/env.ts";
import { PermanentError } from "../../lib/errors.ts";
import { log } from "../../lib/log.ts";
import { enqueue } from "../../lib/queue.ts";
import { queueHandles } from "../../lib/queue-admin.ts";
import { seal } from "../../lib/seal.ts";
import { defineWorker, startWorker } from "../../lib/worker.ts";
import { until } from "../../test/until.ts";
import { asBrowser, ingressOfFile } from "../test-ingress.ts";

const ingress = ingressOfFile();
afterEach(() => vi.restoreAllMocks());

const operator = { authorization: `Bearer ${env.ADMIN_API_KEY}` };
const api = "/admin/queues/api/queues";
const get = async (path: string) => (await ingress.get(path, operator)).json();
const put = (path: string, headers: Record<string, string> = {}, method = "PUT") =>
  fetch(`${ingress.url}${api}/${path}`, { method, headers: { ...operator, ...headers } });

async function queueOf(name: string) {
  const queue = (await queueHandles()).find((each) => each.name === name);
  if (!queue) throw new Error(`no queue ${name}`);
  return queue;
}

/** Runs the jobs of `plan` until `id` has this outcome. */
async function workUntil(id: string, state: "failed" | "completed", handle: () => Promise<void>): Promise<void> {
  const worker = startWorker(defineWorker(jobs.plan, { concurrency: 1, timeoutMs: 5000 }, handle));
  const queue = await queueOf("plan");
  await until(`it has ${state}`, async () => (await queue.getJobState(id)) === state);
  await worker.close(1000);
}

async function failedJob(reason: string): Promise<string> {
  const id = await enqueue(jobs.plan, {});
  await workUntil(id, "failed", async () => {
    throw new PermanentError(reason);
  });
  return id;
}

describe("Bull Board", () => {
  test("shows every queue, in its own page without anything of third parties", async () => {
    const page = await ingress.get("/admin/queues", { ...operator, ...asBrowser });
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain('"environment":{"label":"development"');
    expect(html).not.toMatch(/https?:/);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain("unsafe");
    expect(html).not.toMatch(/<style| style=/);
    expect(policy).toContain("frame-ancestors 'none'");
    const script = /src="(static\/js\/main[^"]*)"/.exec(html)?.[1];
    expect((await ingress.get(`/admin/queues/${script}`, operator)).headers.get("content-type")).toMatch(/javascript/);
    const { queues } = (await get(api)) as { queues: { name: string }[] };
    expect(queues.map(({ name }) => name).toSorted()).toEqual(Object.keys(jobs).toSorted());
  });

  test("shows ids, and nothing sealed, secret or personal", async () => {
    const sealed = seal({ email: "very.secret@example.org", name: "Xantippe" }, "signup");
    const signupId = crypto.randomUUID();
    await enqueue(jobs.signup, { signupId, sealed, submission: "s".repeat(43) }, { jobId: signupId });
    const criteria = { jobTitle: "Xantippe's job", datePosted: "any" } as const;
    await enqueue(jobs.search, { id: "s".repeat(22), criteria }, { jobId: "a-search" });
    const signup = JSON.stringify(await get(`${api}/signup/${signupId}`));
    expect(signup).toContain(`"signupId":"${signupId}"`);
    expect(signup).toContain('"sealed":"[hidden]"');
    const failed = await failedJob("no such mailbox: very.secret@example.org ?token=abc");
    const all = [
      signup,
      JSON.stringify(await get(`${api}/search/a-search`)),
      JSON.stringify(await get(`${api}?activeQueue=signup&status=latest`)),
      JSON.stringify(await get(`${api}?activeQueue=plan&status=failed`)),
      JSON.stringify(await get("/admin/queues/api/job-schedulers")),
    ].join("\n");
    expect(all).toContain(failed);
    expect(all).toContain("no such mailbox: [mailbox] ?token=[redacted]");
    for (const secret of [sealed, "very.secret", "Xantippe"]) expect(all).not.toContain(secret);
  });

  test("a retry gives the job all its attempts and a fresh age, and is noted with who did it", async () => {
    const said = vi.spyOn(log, "info");
    const id = await failedJob("gone");
    expect((await put(`plan/${id}/retry`)).status).toBe(204);
    await workUntil(id, "completed", async () => {});
    expect(await (await queueOf("plan")).getJob(id)).toMatchObject({ attemptsMade: 1 });
    expect(said).toHaveBeenCalledWith(
      expect.objectContaining({ audit: true, operator: "key", act: "retry", queue: "plan", jobId: id, allowed: true }),
      "audit: Bull Board",
    );
  });

  test("retries all of a queue as an operator's act, at a rate", async () => {
    const id = await failedJob("gone");
    const retried = await (await queueOf("plan")).getFailedCount();
    expect(await (await put("plan/retry/failed")).json()).toEqual({ retried, skipped: 0 });
    const [asked] = await (await queueOf("operate")).getWaiting();
    expect(asked?.data.p).toMatchObject({ operation: { act: "redrive", queue: "plan", perSecond: 100 } });
    expect(await (await queueOf("plan")).getJobState(id)).toBe("failed");
    expect((await put("operate/pause")).status).toBe(405);
  });

  test("pauses and resumes; what the code declares it does not change, and what is no act is no fault of ours", async () => {
    const queue = await queueOf("check");
    expect((await put("check/pause")).status).toBe(200);
    expect(await queue.isPaused()).toBe(true);
    expect((await put("check/resume")).status).toBe(200);
    expect(await queue.isPaused()).toBe(false);
    const id = await enqueue(jobs.check, {});
    const status = async (path: string, method = "PUT") => (await put(path, {}, method)).status;
    expect(await status("check/obliterate")).toBe(403);
    expect(await status("check/empty")).toBe(403);
    expect(await status("check/add", "POST")).toBe(403);
    expect(await status(`check/${id}/update-data`, "PATCH")).toBe(403);
    expect(await status("check/job-schedulers/any/remove")).toBe(403);
    expect(await status(`check/${id}/retry`)).toBe(400);
    expect(await status(`check/${id}/promote`)).toBe(409);
    expect(await status("check/none/retry")).toBe(404);
    expect(await status("none/pause")).toBe(404);
    expect(await status("check/pause", "DELETE")).toBe(405);
  });

  test("takes acts from our own pages only", async () => {
    const stranger = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    expect((await put("check/pause", stranger)).status).toBe(403);
    expect((await put("check/pause", { origin: "null", "sec-fetch-site": "same-site" })).status).toBe(403);
    expect(await (await queueOf("check")).isPaused()).toBe(false);
  });
});
