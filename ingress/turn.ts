/** A crowd that never ends is let on all the same; a single one waits for two turns, some microseconds. */
const mostTurns = 8;
/** More would leave Redis with nothing to do while they are worked at, and us while it stores what they ask for. */
const mostTogether = 32;

interface Gathering {
  count: number;
  over: Promise<void>;
}

let gathering: Gathering | undefined;

/**
 * Resolves, for all who wait in one go, as soon as a turn of the event loop brings nobody more: the requests that came
 * together go on together, and what they asked of Redis has left. Step by step with others each is cheaper: what one
 * has brought into the processor's caches the next one finds there.
 */
export function endOfTurn(): Promise<void> {
  if (gathering === undefined || gathering.count === mostTogether) gathering = gather();
  gathering.count += 1;
  return gathering.over;
}

function gather(): Gathering {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const own: Gathering = { count: 0, over };
  let seen = 0;
  let turns = 0;
  const look = () => {
    turns += 1;
    if (own.count > seen && own.count < mostTogether && turns < mostTurns) {
      seen = own.count;
      setImmediate(look);
      return;
    }
    if (gathering === own) gathering = undefined;
    resolve();
  };
  setImmediate(look);
  return own;
}
