import Table from "cli-table3";
import { atMost, minute, second } from "../../lib/time.ts";
import { Trouble } from "./target.ts";

export type Verdict = "PASS" | "WARN" | "FAIL";

/** The result of one check. */
export interface Finding {
  verdict: Verdict;
  /** One sentence. */
  says: string;
  /** What to do about it. */
  todo?: string;
}

export interface Check extends Finding {
  name: string;
  ms: number;
}

export const pass = (says: string): Finding => ({ verdict: "PASS", says });
export const warn = (says: string, todo: string): Finding => ({ verdict: "WARN", says, todo });
export const fail = (says: string, todo: string): Finding => ({ verdict: "FAIL", says, todo });

/** A step may wait for mails and jobs, but not for long. */
const stepWithinMs = 2 * minute;

/** Runs the checks in order; an error within one is its finding. */
export class Report {
  readonly checks: Check[] = [];

  /** @returns the verdict, for checks that depend on it */
  async check(name: string, look: () => Finding | Promise<Finding>): Promise<Verdict> {
    const startedAt = performance.now();
    let finding: Finding;
    try {
      finding = await atMost(stepWithinMs, Promise.resolve(look()), `it took more than ${stepWithinMs / second} s`);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      finding = fail(error.message, error instanceof Trouble ? error.todo : "");
    }
    this.checks.push({ name, ...finding, ms: Math.round(performance.now() - startedAt) });
    return finding.verdict;
  }

  get verdict(): Verdict {
    const all = new Set(this.checks.map(({ verdict }) => verdict));
    return all.has("FAIL") ? "FAIL" : all.has("WARN") ? "WARN" : "PASS";
  }
}

/** As a table, or as one JSON object for programs. */
export function printed({ checks, verdict }: Report, url: string, asJson: boolean): string {
  if (asJson) return `${JSON.stringify({ url, verdict, checks })}\n`;
  const table = new Table({
    head: ["", "check", "found"],
    colWidths: [6, 22, 88],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const each of checks) {
    table.push([each.verdict, each.name, [each.says, each.todo].filter(Boolean).join("\n→ ")]);
  }
  const many = (verdict: Verdict) => checks.filter((each) => each.verdict === verdict).length;
  return `${table}\n${url}: ${verdict} (${many("PASS")} passed, ${many("WARN")} warned, ${many("FAIL")} failed)\n`;
}
