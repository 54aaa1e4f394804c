import { levels, programmes, rankBits } from "./columns-facts.ts";
import type { Seeker } from "./seeker.ts";
import { shares } from "./weights.ts";

type Level = (typeof levels)[number];
type Programme = (typeof programmes)[number];

/** By the levels that are asked for: few, and the same for all who ask for them. */
const tables = new Map<string, Float64Array>();

/** The share of each level with each programme, by columns-facts' rankOf. */
export function levelShares(asked: Seeker["levels"]): Float64Array {
  const key = asked.join();
  let table = tables.get(key);
  if (!table) {
    table = new Float64Array(2 ** rankBits);
    for (const [l, level] of levels.entries())
      for (const [p, programme] of programmes.entries()) table[l | (p << 3)] = levelShare(asked, level, programme);
    tables.set(key, table);
  }
  return table;
}

/** The best share of a level, whatever its programme. */
export function bestOfLevel(table: Float64Array, level: number): number {
  let best = 0;
  for (let at = level; at < table.length; at += 8) best = Math.max(best, table[at] ?? 0);
  return best;
}

export function levelShare(asked: Seeker["levels"], level: Level, programme: Programme): number {
  if (asked.length === 0) {
    if (level === "unknown") return shares.anyLevel.unknown;
    if (level === "mid") return shares.anyLevel.mid;
    return level === "senior" || level === "lead" ? shares.anyLevel.experienced : shares.anyLevel.early;
  }
  if (level === "unknown") return shares.level.unknown;
  if (asked.some((each) => each === level)) {
    if (programme === "working-student") return shares.level.workingStudent;
    return programme === "apprenticeship" || programme === "thesis" ? shares.level.otherProgramme : 1;
  }
  const beginners = level !== "internship" && asked.some((each) => each !== "internship");
  return beginners ? shares.level.neighbour : shares.level.misfit;
}
