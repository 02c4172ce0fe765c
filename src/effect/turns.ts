import { setImmediate } from "node:timers";

/** Effects without a turn of the event loop. */
const EFFECTS = 256;

/**
 * When the event loop is to turn: effects that are answered at once, as those of a storage in memory, would starve timers,
 * and with them the signal that is to abort the program.
 */
export class Turns {
  #count = 0;

  /** Counts an effect. */
  isDue(): boolean {
    return ++this.#count % EFFECTS === 0;
  }

  /** Lets the loop turn. */
  taken(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}
