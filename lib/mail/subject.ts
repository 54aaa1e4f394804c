import type { DeliveryMail } from "./delivery.ts";
import { counted, oneLine } from "./text.ts";
import { payOf, placeOf, remoteScope } from "./wording.ts";

// What inboxes show of a subject on a wide screen; behind it nobody reads.
const maxSubject = 90;
const maxPreheader = 90;

/** One printable line: what comes from a posting is cut and cleaned before it becomes a header. */
export function subjectOf(mail: DeliveryMail): string {
  switch (mail.kind) {
    case "verification":
      return "Confirm your job alerts";
    case "already_subscribed":
      return "You are already on the list";
    case "links":
      return "Your JobPing links";
    case "digest":
      return digestSubject(mail);
  }
}

function digestSubject({ period, matches }: DeliveryMail): string {
  const [first, ...others] = matches;
  if (first === undefined) return period === "welcome" ? "Your job alerts are confirmed" : "No new role this time";
  const start = isFirst(period)
    ? `Your first ${counted(matches.length, "role")}: `
    : `${counted(matches.length, "new role")} for you: `;
  const end = others.length > 0 ? ", …" : "";
  return start + oneLine(roleAt(first), maxSubject - start.length - end.length) + end;
}

/** The first digest with postings: the welcome itself, or the one that came for an empty welcome. */
export const isFirst = (period: string) => period === "welcome" || period.startsWith("welcome:");

/** The other roles; for a single one, its place and pay. */
export function digestPreheader({ matches }: DeliveryMail): string {
  const [first, ...others] = matches;
  if (first === undefined) return "We look again every morning, and write as soon as a role fits what you asked for.";
  if (others.length === 0)
    return oneLine(
      `${[placeOf(first), remoteScope(first.remote)].filter(Boolean).join(" · ")} · ${payOf(first.salary)}`,
      maxPreheader,
    );
  return oneLine(`Also ${others.map(roleAt).join(", ")}`, maxPreheader);
}

function roleAt({ title, company }: { title: string; company: string }): string {
  const role = oneLine(title, 60) || "Untitled role";
  const at = oneLine(company, 40);
  return at === "" ? role : `${role} at ${at}`;
}
