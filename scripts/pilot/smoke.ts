import { checkEdge } from "./edge-checks.ts";
import { checkFigures } from "./figure-checks.ts";
import { asProgram } from "./program.ts";
import { Report } from "./report.ts";
import type { Target } from "./target.ts";
import { walk } from "./walk.ts";

/** Everything visible of a product from outside, and a subscriber's whole journey. */
export async function smoke(target: Target): Promise<Report> {
  const report = new Report();
  await checkEdge(report, target);
  await checkFigures(report, target);
  await walk(report, target);
  return report;
}

if (import.meta.main) await asProgram("pilot:smoke", smoke);
