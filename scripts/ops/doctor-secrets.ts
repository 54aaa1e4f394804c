import { z } from "zod";
import { serviceDb } from "../../lib/db.ts";
import { env, parseEnv } from "../../lib/env.ts";
import { environmentVariables, secretName } from "../../lib/env-variables.ts";
import { sealedBy } from "../../lib/seal.ts";
import { second } from "../../lib/time.ts";
import { type Finding, fail, pass, warn } from "./finding.ts";

const rotate = "npm run -s ops -- secrets makes a fresh set";

/** Whether a secret of this process is a development value, or is used twice. */
export function secretsApart(): Finding[] {
  const given = Object.keys(environmentVariables).filter((name) => secretName.test(name) && process.env[name]);
  const read = parseEnv({
    ...Object.fromEntries(given.map((name) => [name, process.env[name]])),
    NODE_ENV: "production",
  });
  const weak = ("problems" in read ? read.problems : []).filter((line) => /: has the (same )?value/.test(line));
  const rotating = given.filter((name) => name.startsWith("NEXT_"));
  return [
    ...weak.map((line) => fail("secrets", line, rotate)),
    ...(weak.length === 0 ? [pass("secrets", `${given.length} given to this shell, no two alike`)] : []),
    rotating.length > 0
      ? warn(
          "rotation",
          `under way: ${rotating.join(", ")}`,
          "npm run -s ops -- rotate NAME says when the old one can go.",
        )
      : pass("rotation", "none under way"),
  ];
}

const sampled = 1000;
const keys = z.array(z.object({ id: z.uuid(), sealed: z.string() }));
const firstId = "00000000-0000-0000-0000-000000000000";

/** Which of our secrets seal people's link keys; checks the first thousand. */
export async function linkKeys(): Promise<Finding> {
  const check = "link keys";
  if (!process.env.SEAL_SECRET) return warn(check, "not looked at", "Give this shell the system's SEAL_SECRET.");
  const rows = await serviceDb().call("link_keys", { p_after: firstId, p_limit: sampled }, keys);
  const by = rows.map(({ sealed }) => sealedBy(sealed, "link-key"));
  const [unreadable, next] = [undefined, "next"].map((one) => by.filter((each) => each === one).length);
  if (unreadable)
    return fail(
      check,
      `${unreadable} of ${rows.length} open with no secret of this shell`,
      "The system's SEAL_SECRET? If so their mails cannot be written: RUNBOOK, rotate.",
    );
  if (next)
    return warn(
      check,
      `${next} of ${rows.length} are sealed with NEXT_SEAL_SECRET`,
      "npm run -s ops -- rotate SEAL_SECRET --reseal",
    );
  return pass(check, `${rows.length} looked at, all sealed with SEAL_SECRET`);
}

const domains = z.object({ data: z.array(z.object({ name: z.string(), status: z.string() })) });

/** Whether the mail vendor lets us send from our domain. */
export async function sendingDomain(): Promise<Finding> {
  const check = "resend domain";
  const { RESEND_API_KEY: key, RESEND_BASE_URL: url, EMAIL_DOMAIN: domain } = env;
  if (!key) return warn(check, "not asked", "Give this shell RESEND_API_KEY and EMAIL_DOMAIN.");
  const look = "Resend's dashboard, Domains";
  try {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(`${url}/domains?limit=100`, {
      headers,
      redirect: "error",
      signal: AbortSignal.timeout(5 * second),
    });
    const body: unknown = await answer.json().catch(() => null);
    if (JSON.stringify(body)?.includes("restricted_api_key"))
      return warn(check, "this key may only send", `${look}: is ${domain} verified?`);
    if (answer.status === 401 || answer.status === 403)
      return fail(check, `the key is refused (${answer.status})`, "npm run -s ops -- status; a fresh RESEND_API_KEY");
    const listed = domains.safeParse(body);
    if (!listed.success)
      return warn(check, `${url} tells of no domains (${answer.status})`, `${look}: is ${domain} verified?`);
    const status = listed.data.data.find(({ name }) => name === domain)?.status;
    if (status === "verified") return pass(check, `${domain} is verified`);
    return fail(check, `${domain} is ${status ?? "not there"}: no mail goes out`, `${look}: set its DNS records.`);
  } catch (error) {
    return warn(check, `${url} does not answer: ${(error as Error).message}`, "Try again.");
  }
}
