import { second } from "../../lib/time.ts";
import { type Finding, pass, warn } from "./finding.ts";

/**
 * Whether links in mails lead to an ingress. Only a warning: some networks do not let a machine reach itself from
 * outside.
 */
export async function publicAddress(): Promise<Finding[]> {
  const url = process.env.PUBLIC_URL?.replace(/\/+$/, "");
  if (!url || url === process.env.INGRESS) return [];
  const check = "public address";
  const says = await whatAnswers(`${url}/healthz`);
  return says === undefined
    ? [pass(check, `${url} leads to an ingress`)]
    : [
        warn(
          check,
          `${url} ${says}: every link in a mail leads there`,
          "Is PUBLIC_URL what people type? docs/hosts/domain.md",
        ),
      ];
}

/** undefined = an ingress of this product answers. */
async function whatAnswers(url: string): Promise<string | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5 * second) });
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok && Object(body).status === "ok") return undefined;
    return answer.ok ? "is something else" : `answers ${answer.status}`;
  } catch (error) {
    const { cause, message } = error as Error;
    return `does not answer (${cause instanceof Error ? cause.message : message})`;
  }
}
