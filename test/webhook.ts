import { createHmac, randomUUID } from "node:crypto";
import { env } from "../lib/env.ts";
import { second } from "../lib/time.ts";

export interface Signing {
  id?: string;
  at?: number;
  secret?: string | undefined;
}

/** The vendor's headers for a body, signed by an implementation of the specification independent of ours. */
export function svixHeaders(
  body: string | Buffer,
  { id = `msg_${randomUUID()}`, at = Date.now(), secret }: Signing = {},
) {
  const timestamp = String(Math.floor(at / second));
  const key = Buffer.from((secret ?? env.RESEND_WEBHOOK_SECRET ?? "").replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest("base64");
  return { "svix-id": id, "svix-timestamp": timestamp, "svix-signature": `v1,${signature}` };
}

/** An event of a mail as the vendor sends it, with addresses. */
export function mailEvent(type: string, data: Record<string, unknown> = {}): string {
  return JSON.stringify({
    type,
    created_at: "2026-11-22T10:41:12.126Z",
    data: {
      email_id: randomUUID(),
      created_at: "2026-11-22 10:41:11.894719+00",
      from: "JobPing <alerts@jobping.example>",
      to: ["ada.lovelace@example.org"],
      subject: "3 new jobs for Ada",
      ...data,
    },
  });
}
