/** A crowd that never ends is let on all the same; a single one waits for two turns, some microseconds. */
const mostTurns = 8;

let gathered: Promise<void> | undefined;
let count = 0;

/**
 * Resolves, for all who wait in one go, as soon as a turn of the event loop brings nobody more: the requests that came
 * together go on together, and what they asked of Redis has left. Step by step with others each is cheaper: what one
 * has brought into the processor's caches the next one finds there.
 */
export function endOfTurn(): Promise<void> {
  count += 1;
  gathered ??= new Promise((resolve) => {
    let seen = 0;
    let turns = 0;
    const look = () => {
      turns += 1;
      if (count > seen && turns < mostTurns) {
        seen = count;
        setImmediate(look);
        return;
      }
      gathered = undefined;
      count = 0;
      resolve();
    };
    setImmediate(look);
  });
  return gathered;
}
