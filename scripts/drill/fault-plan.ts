import { second } from "../../lib/time.ts";
import { type Dice, diceOf } from "../../local/boards/dice.ts";
import type { How } from "./blows.ts";
import type { DrillName } from "./options.ts";
import { type Absence, absences } from "./polar-away.ts";

/** A fault of the outbox; see local/wire/faults. */
export interface MailFault {
  status?: number;
  name?: string;
  delayMs?: number;
  drop?: boolean;
  dropBefore?: boolean;
  times?: number;
}

/** A service is away or useless. */
interface Outage {
  fault: "redis" | "postgres" | "postgrest";
  how: How;
}

/** When: from the beginning, or from the next full minute, when the planner runs. */
export type When = { atMs: number } | { afterTickMs: number };

export type PlannedFault = When &
  (
    | { fault: "workers"; how: How; workers: readonly number[]; awayMs: number }
    | (Outage & { awayMs: number })
    /** Redis loses all its data, by a command while it runs. */
    | { fault: "flush" }
    | { fault: "outbox"; script: MailFault[] }
    /** How many of its events are lost after it is back. */
    | { fault: "polar"; how: Absence; awayMs: number; lost: number }
  );

/** One life of a worker process: how long it lives, from its start or from its readiness, and the pause after it. */
export interface ShortLife {
  since: "start" | "up";
  livesMs: number;
  awayMs: number;
}

export interface FaultPlan {
  /** Faults of the mail vendor, all the time: slowness widens the gap between sending and recording. */
  always: MailFault;
  faults: PlannedFault[];
  /** For each worker, one life after the other until the time is over. */
  workers: ShortLife[][];
  /** Pauses between restarts, one program after the other, until the time is over. */
  rollsMs: number[];
}

export const workerCount = 2;

/** What goes wrong, and when; the same for the same seed and length. */
export function faultsOf(drill: DrillName, seed: number, forMs: number): FaultPlan {
  const dice = diceOf(seed, drill, "faults");
  const none = { faults: [], workers: [], rollsMs: [] };
  switch (drill) {
    case "kill":
      return { ...none, always: { delayMs: 300 }, ...kills(dice) };
    case "flush":
      return { ...none, always: { delayMs: 150 }, faults: flushes(dice, forMs) };
    case "roll":
      return {
        ...none,
        always: { delayMs: 150 },
        rollsMs: Array.from({ length: 100 }, () => dice.between(0, 1 * second)),
      };
    case "cluster":
      return { ...none, always: { delayMs: 150 }, faults: outages(dice, forMs, clusterOutages) };
    case "redis":
      return { ...none, always: { delayMs: 150 }, faults: outages(dice, forMs, redisOutages) };
    case "postgres":
      return { ...none, always: { delayMs: 150 }, faults: outages(dice, forMs, postgresOutages) };
    case "outbox":
      return { ...none, always: {}, faults: badDays(dice, forMs) };
    case "polar":
      return { ...none, always: { delayMs: 150 }, faults: quarters(dice, forMs) };
  }
}

/** Far more than any run needs. */
const livesPlanned = 500;

/** Most are killed at work, some while they boot, which takes as long as the machine needs. */
function kills(dice: Dice): Pick<FaultPlan, "faults" | "workers"> {
  const life = (): ShortLife => ({
    ...dice.weighted<Omit<ShortLife, "awayMs">>([
      [{ since: "up", livesMs: dice.between(0, 1 * second) }, 1],
      [{ since: "up", livesMs: dice.between(1 * second, 9 * second) }, 3],
      [{ since: "start", livesMs: dice.between(0, 2 * second) }, 1],
    ]),
    awayMs: dice.between(0, 1.5 * second),
  });
  const workers = Array.from({ length: workerCount }, () => Array.from({ length: livesPlanned }, life));
  // The planner works a few hundredths of a second per minute: chance alone would never hit it.
  const both = { workers: [0, 1], afterTickMs: dice.between(0, 150), awayMs: dice.between(0, 1 * second) };
  // Longer than its leases on jobs (15 s) and mails (30 s): when it goes on, others have them.
  const one = {
    workers: [dice.between(0, 1)],
    atMs: dice.between(1, 8) * second,
    awayMs: dice.between(16, 35) * second,
  };
  return {
    workers,
    faults: [
      { fault: "workers", how: "kill", ...both },
      { fault: "workers", how: "freeze", ...one },
    ],
  };
}

/** Mostly short, sometimes long; longer in long drills, so that waits between retries have time to grow. */
function outageMs(dice: Dice, forMs: number): number {
  const [fromMs, toMs] = dice.weighted([
    [[0.1 * second, 1 * second] as const, 2],
    [[1 * second, 4 * second] as const, 3],
    [[4 * second, Math.max(8 * second, 0.25 * forMs)] as const, 1],
  ]);
  return dice.between(fromMs, toMs);
}

/** Killed as often as stopped: whatever it acknowledged must be on its disk. */
const clusterOutages: readonly Outage[] = (["stop", "kill"] as const).map((how) => ({ fault: "redis", how }));
const redisOutages: readonly Outage[] = [
  ...clusterOutages,
  ...(["freeze", "fill", "demote"] as const).map((how) => ({ fault: "redis" as const, how })),
];
const postgresOutages: readonly Outage[] = [
  ...(["stop", "kill", "lock", "crowd"] as const).map((how) => ({ fault: "postgres" as const, how })),
  { fault: "postgrest", how: "kill" },
];

/** Each kind in turn while there is time; then one while the planner works. */
function outages(dice: Dice, forMs: number, kinds: readonly Outage[]): PlannedFault[] {
  const faults: PlannedFault[] = [];
  const turns = dice.some(kinds, kinds.length);
  for (let atMs = dice.between(1, 4) * second; atMs < forMs - 1 * second; ) {
    const kind = turns[faults.length % turns.length] ?? dice.pick(kinds);
    const awayMs = outageMs(dice, forMs);
    faults.push({ ...kind, atMs, awayMs });
    atMs += awayMs + dice.between(2 * second, 6 * second);
  }
  const awayMs = dice.between(1 * second, 4 * second);
  return [...faults, { ...dice.pick(kinds), afterTickMs: dice.between(0, 300), awayMs }];
}

/**
 * First while no worker runs, so that some accepted requests are in Redis alone; then twice, once each way, while
 * workers run and are not restarted, so that the system must recover by itself. People come in the first half.
 */
function flushes(dice: Dice, forMs: number): PlannedFault[] {
  const within = (from: number, to: number) => dice.between(Math.round(forMs * from), Math.round(forMs * to));
  const flush = (atMs: number): PlannedFault => ({ fault: "flush", atMs });
  const wipe = (atMs: number): PlannedFault => {
    return { fault: "redis", how: "wipe", atMs, awayMs: dice.between(0, 2 * second) };
  };
  const [one, other] = dice.chance(0.5) ? [flush, wipe] : [wipe, flush];
  const firstAtMs = within(0.12, 0.16);
  const away = { atMs: Math.max(0, firstAtMs - 3 * second), awayMs: 3 * second };
  return [
    { fault: "workers", how: "stop", workers: [0, 1], ...away },
    flush(firstAtMs),
    one(within(0.28, 0.34)),
    other(within(0.44, 0.5)),
  ];
}

/** Polar is away more often than not, in every possible way, once for long. */
function quarters(dice: Dice, forMs: number): PlannedFault[] {
  const hows = dice.some(absences, absences.length);
  const long = dice.between(0, 2);
  const faults: PlannedFault[] = [];
  for (let atMs = dice.between(1, 3) * second, turn = 0; atMs < forMs - 1 * second; turn++) {
    const awayMs = turn === long ? Math.round(0.35 * forMs) : dice.between(2 * second, 5 * second);
    faults.push({
      fault: "polar",
      atMs,
      how: hows[turn % hows.length] ?? "refuses",
      awayMs,
      lost: dice.between(0, 12),
    });
    atMs += awayMs + dice.between(1 * second, 3 * second);
  }
  return faults;
}

/** Longer than the client's timeout (10 s). */
const tooSlowMs = 11 * second;

/** Single failures all the time, and outages in between. */
function badDays(dice: Dice, forMs: number): PlannedFault[] {
  const faults: PlannedFault[] = [];
  for (let atMs = 0; atMs < forMs; ) {
    const outage = dice.pick<MailFault>([{ status: 500 }, { dropBefore: true }, { status: 429 }, { drop: true }]);
    const down = atMs > 0 && dice.chance(0.4);
    faults.push({ fault: "outbox", atMs, script: down ? [{ ...outage, times: 10_000 }] : mixed(dice) });
    atMs += down ? 2 * second + outageMs(dice, forMs) : dice.between(4 * second, 10 * second);
  }
  return faults;
}

function mixed(dice: Dice): MailFault[] {
  return Array.from({ length: 200 }, () =>
    dice.weighted<MailFault>([
      [{ times: 1 }, 8],
      [{ delayMs: dice.between(100, 1500) }, 3],
      [{ status: 429, name: "rate_limit_exceeded" }, 3],
      [{ status: 500, name: "internal_server_error" }, 2],
      [{ status: 503, name: "application_error" }, 1],
      [{ drop: true }, 3],
      [{ dropBefore: true }, 2],
      [{ delayMs: tooSlowMs }, 1],
      [{ delayMs: tooSlowMs, drop: true }, 0.5],
    ]),
  );
}
