/** Timers that end with their owner, and keep no process alive. */

/** Timers of one owner. */
export class Timers {
  readonly #all = new Set<ReturnType<typeof setTimeout>>();

  /** Does something in so many milliseconds, unless all is over by then. */
  after(milliseconds: number, then: () => void): void {
    const timer = setTimeout(() => {
      this.#all.delete(timer);
      then();
    }, milliseconds);
    Deno.unrefTimer(timer);
    this.#all.add(timer);
  }

  /** It is over. */
  clear(): void {
    for (const timer of this.#all) clearTimeout(timer);
    this.#all.clear();
  }
}
