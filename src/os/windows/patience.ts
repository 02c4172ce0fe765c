/** Waiting for those who look at every file: scanners and indexers keep new ones open for a moment, to themselves. */
import { systemNumber } from "../../call/errno.ts";
import { type Awaited, type Program, TIMED_OUT, Wait } from "../../call/program.ts";
import { c } from "./kernel32.ts";

/** Milliseconds that are worth waiting: whoever is denied access may be denied it for good. */
type Worth = Readonly<Record<number, number>>;
const WORTH: Worth = { [c.ERROR_SHARING_VIOLATION]: 1000, [c.ERROR_ACCESS_DENIED]: 100 };
/** Milliseconds before the second attempt; each later pause is twice as long. */
const FIRST = 1;

/** Time that passes. */
class Pause implements Awaited {
  begin(): () => boolean {
    return () => false;
  }
  here(milliseconds: number): number {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    return TIMED_OUT;
  }
}

/** Attempts until it succeeds, fails for another reason, or has taken too long. */
export function* patiently<T>(attempt: () => Program<T | number>, worth: Worth = WORTH): Program<T | number> {
  const begun = performance.now();
  for (let pause = FIRST;; pause *= 2) {
    const result = yield* attempt();
    if (typeof result !== "number" || result >= 0) return result;
    const left = (worth[systemNumber(result)] ?? 0) - (performance.now() - begun);
    if (left <= 0) return result;
    yield new Wait(new Pause(), Math.min(pause, left));
  }
}
