/** Several programs of one `all`, run by the asynchronous driver. */
import type { All, Outcome, Program } from "./program.ts";

/** Programs under way at once: enough to fill every trip, and a bound on memory. */
const WINDOW = 4096;

/** What the driver does for those programs. */
export interface Gatherer {
  /** Whether nobody waits for them any more: none is begun. */
  letGo(): boolean;
  /** Starts one; `settled` is told when it has ended. */
  start(program: Program<unknown>, settled: (outcome: Outcome<unknown>) => void): void;
  /** All that were begun have ended; a `failure` is that of making one. */
  gathered(failure: { readonly error: unknown } | undefined): void;
}

/** Keeps up to {@link WINDOW} of the programs under way until the last has ended. */
export function gather(step: All, gatherer: Gatherer): void {
  const programs = step.programs[Symbol.iterator]();
  let running = 0;
  let count = 0;
  let exhausted = false;
  let filling = false;
  let failure: { error: unknown } | undefined;
  const fillUp = () => {
    if (filling) return; // a program that ended at once: the loop below sees it
    filling = true;
    while (!exhausted && running < WINDOW) {
      const program = gatherer.letGo() ? undefined : nextOf(programs, (error) => failure = { error });
      if (program === undefined || gatherer.letGo()) {
        exhausted = true;
        break;
      }
      const index = count++;
      running++;
      gatherer.start(program, (outcome) => {
        step.outcomes[index] = outcome;
        running--;
        fillUp();
      });
    }
    filling = false;
    if (exhausted && running === 0) gatherer.gathered(failure);
  };
  fillUp();
}

/** The next of several programs; `undefined` when there is none, or making it failed. */
function nextOf<T>(programs: Iterator<Program<T>>, failed: (error: unknown) => void): Program<T> | undefined {
  try {
    const { done, value } = programs.next();
    return done === true ? undefined : value;
  } catch (error) {
    failed(error);
    return undefined;
  }
}
