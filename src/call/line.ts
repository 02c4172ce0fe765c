/** Lines of programs that wait for the same thing: first come, first served, within this process. */
import { setImmediate } from "node:timers";
import { type Deadline, NEVER } from "./deadline.ts";
import { type Awaited, BLOCKING, type Program, TIMED_OUT, Wait } from "./program.ts";

/** By what is waited for; a set keeps the order in which it was filled. */
const lines = new Map<string, Set<Place>>();

/** Whether somebody stands in line for it. */
export function isWanted(what: string): boolean {
  return lines.has(what);
}

/** A place in a line. */
class Place implements Awaited {
  readonly #line: Set<Place>;
  #done: ((result: number) => void) | undefined;

  constructor(readonly what: string) {
    let line = lines.get(what);
    if (line === undefined) lines.set(what, line = new Set());
    this.#line = line;
    line.add(this);
  }

  get isFirst(): boolean {
    return this.#line.values().next().value === this;
  }

  begin(done: (result: number) => void): () => boolean {
    this.#done = done;
    return () => {
      this.#done = undefined;
      return false;
    };
  }

  /** Nobody waits in line on a thread that has to do itself what the line waits for. */
  here(): number {
    return 0;
  }

  leave(): void {
    const wasFirst = this.isFirst;
    this.#line.delete(this);
    if (this.#line.size === 0) lines.delete(this.what);
    else if (wasFirst) this.#line.values().next().value!.#call();
  }

  /** In a turn of its own, when the one that leaves has told its caller, who may let go of what is waited for at once. */
  #call(): void {
    setImmediate(() => this.#done?.(0));
  }
}

/**
 * Runs a program when those that came before it have ended; {@link TIMED_OUT} when its time has passed by then. The
 * synchronous driver does not stand in line: what the others wait for cannot happen while it blocks their thread.
 */
export function* inLine<T>(
  what: string,
  program: () => Program<T>,
  deadline: Deadline = NEVER,
): Program<T | typeof TIMED_OUT> {
  if ((yield BLOCKING) === 1) return yield* program();
  const place = new Place(what);
  try {
    if (!place.isFirst && (yield new Wait(place, deadline.left)) === TIMED_OUT) return TIMED_OUT;
    return yield* program();
  } finally {
    place.leave();
  }
}
