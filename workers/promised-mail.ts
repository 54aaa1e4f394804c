import { z } from "zod";
import { email } from "../jobs/email.ts";
import { enqueue } from "../lib/queue.ts";

/** What a SQL function answers that may have promised one mail. */
export const promisedMail = z.object({ deliveryId: z.uuid().optional() });

/** Has the mail sent, if one was promised. A crash before it: the sweep asks for it. */
export async function sendPromised({ deliveryId }: z.output<typeof promisedMail>): Promise<void> {
  if (deliveryId !== undefined) await enqueue(email, { deliveries: [deliveryId] });
}
